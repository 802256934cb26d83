/** What `semantics: default` makes of bare metal where Star Compactor goes wrong, and Ironic without Blazar. */
import { describe, expect, it } from 'vitest';
import { bareMetalBackup, bareMetalNode, events, type Fields, find } from '../../support/machines.ts';

const options = { cloud: 'baremetal', properties: ['type', 'rack'], rack_property: 'rack' } as const;
type Rows = Parameters<typeof bareMetalBackup>[1];
const seen = (...backups: [time: number, rows: Rows][]) =>
  events(
    options,
    backups.map(([time, rows]) => bareMetalBackup(time, rows)),
  );
const machine = (updated_at: number, more: Fields = {}) =>
  bareMetalNode({ updated_at, ...more }, { created_at: 10 }, { created_at: 10, updated_at: 20 });

describe('a node that is gone', () => {
  it('was deleted by the time of the backup that lacks it', async () => {
    expect(await seen([100, machine(30)], [200, {}], [300, {}])).toEqual([
      '10 n CREATE big null',
      '30 n ENABLE big null',
      '200 n DELETE -',
    ]);
  });

  it('also when only Blazar or only Ironic has lost it', async () => {
    expect((await seen([100, machine(30)], [200, { ...machine(30), hosts: [] }])).at(-1)).toBe('200 n DELETE -');
    expect((await seen([100, machine(30)], [200, { ...machine(30), nodes: [] }])).at(-1)).toBe('200 n DELETE -');
  });

  it('and is created anew when it returns', async () => {
    expect((await seen([100, machine(30)], [200, {}], [300, machine(230, { maintenance: 1 })])).slice(2)).toEqual([
      '200 n DELETE -',
      '300 n CREATE big null',
      '300 n DISABLE big null',
    ]);
  });
});

describe('status', () => {
  it('a node first seen in maintenance keeps its DISABLE', async () => {
    expect(await seen([100, machine(30, { maintenance: 1 })])).toEqual([
      '10 n CREATE big null',
      '30 n DISABLE big null',
    ]);
  });

  it('a status from before Blazar knew the node begins with it', async () => {
    expect(await seen([100, machine(5)])).toEqual(['10 n CREATE big null', '10 n ENABLE big null']);
  });
});

describe('soft-deleted rows', () => {
  const gone = (more: Fields = {}) => ({
    id: 'old',
    hypervisor_hostname: 'n',
    created_at: 10,
    deleted: 'old',
    deleted_at: 50,
    ...more,
  });
  const capability = (computehost_id: string, capability_value: string, more: Fields = {}) => ({
    computehost_id,
    name: 'type',
    capability_value,
    created_at: 10,
    ...more,
  });
  const nodes = [{ uuid: 'n', updated_at: 30 }];

  it('tell when a host was deleted, and how it was until then', async () => {
    const capabilities = [capability('old', 'big', { updated_at: 40, deleted: 'c0', deleted_at: 50 })];
    expect(await seen([100, { nodes, hosts: [gone()], capabilities }])).toEqual([
      '10 n CREATE big null',
      '30 n ENABLE big null',
      '50 n DELETE -',
    ]);
  });

  it('give way to the live host, in either order', async () => {
    for (const id of ['a', 'z']) {
      const live = { id, hypervisor_hostname: 'n', created_at: 50, deleted: 'False' };
      const capabilities = [
        capability('old', 'big', { deleted: 'c0', deleted_at: 50, updated_at: 49 }),
        capability(id, 'huge', { created_at: 50 }),
      ];
      expect(await seen([100, { nodes, hosts: [gone(), live], capabilities }])).toEqual([
        '10 n CREATE big null',
        '30 n ENABLE big null',
        '50 n CREATE huge null',
        '50 n DELETE -',
        '50 n ENABLE huge null',
      ]);
    }
  });

  it('do not keep a node present', async () => {
    const capabilities = [capability('old', 'big')];
    const before = { nodes, hosts: [gone({ deleted: null, deleted_at: null })], capabilities };
    const after = { nodes, hosts: [gone({ deleted_at: 150 })], capabilities };
    expect((await seen([100, before], [200, after], [300, {}])).slice(2)).toEqual(['150 n DELETE -']);
  });

  it('a capability that was removed is no property any more, from the time of its removal', async () => {
    const live = [{ id: 'h', hypervisor_hostname: 'n', created_at: 10 }];
    const rack = { ...capability('h', 'r1'), name: 'rack' };
    const removed = { ...rack, deleted: 'c1', deleted_at: 140 };
    const backups: [number, Rows][] = [
      [100, { nodes, hosts: live, capabilities: [capability('h', 'big'), rack] }],
      [200, { nodes, hosts: live, capabilities: [capability('h', 'big'), removed] }],
    ];
    expect(await seen(...backups)).toEqual(['10 n CREATE big r1', '30 n ENABLE big r1', '140 n UPDATE big null']);
  });

  it('a capability that was added is one from then on', async () => {
    const live = [{ id: 'h', hypervisor_hostname: 'n', created_at: 10 }];
    const added = { ...capability('h', 'r1', { created_at: 140 }), name: 'rack' };
    const backups: [number, Rows][] = [
      [100, { nodes, hosts: live, capabilities: [capability('h', 'big')] }],
      [200, { nodes, hosts: live, capabilities: [capability('h', 'big'), added] }],
    ];
    expect((await seen(...backups)).slice(2)).toEqual(['140 n UPDATE big r1']);
  });

  it('a capability that was replaced gives way to the live one, in either order', async () => {
    const live = [{ id: 'h', hypervisor_hostname: 'n', created_at: 10 }];
    const old = capability('h', 'big', { deleted: 'c', deleted_at: 20 });
    const now = capability('h', 'huge', { created_at: 20 });
    for (const capabilities of [
      [old, now],
      [now, old],
    ]) {
      expect(await seen([100, { nodes, hosts: live, capabilities }])).toEqual([
        '10 n CREATE huge null',
        '30 n ENABLE huge null',
      ]);
    }
  });

  it('of a deleted host the capability that was deleted last wins', async () => {
    const first = capability('old', 'big', { deleted: 'c', deleted_at: 20 });
    const last = capability('old', 'huge', { deleted: 'c', deleted_at: 50 });
    const live = capability('old', 'giant');
    const created = async (...capabilities: Fields[]) =>
      (await seen([100, { nodes, hosts: [gone()], capabilities }]))[0];
    expect(await created(last, first)).toBe('10 n CREATE huge null');
    expect(await created(first, last)).toBe('10 n CREATE huge null');
    expect(await created(live, last)).toBe('10 n CREATE giant null');
  });
});

