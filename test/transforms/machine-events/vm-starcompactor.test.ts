/** The rules of Star Compactor for hypervisors, one by one: `semantics: starcompactor` keeps them all. */
import { describe, expect, it } from 'vitest';
import { both, events, find, hypervisor, NODE_COLUMNS, nova, table, vmBackup } from '../../support/machines.ts';

const options = { cloud: 'vm', databases: ['nova'], semantics: 'starcompactor' } as const;
const UP = 'UNKNOWN 4 8 16';

describe('what one backup tells', () => {
  it('CREATE at created_at, UPDATE at updated_at, ENABLE at the service’s updated_at', async () => {
    const backup = vmBackup(100, hypervisor({ created_at: 10, updated_at: 20, vcpus: 5 }, { updated_at: 30 }));
    // The UPDATE says nothing new.
    expect(await events(options, [backup])).toEqual(['10 h CREATE UNKNOWN 5 8 16', '30 h ENABLE UNKNOWN 5 8 16']);
  });

  it('DELETE at deleted_at, without properties but for an empty rack', async () => {
    const backup = vmBackup(100, hypervisor({ created_at: 10, deleted_at: 40, deleted: 1 }, { updated_at: 20 }));
    expect(await events(options, [backup])).toEqual([`10 h CREATE ${UP}`, `20 h ENABLE ${UP}`, '40 h DELETE null']);
    const { records } = await find(options, [backup]);
    expect(records.at(-1)?.PROPERTIES).toEqual({ rack: null });
  });

  it('DISABLE when disabled is 1, ENABLE for anything else', async () => {
    const disabled = (value: number | undefined) => [
      vmBackup(100, hypervisor({ created_at: 10 }, { updated_at: 20 })),
      vmBackup(200, hypervisor({ created_at: 10 }, { updated_at: 30, disabled: value })),
    ];
    const base = [`10 h CREATE ${UP}`, `20 h ENABLE ${UP}`];
    expect(await events(options, disabled(1))).toEqual([...base, `30 h DISABLE ${UP}`]);
    expect(await events(options, disabled(undefined))).toEqual(base);
    expect(await events(options, disabled(0))).toEqual(base);
  });

  it('properties are rack, vCPUs, memory and disk; numbers, under the names of the trace format', async () => {
    const backup = vmBackup(1, hypervisor({ created_at: 0, vcpus: 1, memory_mb: 2, local_gb: 3 }, {}, 'r1-02'));
    const { records } = await find({ ...options, rack: { regex: '(\\w+)-' } }, [backup]);
    expect(records[0]?.PROPERTIES).toEqual({
      rack: 'r1',
      vcpu_capability: 1,
      memory_capability_mb: 2,
      disk_capability_gb: 3,
    });
  });

  it('a time that is NULL or none is no event, and counted', async () => {
    const backup = vmBackup(100, hypervisor({ created_at: 10, updated_at: '0000-00-00 00:00:00' }, {}));
    const { records, context } = await find(options, [backup]);
    expect(records.map(({ EVENT }) => EVENT)).toEqual(['CREATE']);
    expect(context.counters).toEqual({ 'null-times': 2 });
  });

  it('a row that is deleted at a time that is none is counted', async () => {
    const zero = { created_at: 10, updated_at: 20, deleted_at: '0000-00-00 00:00:00' };
    const { records, context } = await find(options, [vmBackup(100, hypervisor(zero, { updated_at: 20 }))]);
    expect(records.map(({ EVENT }) => EVENT)).toEqual(['CREATE', 'ENABLE']);
    expect(context.counters).toEqual({ 'null-times': 1 });
  });

  it('a node without a name is left out, and counted', async () => {
    const nameless = { nodes: [{ hypervisor_hostname: null, host: 'h', created_at: 1 }], services: [{ host: 'h' }] };
    const { records, context } = await find(options, [vmBackup(100, nameless)]);
    expect(records).toEqual([]);
    expect(context.counters).toEqual({ 'unnamed-hosts': 1 });
  });

  it('an empty name is a name', async () => {
    const backup = vmBackup(100, hypervisor({ created_at: 1, host: 'h' }, { host: 'h' }, ''));
    expect(await events(options, [backup])).toEqual([`1  CREATE ${UP}`]);
  });
});

