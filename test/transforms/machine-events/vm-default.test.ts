/** What `semantics: default` makes of hypervisors where Star Compactor goes wrong, one repair at a time. */
import { describe, expect, it } from 'vitest';
import {
  both,
  events,
  type Fields,
  find,
  hypervisor,
  NODE_COLUMNS,
  nova,
  SERVICE_COLUMNS,
  table,
  vmBackup,
} from '../../support/machines.ts';

const options = { cloud: 'vm', databases: ['nova'] } as const;
const P = 'null 4 8 16';
const of = (vcpus: number) => `null ${vcpus} 8 16`;
const other = hypervisor({ created_at: 1 }, {}, 'other');
/** The events of the host h. */
const seen = async (...backups: ReturnType<typeof vmBackup>[]) =>
  (await events(options, backups)).filter((line) => / h /.test(line));

describe('status', () => {
  it('a host first seen disabled keeps its DISABLE', async () => {
    const h = (disabled: number, updated_at: number) => hypervisor({ created_at: 1 }, { disabled, updated_at });
    expect(await seen(vmBackup(100, h(1, 90)), vmBackup(200, h(1, 190)), vmBackup(300, h(0, 290)))).toEqual([
      `1 h CREATE ${P}`,
      `90 h DISABLE ${P}`,
      `290 h ENABLE ${P}`,
    ]);
  });

  it('a status that is older than the host begins with the host', async () => {
    const h = hypervisor({ created_at: 50 }, { disabled: 1, updated_at: 10 });
    expect(await seen(vmBackup(100, h))).toEqual([`50 h CREATE ${P}`, `50 h DISABLE ${P}`]);
  });

  it('a re-created host gets its ENABLE', async () => {
    const h = (created_at: number, updated_at: number) => hypervisor({ created_at }, { updated_at });
    expect(await seen(vmBackup(100, h(1, 90)), vmBackup(200, other), vmBackup(300, h(250, 290)))).toEqual([
      `1 h CREATE ${P}`,
      `90 h ENABLE ${P}`,
      '200 h DELETE -',
      `250 h CREATE ${P}`,
      `290 h ENABLE ${P}`,
    ]);
  });
});

describe('a host that vanishes and returns', () => {
  const h = (updated_at: number, more: Fields = {}) =>
    hypervisor({ created_at: 1, updated_at, ...more }, { updated_at: updated_at - 1 });

  it('with an already seen created_at is created at the first backup that shows it again, as that backup shows it', async () => {
    const backups = [
      vmBackup(100, h(90)),
      vmBackup(200, other),
      vmBackup(300, h(290, { vcpus: 5 })),
      vmBackup(400, h(390)),
    ];
    expect(await seen(...backups)).toEqual([
      `1 h CREATE ${P}`,
      `89 h ENABLE ${P}`,
      '200 h DELETE -',
      `300 h CREATE ${of(5)}`,
      `300 h ENABLE ${of(5)}`,
      `390 h UPDATE ${P}`,
    ]);
  });

  it('with a status that is younger than the backup has it then', async () => {
    const late = hypervisor({ created_at: 1 }, { updated_at: 305, disabled: 1 });
    const lines = await seen(vmBackup(100, h(90)), vmBackup(200, other), vmBackup(300, late));
    expect(lines.slice(-2)).toEqual([`300 h CREATE ${P}`, `305 h DISABLE ${P}`]);
  });

  it('with a status of unknown time has none', async () => {
    const unknown = hypervisor({ created_at: 1 }, {});
    const lines = await seen(vmBackup(100, h(90)), vmBackup(200, other), vmBackup(300, unknown));
    expect(lines.slice(-2)).toEqual(['200 h DELETE -', `300 h CREATE ${P}`]);
  });

  it('may do so more than once', async () => {
    const backups = [100, 200, 300, 400].map((time) => vmBackup(time, time % 200 === 100 ? h(time - 10) : other));
    expect((await seen(...backups)).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      '1 h CREATE',
      '89 h ENABLE',
      '200 h DELETE',
      '300 h CREATE',
      '300 h ENABLE',
      '400 h DELETE',
    ]);
  });

  it('with a new created_at is created then, and only once', async () => {
    const backups = [vmBackup(100, h(90)), vmBackup(200, other), vmBackup(300, h(290, { created_at: 250 }))];
    expect((await seen(...backups)).slice(3)).toEqual([`250 h CREATE ${P}`, `289 h ENABLE ${P}`]);
  });

  it('is not created by a backup before its first CREATE', async () => {
    const nameless = hypervisor({ updated_at: 150 }, { updated_at: 150 });
    expect(await seen(vmBackup(100, other), vmBackup(200, nameless))).toEqual([]);
  });

  it('is gone between empty backups too', async () => {
    expect(await seen(vmBackup(100, h(90)), vmBackup(200, {}), vmBackup(300, h(290)))).toHaveLength(5);
  });
});

