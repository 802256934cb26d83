/** What Star Compactor makes of the audit tables of bare metal, rule by rule; numbers are those of docs/audit-tables.md. */
import { describe, expect, it } from 'vitest';
import { auditEvents, blazarHost, capability, findInAudit, ironicNode, property } from '../../../support/audit.ts';

const options = {
  cloud: 'baremetal',
  semantics: 'starcompactor',
  properties: ['one', 'two', 'rack'],
  rack_property: 'rack',
} as const;
const events = (...changes: Parameters<typeof auditEvents>[1]) => auditEvents(options, changes);

const host = blazarHost(1, 'INSERT', { created_at: 1 });
const one = property(1, 'INSERT', {});
const two = property(1, 'INSERT', { id: 'p2', property_name: 'two' });
const second = { id: 'c2', property_id: 'p2', capability_value: '2' };

describe('rule 10: the join', () => {
  it('asks neither for time nor for type', async () => {
    const lines = await events(
      ironicNode(900, 'DELETE', {}),
      blazarHost(700, 'DELETE', { created_at: 1 }),
      capability(800, 'DELETE', {}),
      property(999, 'DELETE', {}),
    );
    expect(lines).toEqual(['1 n CREATE 1 null', '900 n ENABLE 1 null']);
  });

  it.each([
    ['a node', [host, capability(1, 'INSERT', {}), one]],
    ['a host', [ironicNode(1, 'INSERT', {}), capability(1, 'INSERT', {}), one]],
    ['a host of this node', [ironicNode(1, 'INSERT', { uuid: 'm' }), host, capability(1, 'INSERT', {}), one]],
    ['a capability', [ironicNode(1, 'INSERT', {}), host, one]],
    [
      'a capability of this host',
      [ironicNode(1, 'INSERT', {}), host, capability(1, 'INSERT', { computehost_id: 'x' }), one],
    ],
    ['a property', [ironicNode(1, 'INSERT', {}), host, capability(1, 'INSERT', {})]],
    [
      'a configured property',
      [ironicNode(1, 'INSERT', {}), host, capability(1, 'INSERT', {}), property(1, 'INSERT', { property_name: 'mac' })],
    ],
  ])('is empty without %s', async (_, changes) => {
    expect(await events(...changes)).toEqual([]);
  });

  it('NULL joins nothing', async () => {
    const lines = await events(
      ironicNode(1, 'INSERT', { uuid: null }),
      blazarHost(1, 'INSERT', { hypervisor_hostname: null, created_at: 1 }),
      capability(1, 'INSERT', { computehost_id: null }),
      capability(1, 'INSERT', { property_id: null }),
      property(1, 'INSERT', { id: null }),
    );
    expect(lines).toEqual([]);
  });

  it('a property that was renamed has both names', async () => {
    const renamed = property(2, 'UPDATE', { property_name: 'two' });
    expect(await events(ironicNode(1, 'INSERT', {}), host, capability(1, 'INSERT', {}), one, renamed)).toContain(
      '1 n CREATE 1 1 null',
    );
  });
});