describe('the join of compute_nodes and services', () => {
  const node = { hypervisor_hostname: 'h', created_at: 1 };
  const seen = (rows: Parameters<typeof nova>[0]) => events(options, [vmBackup(100, rows)]);

  it('a node whose host has no nova-compute does not count', async () => {
    expect(await seen({ nodes: [node] })).toEqual([]);
    expect(await seen({ nodes: [node], services: [{ host: 'h', binary: 'nova-scheduler' }] })).toEqual([]);
    expect(await seen({ nodes: [node], services: [{ host: 'other' }] })).toEqual([]);
  });

  it('other binaries of the host say nothing of its status', async () => {
    const services = [
      { host: 'h', binary: 'nova-scheduler', updated_at: 5, disabled: 1 },
      { host: 'h', updated_at: 6 },
      { host: 'h', binary: 'Nova-Compute', updated_at: 7, disabled: 1 },
    ];
    expect(await seen({ nodes: [node], services })).toEqual([`1 h CREATE ${UP}`, `6 h ENABLE ${UP}`]);
  });

  it('host names join when they differ in case, accents or trailing spaces only', async () => {
    expect(await seen({ nodes: [{ ...node, host: 'Café ' }], services: [{ host: 'CAFE' }] })).toHaveLength(1);
    expect(await seen({ nodes: [{ ...node, host: ' cafe' }], services: [{ host: 'cafe' }] })).toHaveLength(0);
  });

  it('NULL joins nothing', async () => {
    expect(await seen({ nodes: [{ ...node, host: null }], services: [{ host: null }] })).toEqual([]);
    expect(await seen({ nodes: [{ ...node, host: '' }], services: [{ host: null }] })).toEqual([]);
  });

  it('a service of another database does not count', async () => {
    const tables = [...nova({ nodes: [node] }), ...nova({ services: [{ host: 'h' }] }, 'nova_cell0')];
    const cells = { ...options, databases: ['nova', 'nova_cell0'] };
    expect(await events(cells, [{ time: 100, tables }])).toEqual([]);
  });

  it('several nova-compute rows of one host all count', async () => {
    const services = [
      { host: 'h', updated_at: 5 },
      { host: 'h', updated_at: 6, disabled: 1, deleted: 2, deleted_at: 6 },
    ];
    expect(await seen({ nodes: [node], services })).toEqual([
      `1 h CREATE ${UP}`,
      `5 h ENABLE ${UP}`,
      `6 h DISABLE ${UP}`,
    ]);
  });

  it('several nodes of one host share its service', async () => {
    const nodes = ['a', 'b'].map((name) => ({ hypervisor_hostname: name, host: 'h', created_at: 1 }));
    expect(await seen({ nodes, services: [{ host: 'h', updated_at: 5 }] })).toEqual([
      `1 a CREATE ${UP}`,
      `1 b CREATE ${UP}`,
      `5 a ENABLE ${UP}`,
      `5 b ENABLE ${UP}`,
    ]);
  });
});

describe('several rows with one key in one backup', () => {
  it('the one with the greatest id wins, wherever it stands', async () => {
    const nodes = [
      { id: 10, hypervisor_hostname: 'h', created_at: 1, vcpus: 10 },
      { id: 9, hypervisor_hostname: 'h', created_at: 1, vcpus: 9 },
    ];
    const backup = vmBackup(100, { nodes, services: [{ host: 'h' }] });
    expect(await events(options, [backup])).toEqual(['1 h CREATE UNKNOWN 10 8 16']);
  });

  it('the last database wins', async () => {
    const cell = (database: string, vcpus: number) => nova(hypervisor({ created_at: 1, vcpus }, {}), database);
    const tables = [...cell('nova_cell0', 6), ...cell('nova', 5)];
    const seen = (...databases: string[]) => events({ ...options, databases }, [{ time: 100, tables }]);
    expect(await seen('nova', 'nova_cell0')).toEqual(['1 h CREATE UNKNOWN 6 8 16']);
    expect(await seen('nova_cell0', 'nova')).toEqual(['1 h CREATE UNKNOWN 5 8 16']);
    expect(await seen('nova')).toEqual(['1 h CREATE UNKNOWN 5 8 16']);
  });

  it('a soft-deleted and a re-created row apply in id order, their shared service included', async () => {
    const nodes = [
      { hypervisor_hostname: 'h', created_at: 1, deleted_at: 5, deleted: 1, vcpus: 10 },
      { hypervisor_hostname: 'h', created_at: 6, vcpus: 20 },
    ];
    const services = [{ host: 'h', updated_at: 9 }];
    const ends = async (rows: typeof nodes) =>
      (await events(options, [vmBackup(100, { nodes: rows, services })])).at(-1);
    expect(await ends(nodes)).toBe('9 h ENABLE UNKNOWN 20 8 16');
    expect(await ends(nodes.toReversed())).toBe('9 h ENABLE UNKNOWN 10 8 16');
  });
});

