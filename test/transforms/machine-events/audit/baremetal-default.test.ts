/** What `semantics: default` makes of the audit tables of bare metal. */
import { describe, expect, it } from 'vitest';
import { auditEvents, blazarHost, capability, findInAudit, ironicNode, property } from '../../../support/audit.ts';

const options = { cloud: 'baremetal', properties: ['one', 'two', 'rack'], rack_property: 'rack' } as const;
const events = (...changes: Parameters<typeof auditEvents>[1]) => auditEvents(options, changes);

const one = property(0, 'INSERT', {});
const two = property(0, 'INSERT', { id: 'p2', property_name: 'two' });
const second = { id: 'c2', property_id: 'p2', capability_value: '2' };
/** A node, its host, and its one capability. */
const machine = [ironicNode(5, 'INSERT', {}), blazarHost(10, 'INSERT', {}), capability(11, 'INSERT', {}), one, two];
const BORN = ['10 n CREATE 1 null', '10 n ENABLE 1 null'];

describe('a machine', () => {
  it('is there while its node, its host and a configured capability are', async () => {
    expect(await events(...machine)).toEqual(BORN);
    for (const left of machine.keys()) {
      const without = machine.filter((_, i) => i !== left && i !== 4);
      expect(await events(...without)).toEqual(left === 4 ? BORN : []);
    }
  });

  it('is not described by properties that are not configured', async () => {
    expect(await events(...machine.slice(0, 3), property(0, 'INSERT', { property_name: 'mac' }))).toEqual([]);
  });

  it('is as old as its host says, and its capabilities are as old as they say', async () => {
    const seeded = [
      ironicNode(900, 'INSERT', { created_at: 2 }),
      blazarHost(900, 'INSERT', { created_at: 10 }),
      capability(901, 'INSERT', { created_at: 10 }),
      one,
    ];
    // The maintenance at that time is not known.
    expect(await events(...seeded)).toEqual(['10 n CREATE 1 null', '900 n ENABLE 1 null']);
  });

  it('was called so even before its properties were audited', async () => {
    expect(await events(...machine.slice(0, 3), property(900, 'INSERT', {}))).toEqual(BORN);
  });
});

describe('what Blazar writes down in the first minute', () => {
  it('is told with the CREATE', async () => {
    expect(await events(...machine, capability(70, 'INSERT', second))).toEqual([
      '10 n CREATE 1 2 null',
      '10 n ENABLE 1 2 null',
    ]);
  });

  it('and not later', async () => {
    expect(await events(...machine, capability(71, 'INSERT', second))).toEqual([...BORN, '71 n UPDATE 1 2 null']);
  });
});

describe('repair: every intermediate property change is an UPDATE', () => {
  it('when it was recorded, with all properties as of then', async () => {
    const lines = await events(
      ...machine,
      capability(500, 'UPDATE', { capability_value: '7' }),
      capability(600, 'INSERT', second),
      capability(700, 'DELETE', { capability_value: '7' }),
      capability(800, 'UPDATE', { ...second, updated_at: 800 }),
    );
    expect(lines).toEqual([...BORN, '500 n UPDATE 7 null', '600 n UPDATE 7 2 null', '700 n UPDATE 2 null']);
  });

  it('a soft-deleted capability is gone', async () => {
    const lines = await events(
      ...machine,
      capability(20, 'INSERT', second),
      capability(500, 'UPDATE', { ...second, deleted_at: 400 }),
    );
    expect(lines.slice(2)).toEqual(['400 n UPDATE 1 null']);
  });

  it('a property that is renamed from then on says something else', async () => {
    const lines = await events(...machine, property(500, 'UPDATE', { property_name: 'two' }));
    expect(lines.slice(2)).toEqual(['500 n UPDATE 1 null']);
    const { records } = await findInAudit(options, [...machine, property(500, 'UPDATE', { property_name: 'two' })]);
    expect(records.at(-1)?.PROPERTIES).toEqual({ two: '1', rack: null });
  });

  it('of two values of one property the one that came last counts', async () => {
    const lines = await events(...machine, capability(500, 'INSERT', { id: 'c9', capability_value: '9' }));
    expect(lines.slice(2)).toEqual(['500 n UPDATE 9 null']);
  });
});