it('an empty rack is none', async () => {
  const rack = bareMetalNode({ updated_at: 30 }, { created_at: 10 }, { name: 'rack', capability_value: '' });
  const { records } = await find(options, [bareMetalBackup(100, rack)]);
  expect(records[0]?.PROPERTIES).toEqual({ rack: null });
});

it('a configured property that no machine has is worth a warning', async () => {
  const { context } = await find({ cloud: 'baremetal', properties: ['type', 'tpye'] }, [
    bareMetalBackup(100, machine(30)),
  ]);
  expect(context.warnings).toEqual(['absent-property: no machine has the property tpye']);
});

describe('Ironic without Blazar', () => {
  const alone = { cloud: 'baremetal', databases: { blazar: null } } as const;
  const backup = (time: number, ...nodes: Fields[]) => bareMetalBackup(time, { nodes });
  const node = (properties: string | null, more: Fields = {}) => ({
    uuid: 'n',
    created_at: 10,
    updated_at: 30,
    properties,
    ...more,
  });

  it('takes the times and the properties of the node', async () => {
    const json =
      '{"cpus": 48, "memory_mb": "1024", "cpu_arch": "x86_64", "local_gb": null, "capabilities": {"boot": "uefi"}}';
    const { records } = await find(alone, [backup(100, node(json))]);
    expect(records.map(({ EVENT }) => EVENT)).toEqual(['CREATE', 'ENABLE']);
    expect(records[0]?.PROPERTIES).toEqual({ cpu_arch: 'x86_64', cpus: '48', memory_mb: '1024' });
    expect(records[0]?.EVENT_TIME_SEC).toBe(10);
    const nested = await find({ ...alone, properties: ['capabilities'] }, [backup(100, node(json))]);
    expect(nested.records[0]?.PROPERTIES).toEqual({ capabilities: '{"boot":"uefi"}' });
  });

  it('tells of changes and of the end', async () => {
    const racked = { ...alone, properties: ['r'], rack_property: 'r' };
    const backups = [
      backup(100, node('{"r": ""}')),
      backup(200, node('{"r": "b"}', { updated_at: 130 })),
      backup(300, node('{"r": "b"}', { updated_at: 230, maintenance: 1 })),
      backup(400),
    ];
    expect(await events(racked, backups)).toEqual([
      '10 n CREATE null',
      '30 n ENABLE null',
      '130 n UPDATE b',
      '230 n DISABLE b',
      '400 n DELETE -',
    ]);
  });

  it('does without properties that are no JSON object, and counts them', async () => {
    for (const unreadable of ['{', '[1]', '"text"', '7']) {
      const { records, context } = await find(alone, [backup(100, node(unreadable))]);
      expect(records[0]?.PROPERTIES).toEqual({});
      expect(context.counters).toEqual({ 'unreadable-properties': 1 });
    }
    for (const none of [null, '', 'null', '{}']) {
      expect((await find(alone, [backup(100, node(none))])).context.counters).toEqual({});
    }
  });
});
