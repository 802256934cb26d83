/** The rules of Star Compactor for bare metal, one by one: `semantics: starcompactor` keeps them all. */
import { describe, expect, it } from 'vitest';
import { bareMetal, bareMetalBackup, bareMetalNode, events, type Fields, find, table } from '../../support/machines.ts';

const options = {
  cloud: 'baremetal',
  properties: ['type', 'rack', 'size'],
  rack_property: 'rack',
  semantics: 'starcompactor',
} as const;
type Rows = Parameters<typeof bareMetal>[0];
const seen = (...backups: Parameters<typeof bareMetalBackup>[]) =>
  events(
    options,
    backups.map((backup) => bareMetalBackup(...backup)),
  );

const NODE = { uuid: 'n', updated_at: 30 };
const HOST = { id: 'h', hypervisor_hostname: 'n', created_at: 10 };
const capability = (name: string, capability_value: string, more: Fields = {}): Fields => ({
  computehost_id: 'h',
  name,
  capability_value,
  created_at: 10,
  ...more,
});
const rows = (...capabilities: Fields[]): Rows => ({ nodes: [NODE], hosts: [HOST], capabilities });

describe('what one backup tells', () => {
  it('CREATE when Blazar’s host was created, ENABLE or DISABLE when Ironic’s node was last written', async () => {
    expect(await seen([100, rows(capability('type', 'big'))])).toEqual([
      '10 n CREATE big null',
      '30 n ENABLE big null',
    ]);
    expect(
      await seen(
        [100, rows(capability('type', 'big'))],
        [200, { ...rows(capability('type', 'big')), nodes: [{ ...NODE, maintenance: 1, updated_at: 130 }] }],
        [300, { ...rows(capability('type', 'big')), nodes: [{ ...NODE, maintenance: undefined, updated_at: 230 }] }],
      ),
    ).toEqual(['10 n CREATE big null', '30 n ENABLE big null', '130 n DISABLE big null', '230 n ENABLE big null']);
  });

  it('properties are text under their own names; those that a node lacks are left out, but for the rack', async () => {
    const { records } = await find(options, [bareMetalBackup(1, rows(capability('size', '12')))]);
    expect(records[0]?.PROPERTIES).toEqual({ rack: null, size: '12' });
  });

  it('without a rack property there is no rack', async () => {
    const backup = bareMetalBackup(1, rows(capability('size', '12')));
    const { records } = await find({ ...options, rack_property: null }, [backup]);
    expect(records[0]?.PROPERTIES).toEqual({ size: '12' });
  });

  it('an empty rack stays empty', async () => {
    const { records } = await find(options, [bareMetalBackup(1, rows(capability('rack', '')))]);
    expect(records[0]?.PROPERTIES).toEqual({ rack: '' });
  });

  it('UPDATE at the latest time of any configured capability, created or updated', async () => {
    const update = async (...capabilities: Fields[]) => {
      const older = { ...rows(capability('type', 'big')), nodes: [{ ...NODE, updated_at: 10 }] };
      return (await seen([50, older], [100, { ...rows(...capabilities), nodes: [{ ...NODE, updated_at: 10 }] }])).at(
        -1,
      );
    };
    const huge = capability('type', 'huge');
    expect(await update({ ...huge, updated_at: 60 }, capability('size', '1', { updated_at: 55 }))).toBe(
      '60 n UPDATE huge null 1',
    );
    expect(await update({ ...huge, updated_at: 60 }, capability('size', '1', { created_at: 70, updated_at: 65 }))).toBe(
      '70 n UPDATE huge null 1',
    );
    expect(await update({ ...huge, updated_at: 60 }, capability('other', 'x', { updated_at: 90 }))).toBe(
      '60 n UPDATE huge null',
    );
    expect(await update({ ...huge, created_at: null, updated_at: 80 })).toBe('80 n UPDATE huge null');
  });

  it('a removed capability shows only at the next event with a new time', async () => {
    const full = rows(capability('type', 'big'), capability('size', '1'));
    const less = rows(capability('type', 'big'));
    const flipped = { ...less, nodes: [{ ...NODE, maintenance: 1, updated_at: 250 }] };
    expect(await seen([100, full], [200, less], [300, flipped])).toEqual([
      '10 n CREATE big null 1',
      '30 n ENABLE big null 1',
      '250 n DISABLE big null',
    ]);
  });

  it('times that are NULL are no events, and counted', async () => {
    const nowhen = {
      nodes: [{ uuid: 'n' }],
      hosts: [{ ...HOST, created_at: null }],
      capabilities: [{ ...capability('type', 'x'), created_at: null }],
    };
    const { records, context } = await find(options, [bareMetalBackup(100, nowhen)]);
    expect(records).toEqual([]);
    expect(context.counters).toEqual({ 'null-times': 3 });
  });

  it('a node without a uuid is left out, and counted', async () => {
    const { context } = await find(options, [bareMetalBackup(100, { nodes: [{ uuid: null }] })]);
    expect(context.counters).toEqual({ 'unnamed-hosts': 1 });
  });
});