describe('backup after backup', () => {
  const h = hypervisor({ created_at: 1 }, { updated_at: 2 });
  const other = hypervisor({ created_at: 1 }, {}, 'other');

  it('a host that is gone was deleted at the time of the backup that lacks it', async () => {
    const backups = [vmBackup(100, both(h, other)), vmBackup(200, other), vmBackup(300, other)];
    expect(await events(options, backups)).toEqual([
      `1 h CREATE ${UP}`,
      `1 other CREATE ${UP}`,
      `2 h ENABLE ${UP}`,
      '200 h DELETE null',
    ]);
  });

  it('of an event that several backups tell, the oldest is right about the properties', async () => {
    const of = (vcpus: number) => hypervisor({ created_at: 1, vcpus }, {});
    const backups = [vmBackup(100, of(3)), vmBackup(200, other), vmBackup(300, of(5))];
    expect((await events(options, backups))[0]).toBe('1 h CREATE UNKNOWN 3 8 16');
  });

  it('a soft-deleted row keeps a host present, until it is purged', async () => {
    const deleted = hypervisor({ created_at: 1, deleted_at: 50, deleted: 1 }, {});
    const again = hypervisor({ created_at: 150 }, {});
    const backups = [vmBackup(100, both(deleted, other)), vmBackup(200, both(again, other)), vmBackup(300, other)];
    expect(await events(options, backups)).toEqual([
      `1 h CREATE ${UP}`,
      `1 other CREATE ${UP}`,
      '50 h DELETE null',
      `150 h CREATE ${UP}`,
      '300 h DELETE null',
    ]);
  });

  it('a host whose service row is gone is gone', async () => {
    const backups = [vmBackup(100, both(h, other)), vmBackup(200, both({ ...h, services: [] }, other))];
    expect((await events(options, backups)).at(-1)).toBe('200 h DELETE null');
  });

  it('a host that moves to another database was never absent', async () => {
    const cells = { ...options, databases: ['nova', 'nova_cell0'] };
    const tables = (one: Parameters<typeof nova>[0], two: Parameters<typeof nova>[0]) => [
      ...nova(one),
      ...nova(two, 'nova_cell0'),
    ];
    const backups = [
      { time: 100, tables: tables(h, {}) },
      { time: 200, tables: tables({}, h) },
    ];
    expect(await events(cells, backups)).toEqual([`1 h CREATE ${UP}`, `2 h ENABLE ${UP}`]);
  });

  it('empty tables mean that every host was deleted; nothing was deleted after them', async () => {
    const backups = [vmBackup(50, {}), vmBackup(100, h), vmBackup(200, {}), vmBackup(300, {}), vmBackup(400, other)];
    expect(await events(options, backups)).toEqual([
      `1 h CREATE ${UP}`,
      `1 other CREATE ${UP}`,
      `2 h ENABLE ${UP}`,
      '200 h DELETE null',
    ]);
  });

  it('a host that returns with its old created_at stays deleted', async () => {
    const backups = [vmBackup(100, both(h, other)), vmBackup(200, other), vmBackup(300, both(h, other))];
    expect((await events(options, backups)).at(-1)).toBe('200 h DELETE null');
  });
});

describe('EVENT_TIME_SEC', () => {
  it('counts from the epoch; anything before it is -1', async () => {
    const at = (time: string) => vmBackup(0, hypervisor({ created_at: time }, {}));
    const seconds = async (time: string) => (await find(options, [at(time)])).records[0]?.EVENT_TIME_SEC;
    expect(await seconds('2020-01-01 00:00:00')).toBe(0);
    expect(await seconds('2019-12-31 23:59:59')).toBe(-1);
    expect(await seconds('1980-01-01 00:00:00')).toBe(-1);
    expect(await seconds('2020-01-01 00:00:01')).toBe(1);
    expect(await seconds('2020-01-02 00:00:00.250000')).toBe(86_400.25);
  });
});

it('a backup whose nodes have no host is a failed backup, not one without hosts', async () => {
  const nodes = table('nova', 'compute_nodes', [], [...NODE_COLUMNS, 'service_id']);
  const services = nova({})[1]!;
  await expect(find(options, [{ time: 100, tables: [nodes, services] }])).rejects.toMatchObject({
    code: 'missing-column',
    exitCode: 65,
    hint: expect.stringContaining('semantics: default'),
  });
});