describe('repair: DELETE', () => {
  it.each([
    ['of the node', ironicNode(500, 'DELETE', {}), 500],
    ['of the host', blazarHost(500, 'DELETE', {}), 500],
    ['of the host, softly', blazarHost(500, 'UPDATE', { deleted_at: 400, deleted: 'b' }), 400],
    ['of the last capability', capability(500, 'DELETE', {}), 500],
    ['of the only property', property(500, 'DELETE', {}), 500],
  ])('%s', async (_, change, time) => {
    expect(await events(...machine, change)).toEqual([...BORN, `${time} n DELETE -`]);
  });

  it('then a new host makes a new machine', async () => {
    const lines = await events(
      ...machine,
      blazarHost(500, 'DELETE', {}),
      capability(500, 'DELETE', {}),
      blazarHost(600, 'INSERT', { id: 'b2' }),
      capability(601, 'INSERT', { id: 'c3', computehost_id: 'b2', capability_value: '3' }),
    );
    expect(lines.slice(2)).toEqual(['500 n DELETE -', '600 n CREATE 3 null', '600 n ENABLE 3 null']);
  });

  it('not while another host of the node lives', async () => {
    const lines = await events(
      ...machine,
      blazarHost(400, 'INSERT', { id: 'b2' }),
      capability(400, 'INSERT', { id: 'c3', computehost_id: 'b2', capability_value: '3' }),
      blazarHost(500, 'DELETE', {}),
    );
    expect(lines.slice(2)).toEqual(['400 n UPDATE 3 null']);
  });

  it('a host that is given to another node moves', async () => {
    const lines = await events(
      ...machine,
      ironicNode(5, 'INSERT', { uuid: 'm' }),
      blazarHost(500, 'UPDATE', { hypervisor_hostname: 'm' }),
    );
    expect(lines.slice(2)).toEqual(['500 m CREATE 1 null', '500 m ENABLE 1 null', '500 n DELETE -']);
  });
});

describe('repair: ENABLE and DISABLE', () => {
  it('when maintenance changes, with all properties', async () => {
    const lines = await events(
      ...machine,
      capability(20, 'INSERT', second),
      ironicNode(500, 'UPDATE', { maintenance: 1 }),
      ironicNode(600, 'UPDATE', { maintenance: 1 }),
      ironicNode(700, 'UPDATE', { maintenance: null }),
    );
    expect(lines.slice(2)).toEqual(['500 n DISABLE 1 2 null', '700 n ENABLE 1 2 null']);
  });

  it('a machine that is in maintenance from the start is disabled from the start', async () => {
    const lines = await events(ironicNode(5, 'INSERT', { maintenance: 1 }), ...machine.slice(1));
    expect(lines).toEqual(['10 n CREATE 1 null', '10 n DISABLE 1 null']);
  });
});

it('an empty rack is none', async () => {
  const rack = property(0, 'INSERT', { id: 'p3', property_name: 'rack' });
  const at = (value: string) => capability(12, 'INSERT', { id: 'c3', property_id: 'p3', capability_value: value });
  expect((await events(...machine, rack, at('')))[0]).toBe('10 n CREATE 1 null');
  expect((await events(...machine, rack, at('r7')))[0]).toBe('10 n CREATE 1 r7');
});

it('a node without a uuid is counted', async () => {
  const { context } = await findInAudit(options, [ironicNode(1, 'INSERT', { uuid: null })]);
  expect(context.counters).toEqual({ 'unnamed-hosts': 1 });
});

describe('without Blazar', () => {
  const alone = { ...options, databases: { blazar: null } };
  const node = (...[time, type, fields]: Parameters<typeof ironicNode>) =>
    ironicNode(time, type, { created_at: 1, properties: '{"one": 1, "two": "2"}', ...fields });

  it('Ironic’s nodes are told by themselves', async () => {
    const lines = await auditEvents(alone, [
      node(5, 'INSERT', {}),
      node(6, 'UPDATE', { maintenance: 1 }),
      node(7, 'UPDATE', { maintenance: 1, properties: '{"one": 3}' }),
      node(8, 'DELETE', {}),
    ]);
    expect(lines).toEqual([
      '1 n CREATE 1 2 null',
      '5 n ENABLE 1 2 null',
      '6 n DISABLE 1 2 null',
      '7 n UPDATE 3 null',
      '8 n DELETE -',
    ]);
  });
});