describe('the join of Ironic and Blazar', () => {
  it('what only one of them knows does not count', async () => {
    expect(await seen([100, { ...rows(capability('type', 'big')), nodes: [] }])).toEqual([]);
    expect(await seen([100, { ...rows(capability('type', 'big')), hosts: [] }])).toEqual([]);
    expect(
      await seen([100, { ...rows(capability('type', 'big')), hosts: [{ ...HOST, hypervisor_hostname: null }] }]),
    ).toEqual([]);
  });

  it('a host without a configured capability does not count', async () => {
    expect(await seen([100, rows()])).toEqual([]);
    expect(await seen([100, rows(capability('gpu', 'yes'))])).toEqual([]);
    expect(await seen([100, rows(capability('type', 'big', { computehost_id: 'other' }))])).toEqual([]);
  });

  it('names join as SQL compares them', async () => {
    const shouted = { ...rows(capability('type', 'big')), hosts: [{ ...HOST, hypervisor_hostname: 'N ' }] };
    expect(await seen([100, shouted])).toEqual(['10 n CREATE big null', '30 n ENABLE big null']);
  });

  it('a capability spelt otherwise counts, but is not written', async () => {
    expect(await seen([100, rows(capability('Type', 'big', { updated_at: 90 }))])).toEqual([
      '10 n CREATE null',
      '30 n ENABLE null',
    ]);
    const later = rows(capability('type', 'huge', { updated_at: 60 }), capability('Type', 'x', { updated_at: 90 }));
    expect((await seen([50, rows(capability('type', 'big'))], [100, later])).at(-1)).toBe('90 n UPDATE huge null');
  });

  it('all Blazar hosts of a node are one machine: the last created_at and values, the latest time', async () => {
    const hosts = [
      { ...HOST, id: 'h2', created_at: 20 },
      { ...HOST, id: 'h1', created_at: 25, deleted: 'h1', deleted_at: 28 },
    ];
    const capabilities = [
      capability('type', 'new', { computehost_id: 'h2', updated_at: 40, id: 'c1' }),
      capability('type', 'old', { computehost_id: 'h1', updated_at: 60, id: 'c2' }),
      capability('size', '7', { computehost_id: 'h1', id: 'c3', deleted: 'c3', deleted_at: 28 }),
    ];
    expect(await seen([100, { nodes: [NODE], hosts, capabilities }])).toEqual([
      '20 n CREATE new null 7',
      '30 n ENABLE new null 7',
    ]);
    const moved = {
      nodes: [{ ...NODE, updated_at: 5 }],
      hosts,
      capabilities: [{ ...capabilities[0]!, updated_at: 50 }, capabilities[1]!],
    };
    expect((await seen([100, { nodes: [NODE], hosts, capabilities }], [200, moved])).length).toBe(2);
  });

  it('of a capability that is there twice the last wins', async () => {
    const twice = rows(capability('type', 'b', { id: '2' }), capability('type', 'a', { id: '10' }));
    expect((await seen([100, twice]))[0]).toBe('10 n CREATE a null');
  });
});

describe('backup after backup', () => {
  it('never a DELETE', async () => {
    const other = bareMetalNode({ updated_at: 5 }, { created_at: 1 }, {}, 'other');
    expect(await seen([100, rows(capability('type', 'big'))], [200, other])).toEqual([
      '1 other CREATE big null',
      '5 other ENABLE big null',
      '10 n CREATE big null',
      '30 n ENABLE big null',
    ]);
  });
});

describe('the three schemas of Blazar', () => {
  const full = rows(capability('type', 'big'), capability('rack', 'r1'), capability('gpu', 'no'));

  it.each(['capability_name', 'capability_id', 'property_id'] as const)('%s', async (schema) => {
    expect(await seen([100, full, schema])).toEqual(['10 n CREATE big r1', '30 n ENABLE big r1']);
  });

  it('may change from backup to backup', async () => {
    expect(
      await seen([100, full, 'capability_name'], [200, full, 'capability_id'], [300, full, 'property_id']),
    ).toHaveLength(2);
  });

  it('an id without a definition names nothing; definitions of other resources and deleted ones count', async () => {
    const dangling = bareMetal({
      ...full,
      definitions: [{ id: 'net', name: 'size', resource_type: 'network', deleted: 'net' }],
    });
    const [nodes, hosts, capabilities, definitions] = dangling as [
      (typeof dangling)[0],
      (typeof dangling)[0],
      (typeof dangling)[0],
      (typeof dangling)[0],
    ];
    const place = capabilities.columns.indexOf('property_id');
    const point = (to: string) => ({
      ...capabilities,
      rows: capabilities.rows.map((row) => (row[2] === 'r1' ? row.with(place, to) : row)),
    });
    const first = async (to: string) =>
      (await events(options, [{ time: 1, tables: [nodes, hosts, point(to), definitions] }]))[0];
    expect(await first('nothing')).toBe('10 n CREATE big null');
    expect(await first('net')).toBe('10 n CREATE big null r1');
  });

  it('capabilities that refer to a missing table, or name nothing, fail the backup', async () => {
    for (const schema of ['capability_id', 'property_id'] as const) {
      const backup = { time: 1, tables: bareMetal(full, schema).slice(0, 3) };
      await expect(find(options, [backup])).rejects.toMatchObject({ code: 'missing-table', exitCode: 65 });
    }
    const [nodes, hosts] = bareMetal(full);
    const nameless = table(
      'blazar',
      'computehost_extra_capabilities',
      [],
      ['id', 'computehost_id', 'capability_value'],
    );
    await expect(find(options, [{ time: 1, tables: [nodes!, hosts!, nameless] }])).rejects.toMatchObject({
      code: 'missing-column',
      exitCode: 65,
    });
  });
});