describe('soft-deleted rows', () => {
  const gone = { created_at: 1, updated_at: 30, deleted_at: 50, deleted: 1, vcpus: 2 };
  const service = { host: 'h', updated_at: 90 };
  const node = (more: Fields): Fields => ({ hypervisor_hostname: 'h', ...more });

  it('tell when a host was created, changed and deleted', async () => {
    expect(await seen(vmBackup(100, hypervisor(gone, { updated_at: 20 })))).toEqual([
      `1 h CREATE ${of(2)}`,
      `20 h ENABLE ${of(2)}`,
      '50 h DELETE -',
    ]);
  });

  it('do not keep a host present', async () => {
    const unknown = hypervisor({ created_at: 1, deleted: 1 }, { updated_at: 20 });
    const backups = [vmBackup(100, hypervisor({ created_at: 1 }, { updated_at: 20 })), vmBackup(200, unknown)];
    expect((await seen(...backups)).at(-1)).toBe('200 h DELETE -');
  });

  it('say nothing when they were deleted nobody knows when, and are counted', async () => {
    const unknown = { created_at: 1, deleted_at: '0000-00-00 00:00:00' };
    const { records, context } = await find(options, [vmBackup(100, hypervisor(unknown, { updated_at: 2 }))]);
    expect(records).toEqual([]);
    expect(context.counters).toEqual({ 'null-times': 1 });
  });

  it('tell a DELETE once, though the host then disappears', async () => {
    const lines = await seen(
      vmBackup(100, hypervisor({ created_at: 1 }, {})),
      vmBackup(200, hypervisor({ ...gone, deleted_at: 150 }, {})),
    );
    expect(lines).toEqual([`1 h CREATE ${P}`, `30 h UPDATE ${of(2)}`, '150 h DELETE -']);
  });

  it('have no status of a time when they were deleted', async () => {
    const disabledLater = hypervisor(gone, { updated_at: 90, disabled: 1 });
    expect(await seen(vmBackup(100, disabledLater))).toEqual([`1 h CREATE ${of(2)}`, '50 h DELETE -']);
  });

  it('have no say in the status of a host that moved to another service', async () => {
    const nodes = [node({ ...gone, host: 'x' }), node({ created_at: 60, host: 'y' })];
    const services = [
      { host: 'x', updated_at: 90, disabled: 1 },
      { host: 'y', updated_at: 80 },
    ];
    expect((await seen(vmBackup(100, { nodes, services }))).slice(-1)).toEqual([`80 h ENABLE ${P}`]);
  });

  it('have no UPDATE at or after their deletion', async () => {
    const recreated = node({ created_at: 50, vcpus: 3 });
    for (const updated_at of [50, 60]) {
      const backup = vmBackup(100, { nodes: [node({ ...gone, updated_at }), recreated], services: [service] });
      expect(await seen(backup)).toEqual([
        `1 h CREATE ${of(2)}`,
        `50 h CREATE ${of(3)}`,
        '50 h DELETE -',
        `90 h ENABLE ${of(3)}`,
      ]);
    }
  });

  it('give way to the live row of their host, in either order', async () => {
    const nodes = [node({ ...gone, id: 1 }), node({ created_at: 60, updated_at: 80, vcpus: 3, id: 2 })];
    const swapped = [node({ ...gone, id: 2 }), node({ created_at: 60, updated_at: 80, vcpus: 3, id: 1 })];
    for (const rows of [nodes, swapped]) {
      expect(await seen(vmBackup(100, { nodes: rows, services: [service] }))).toEqual([
        `1 h CREATE ${of(2)}`,
        '50 h DELETE -',
        `60 h CREATE ${of(3)}`,
        `90 h ENABLE ${of(3)}`,
      ]);
    }
  });

  it('give way from the second in which the live row was created', async () => {
    // The host went on: another row of it was there before this one was deleted.
    const live = node({ created_at: 20, updated_at: 25, vcpus: 3 });
    const backup = vmBackup(100, { nodes: [live, node(gone)], services: [{ ...service, updated_at: 20 }] });
    expect(await seen(backup)).toEqual([`1 h CREATE ${of(2)}`, `20 h ENABLE ${of(3)}`]);
  });

  it('of one host give way to the one that was deleted last', async () => {
    const first = node({ created_at: 1, updated_at: 35, deleted_at: 40, deleted: 1, vcpus: 2, id: 2 });
    const last = node({ created_at: 30, updated_at: 38, deleted_at: 60, deleted: 2, vcpus: 3, id: 1 });
    expect(await seen(vmBackup(100, { nodes: [first, last], services: [] }))).toEqual([]);
    expect(await seen(vmBackup(100, { nodes: [first, last], services: [service] }))).toEqual([
      `1 h CREATE ${of(2)}`,
      `38 h UPDATE ${of(3)}`,
      '60 h DELETE -',
    ]);
  });

  it('say nothing of a host whose live row was created nobody knows when, but that it was there before', async () => {
    const backup = vmBackup(100, { nodes: [node(gone), node({ updated_at: 70, vcpus: 3 })], services: [service] });
    expect(await seen(backup)).toEqual([`1 h CREATE ${of(2)}`, `70 h UPDATE ${of(3)}`, `90 h ENABLE ${of(3)}`]);
  });

  it('of different second lives leave each its own', async () => {
    const again = node({ created_at: 50, deleted_at: 60, deleted: 2, vcpus: 3 });
    expect(await seen(vmBackup(100, { nodes: [node(gone), again], services: [service] }))).toEqual([
      `1 h CREATE ${of(2)}`,
      `50 h CREATE ${of(3)}`,
      '50 h DELETE -',
      '60 h DELETE -',
    ]);
  });
});