describe('rule 11: CREATE and UPDATE', () => {
  it('CREATE at created_at of the first joined row of a host, UPDATE at the latest audit time of a capability', async () => {
    const lines = await events(
      ironicNode(5, 'INSERT', {}),
      blazarHost(9, 'INSERT', { id: 'unjoined', created_at: 3 }),
      blazarHost(9, 'INSERT', { created_at: 2 }),
      blazarHost(9, 'UPDATE', { created_at: 4 }),
      capability(30, 'INSERT', {}),
      capability(20, 'INSERT', second),
      one,
      two,
    );
    expect(lines).toEqual(['2 n CREATE 1 2 null', '5 n ENABLE 1 null', '30 n UPDATE 1 2 null']);
  });

  it('the last joined row wins: the last row of a host first, then the last of its capabilities', async () => {
    const values = (...rows: Parameters<typeof auditEvents>[1]) =>
      events(ironicNode(5, 'INSERT', {}), ...rows, one, two).then((lines) => lines[0]);
    const other = { id: 'b2', created_at: 1 };
    const ofOther = { id: 'c3', computehost_id: 'b2', capability_value: '3' };
    expect(await values(host, capability(9, 'INSERT', { capability_value: '8' }), capability(1, 'UPDATE', {}))).toBe(
      '1 n CREATE 1 null',
    );
    const hosts = [host, blazarHost(1, 'INSERT', other)];
    const capabilities = [
      capability(1, 'INSERT', ofOther),
      capability(1, 'INSERT', {}),
      capability(1, 'INSERT', second),
    ];
    expect(await values(...hosts, ...capabilities)).toBe('1 n CREATE 3 2 null');
    expect(await values(...hosts, host, ...capabilities)).toBe('1 n CREATE 1 2 null');
  });

  it('the first row of a host is first, however late its last one is', async () => {
    const lines = await events(
      ironicNode(5, 'INSERT', {}),
      blazarHost(1, 'INSERT', { created_at: 2 }),
      blazarHost(1, 'INSERT', { id: 'b2', created_at: 3 }),
      blazarHost(1, 'UPDATE', { created_at: 2 }),
      capability(1, 'INSERT', {}),
      capability(1, 'INSERT', { id: 'c2', computehost_id: 'b2', capability_value: '2' }),
      one,
    );
    expect(lines).toEqual(['2 n CREATE 1 null', '5 n ENABLE 1 null']);
  });

  it('of two properties of one name the one with the last row wins', async () => {
    const lines = await events(
      ironicNode(5, 'INSERT', {}),
      host,
      capability(1, 'INSERT', {}),
      capability(1, 'INSERT', { id: 'c9', property_id: 'p9', capability_value: '9' }),
      capability(1, 'UPDATE', { capability_value: '3' }),
      one,
      property(1, 'INSERT', { id: 'p9' }),
    );
    expect(lines[0]).toBe('1 n CREATE 3 null');
  });

  it('the latest time of a capability counts, not that of its last row', async () => {
    const lines = await events(
      ironicNode(5, 'INSERT', {}),
      host,
      capability(30, 'UPDATE', { capability_value: '3' }),
      capability(20, 'INSERT', {}),
      capability(10, 'INSERT', second),
      one,
      two,
    );
    expect(lines.at(-1)).toBe('30 n UPDATE 1 2 null');
  });

  it('a node whose host has no created_at is dropped, and counted', async () => {
    const { records, context } = await findInAudit(options, [
      ironicNode(1, 'INSERT', {}),
      ironicNode(2, 'UPDATE', {}),
      blazarHost(1, 'INSERT', {}),
      capability(1, 'INSERT', {}),
      one,
    ]);
    expect(records).toEqual([]);
    expect(context.counters).toEqual({ 'null-times': 1 });
  });
});

describe('rule 12: ENABLE and DISABLE', () => {
  const described = [host, capability(1, 'INSERT', {}), capability(1, 'INSERT', second), one, two];

  it('one for each time and state of the node, with one property: that of the first joined row', async () => {
    const lines = await events(
      ironicNode(10, 'UPDATE', { maintenance: 0 }),
      ironicNode(10, 'UPDATE', { maintenance: 0 }),
      ironicNode(20, 'UPDATE', { maintenance: 1 }),
      ironicNode(30, 'UPDATE', { maintenance: null }),
      ...described,
    );
    expect(lines.slice(1)).toEqual(['10 n ENABLE 1 null', '20 n DISABLE 1 null', '30 n ENABLE 1 null']);
  });

  it('that property may be the rack', async () => {
    const rack = property(1, 'INSERT', { id: 'p3', property_name: 'rack' });
    const inRack = capability(1, 'INSERT', { id: 'c3', property_id: 'p3', capability_value: 'r7' });
    const lines = await events(ironicNode(10, 'UPDATE', {}), host, inRack, ...described.slice(1), rack);
    expect(lines).toEqual(['1 n CREATE 1 2 r7', '10 n ENABLE r7']);
  });

  it('the value of that property is the one of that row, old as it may be', async () => {
    const changed = capability(1, 'UPDATE', { capability_value: '9' });
    expect(await events(ironicNode(10, 'UPDATE', {}), ...described, changed)).toContain('10 n ENABLE 1 null');
  });

  it('there is never a DELETE', async () => {
    const gone = [ironicNode(20, 'DELETE', {}), blazarHost(21, 'DELETE', { created_at: 1, deleted_at: 21 })];
    expect((await events(ironicNode(10, 'INSERT', {}), ...described, ...gone)).join()).not.toContain('DELETE');
  });
});

it('offsets are dropped, not converted', async () => {
  const lines = await events(
    ironicNode(10, 'UPDATE', {}, 3600),
    blazarHost(1, 'INSERT', { created_at: '2020-01-01 01:00:01+01:00' }),
    capability(20, 'INSERT', {}, 3600),
    capability(20, 'INSERT', second, 3600),
    ...[one, two],
  );
  expect(lines).toEqual(['3601 n CREATE 1 2 null', '3610 n ENABLE 1 null', '3620 n UPDATE 1 2 null']);
});