describe('soft-deleted services', () => {
  const node = { hypervisor_hostname: 'h', created_at: 1 };
  const deleted = { host: 'h', updated_at: 40, disabled: 1, deleted_at: 40, deleted: 1 };

  it('give way to the live one of their host', async () => {
    const services = [
      { host: 'h', updated_at: 30, id: 1 },
      { ...deleted, id: 2 },
    ];
    expect(await seen(vmBackup(100, { nodes: [node], services }))).toEqual([`1 h CREATE ${P}`, `30 h ENABLE ${P}`]);
  });

  it('do not keep a host present: it ends with its service', async () => {
    const before = vmBackup(100, { nodes: [node], services: [{ host: 'h', updated_at: 30 }] });
    const after = vmBackup(200, { nodes: [{ ...node, updated_at: 190 }], services: [{ ...deleted, deleted_at: 140 }] });
    expect(await seen(before, after)).toEqual([
      `1 h CREATE ${P}`,
      `30 h ENABLE ${P}`,
      `40 h DISABLE ${P}`,
      '140 h DELETE -',
    ]);
  });

  it('end a host that was not deleted before', async () => {
    const early = { ...node, deleted_at: 35, deleted: 1 };
    expect(await seen(vmBackup(100, { nodes: [early], services: [deleted] }))).toEqual([
      `1 h CREATE ${P}`,
      '35 h DELETE -',
    ]);
  });

  it('tell of the life that they were there for', async () => {
    const nodes = [
      { ...node, deleted_at: 50, deleted: 1, vcpus: 2 },
      { ...node, created_at: 60 },
    ];
    const first = { host: 'h', created_at: 1, updated_at: 30, disabled: 1, deleted_at: 45, deleted: 1 };
    const second = { host: 'h', created_at: 60, updated_at: 90 };
    const lives = [
      `1 h CREATE ${of(2)}`,
      `30 h DISABLE ${of(2)}`,
      '45 h DELETE -',
      `60 h CREATE ${P}`,
      `90 h ENABLE ${P}`,
    ];
    expect(await seen(vmBackup(100, { nodes, services: [first, second] }))).toEqual(lives);
    const purged = vmBackup(100, { nodes, services: [{ ...second, updated_at: 55 }] });
    expect(await seen(purged)).toEqual([
      `1 h CREATE ${of(2)}`,
      '50 h DELETE -',
      `60 h CREATE ${P}`,
      `60 h ENABLE ${P}`,
    ]);
  });

  it('do not tell of a node that came after them', async () => {
    for (const created_at of [40, 60]) {
      const late = { ...node, created_at };
      expect(await seen(vmBackup(100, { nodes: [late], services: [deleted] }))).toEqual([]);
    }
  });

  it('of one host count by the one that was deleted last', async () => {
    const services = [
      { ...deleted, updated_at: 20, deleted_at: 60, id: 1 },
      { ...deleted, updated_at: 30, disabled: 0, deleted_at: 50, id: 2 },
    ];
    expect(await seen(vmBackup(100, { nodes: [node], services }))).toEqual([
      `1 h CREATE ${P}`,
      `20 h DISABLE ${P}`,
      '60 h DELETE -',
    ]);
  });
});

describe('the rest is as Star Compactor has it', () => {
  it('a host that is gone was deleted by the time of the backup that lacks it', async () => {
    const h = hypervisor({ created_at: 1 }, { updated_at: 2 });
    expect((await seen(vmBackup(100, both(h, other)), vmBackup(200, other))).at(-1)).toBe('200 h DELETE -');
  });

  it('the oldest backup is right about the properties of an event', async () => {
    const h = (vcpus: number) => hypervisor({ created_at: 1, updated_at: 2, vcpus }, {});
    expect(await seen(vmBackup(100, h(5)), vmBackup(200, h(6)))).toEqual([`1 h CREATE ${of(5)}`]);
  });

  it('of several live rows the last of the last database wins', async () => {
    const cell = (database: string, vcpus: number) => nova(hypervisor({ created_at: 1, vcpus }, {}), database);
    const tables = [...cell('nova_cell0', 6), ...cell('nova', 5)];
    const databases = ['nova', 'nova_cell0'];
    expect(await events({ ...options, databases }, [{ time: 100, tables }])).toEqual([`1 h CREATE ${of(6)}`]);
  });
});

describe('racks', () => {
  const rackOf = async (rack: { regex: string; group?: number | string } | undefined, name: string) => {
    const backups = [vmBackup(100, hypervisor({ created_at: 1 }, {}, name))];
    const { records } = await find({ ...options, ...(rack && { rack }) }, backups);
    return (records[0]!.PROPERTIES as { rack: unknown }).rack;
  };

  it('are null where none is known', async () => {
    expect(await rackOf(undefined, 'c01-02')).toBeNull();
    expect(await rackOf({ regex: '(\\w+)-' }, 'standalone')).toBeNull();
    expect(await rackOf({ regex: '(\\w*)-' }, '-07')).toBeNull();
    expect(await rackOf({ regex: '(\\w*)-' }, 'c01-02')).toBe('c01');
  });

  it('warn when no machine has one', async () => {
    const { context } = await find({ ...options, rack: { regex: '(x)' } }, [vmBackup(100, other)]);
    expect(context.warnings).toEqual(['absent-property: no machine has the property rack']);
    expect((await find(options, [vmBackup(100, other)])).context.warnings).toEqual([]);
  });
});

describe('nodes from before Kilo, which have no host', () => {
  const columns = [...NODE_COLUMNS, 'deleted', 'service_id'];
  const services = table(
    'nova',
    'services',
    [
      { id: 7, host: 'a', binary: 'nova-compute', disabled: 0, updated_at: 5 },
      { id: 8, host: 'h', binary: 'nova-network', disabled: 1, updated_at: 6 },
    ],
    SERVICE_COLUMNS,
  );
  const node = (id: number, service_id: number | undefined) => ({
    id,
    hypervisor_hostname: `h${id}`,
    created_at: 1,
    service_id,
  });

  it('join by service_id', async () => {
    const nodes = table('nova', 'compute_nodes', [node(1, 7), node(2, 8), node(3, undefined), node(4, 9)], columns);
    expect(await events(options, [{ time: 100, tables: [nodes, services] }])).toHaveLength(2);
  });

  it('do so one by one while Kilo fills in their hosts', async () => {
    const rows = [
      { ...node(1, 7), host: null },
      { ...node(2, 7), host: 'nowhere' },
    ];
    const nodes = table('nova', 'compute_nodes', rows, [...columns, 'host']);
    const lines = await events(options, [{ time: 100, tables: [nodes, services] }]);
    expect(lines.map((line) => line.split(' ')[1])).toEqual(['h1', 'h1']);
  });

  it('fail the backup when they have no service_id either', async () => {
    const nodes = table('nova', 'compute_nodes', [], NODE_COLUMNS);
    await expect(find(options, [{ time: 100, tables: [nodes, services] }])).rejects.toMatchObject({
      code: 'missing-column',
      exitCode: 65,
    });
  });
});
