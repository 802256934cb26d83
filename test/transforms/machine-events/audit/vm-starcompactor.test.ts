/** What Star Compactor makes of the audit tables of hypervisors, rule by rule; numbers are those of docs/audit-tables.md. */
import { describe, expect, it } from 'vitest';
import { auditEvents, findInAudit, node, service } from '../../../support/audit.ts';

const options = { cloud: 'vm', databases: ['nova'], semantics: 'starcompactor' } as const;
const events = (...changes: Parameters<typeof auditEvents>[1]) => auditEvents(options, changes);
const UP = 'UNKNOWN 4 8 16';

describe('rule 1: times', () => {
  it('a row happens when it was recorded, and its offset is dropped, not converted', async () => {
    expect(await events(node(10, 'INSERT', {}, 3600), service(5, 'INSERT', {}, 3600))).toEqual([`3610 h CREATE ${UP}`]);
  });

  it('offsets within the row are dropped too', async () => {
    const created_at = '2020-01-01 01:00:07+01:00';
    expect(await events(node(10, 'INSERT', { created_at }))).toEqual([`3607 h CREATE ${UP}`]);
  });
});

describe('rule 2: nothing else deletes', () => {
  it('there is no DELETE for a node that is not told of any more', async () => {
    const other = { id: 2, hypervisor_hostname: 'o', host: 'o' };
    const lines = await events(node(1, 'INSERT', {}), node(2, 'INSERT', other), node(900, 'UPDATE', other));
    expect(lines).toEqual([`1 h CREATE ${UP}`, `2 o CREATE ${UP}`]);
  });
});

describe('rule 3: services', () => {
  it('count when their binary is nova-compute, whatever happened to their row', async () => {
    const scheduler = service(4, 'UPDATE', { binary: 'nova-scheduler', disabled: 1 });
    const lines = await events(node(1, 'INSERT', {}), scheduler, service(5, 'DELETE', {}), node(9, 'UPDATE', {}));
    expect(lines).toEqual([`1 h CREATE ${UP}`, `5 h ENABLE ${UP}`]);
  });

  it('are disabled when disabled is 1, enabled for anything else', async () => {
    const lines = await events(
      node(1, 'INSERT', {}),
      service(2, 'UPDATE', { disabled: null }),
      node(3, 'UPDATE', {}),
      service(4, 'UPDATE', { disabled: 1 }),
      node(5, 'UPDATE', {}),
    );
    expect(lines.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      '1 h CREATE',
      '2 h ENABLE',
      '4 h DISABLE',
    ]);
  });
});

describe('rule 4: compute nodes', () => {
  it('are called by hypervisor_hostname, else by host', async () => {
    const lines = await events(
      node(1, 'INSERT', { hypervisor_hostname: 'a', host: 'b' }),
      node(2, 'INSERT', { hypervisor_hostname: null, host: 'c' }),
      node(3, 'INSERT', { hypervisor_hostname: '', host: 'd' }),
    );
    expect(lines).toEqual([`1 a CREATE ${UP}`, `2 c CREATE ${UP}`, `3 d CREATE ${UP}`]);
  });

  it('without a name are left out, and counted', async () => {
    const nameless = node(1, 'INSERT', { hypervisor_hostname: null, host: null });
    const { records, context } = await findInAudit(options, [nameless]);
    expect(records).toEqual([]);
    expect(context.counters).toEqual({ 'unnamed-hosts': 1 });
  });

  it('apply in the order of time, not of the file', async () => {
    const lines = await events(
      node(30, 'UPDATE', { vcpus: 6 }),
      node(10, 'INSERT', {}),
      node(20, 'UPDATE', { vcpus: 5 }),
    );
    expect(lines).toEqual([`10 h CREATE ${UP}`, '20 h UPDATE UNKNOWN 5 8 16', '30 h UPDATE UNKNOWN 6 8 16']);
  });
});

describe('rule 5: the service of a node', () => {
  it('is the last row at or before the row of the node', async () => {
    const lines = await events(
      node(10, 'INSERT', {}),
      service(10, 'INSERT', {}),
      service(20, 'UPDATE', { disabled: 1 }),
      node(15, 'UPDATE', { vcpus: 5 }),
    );
    // The row of second 20 comes after the last one of the node, and is never seen.
    expect(lines).toEqual([
      `10 h CREATE ${UP}`,
      '10 h ENABLE UNKNOWN 5 8 16',
      `10 h UPDATE ${UP}`,
      '15 h UPDATE UNKNOWN 5 8 16',
    ]);
  });

  it('may be of the same moment', async () => {
    const lines = await events(node(10, 'INSERT', {}), service(10, 'INSERT', {}));
    expect(lines).toEqual([`10 h CREATE ${UP}`, `10 h ENABLE ${UP}`]);
  });

  it('is found by the name of the node, not by its host', async () => {
    const lines = await events(
      node(10, 'INSERT', { hypervisor_hostname: 'ironic-1', host: 'h' }),
      service(5, 'INSERT', {}),
      node(20, 'UPDATE', { hypervisor_hostname: 'ironic-1', host: 'h' }),
    );
    expect(lines).toEqual([`10 ironic-1 CREATE ${UP}`]);
  });

  it('is the last of several of one moment', async () => {
    const lines = await events(
      node(1, 'INSERT', {}),
      service(5, 'UPDATE', { disabled: 1 }),
      service(5, 'UPDATE', { disabled: 0 }),
      node(9, 'UPDATE', {}),
    );
    expect(lines).toEqual([`1 h CREATE ${UP}`, `5 h ENABLE ${UP}`]);
  });
});

describe('rule 6: what a row of a node yields', () => {
  it('CREATE at created_at, else when it was recorded', async () => {
    expect(await events(node(10, 'INSERT', { created_at: 3 }))).toEqual([`3 h CREATE ${UP}`]);
    expect(await events(node(10, 'INSERT', { created_at: null }))).toEqual([`10 h CREATE ${UP}`]);
  });

  it('DELETE at deleted_at, else, for a DELETE row, when it was recorded', async () => {
    const born = node(1, 'INSERT', { created_at: 1 });
    expect(await events(born, node(10, 'UPDATE', { created_at: 1, deleted_at: 8 }))).toContain('8 h DELETE null');
    expect(await events(born, node(10, 'DELETE', { created_at: 1, deleted_at: 8 }))).toContain('8 h DELETE null');
    expect(await events(born, node(10, 'DELETE', { created_at: 1 }))).toContain('10 h DELETE null');
  });

  it('ENABLE or DISABLE when the row of the service was recorded', async () => {
    const born = node(1, 'INSERT', { created_at: 1 });
    expect(await events(born, service(6, 'INSERT', {}), node(9, 'UPDATE', { created_at: 1 }))).toContain(
      `6 h ENABLE ${UP}`,
    );
  });

  it('a time that is none counts as none, and is counted', async () => {
    const zero = node(10, 'INSERT', { created_at: '0000-00-00 00:00:00' });
    const { records, context } = await findInAudit(options, [zero]);
    expect(records).toHaveLength(1);
    expect(context.counters).toEqual({ 'null-times': 1 });
  });
});

describe('rule 7: what is ignored', () => {
  it('updated_at and deleted', async () => {
    const lines = await events(
      node(10, 'INSERT', { updated_at: 7, deleted: 1 }),
      service(2, 'INSERT', { updated_at: 12 }),
    );
    expect(lines).toEqual([`10 h CREATE ${UP}`]);
  });

  it('without any nova-compute there is neither ENABLE nor DISABLE', async () => {
    const api = service(2, 'INSERT', { binary: 'nova-api', disabled: 1 });
    expect(await events(node(10, 'INSERT', { created_at: 1 }), api)).toEqual([`1 h CREATE ${UP}`]);
  });
});

describe('rule 8: rows of one key', () => {
  it('CREATE carries the newest properties of that created_at', async () => {
    const lines = await events(
      node(30, 'UPDATE', { created_at: 5, vcpus: 6 }),
      node(10, 'INSERT', { created_at: 5 }),
      node(20, 'UPDATE', { created_at: 5, vcpus: 5 }),
    );
    expect(lines).toEqual([
      '5 h CREATE UNKNOWN 6 8 16',
      `10 h UPDATE ${UP}`,
      '20 h UPDATE UNKNOWN 5 8 16',
      '30 h UPDATE UNKNOWN 6 8 16',
    ]);
  });

  it('however many there are', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => node(10 + i, 'UPDATE', { created_at: 5, vcpus: i }));
    expect((await events(...rows))[0]).toBe('5 h CREATE UNKNOWN 19 8 16');
  });

  it('of rows of one moment the last in the file wins', async () => {
    const lines = await events(node(10, 'INSERT', { vcpus: 5 }), node(10, 'UPDATE', { vcpus: 6 }));
    expect(lines).toEqual(['10 h CREATE UNKNOWN 6 8 16']);
  });
});

describe('rule 9: a DELETE row', () => {
  it('also yields an UPDATE, which sorts after the DELETE and survives', async () => {
    const lines = await events(node(1, 'INSERT', { created_at: 1 }), node(10, 'DELETE', { created_at: 1 }));
    expect(lines).toEqual([`1 h CREATE ${UP}`, '10 h DELETE null', `10 h UPDATE ${UP}`]);
  });
});

it('racks and names come as in backups', async () => {
  const rack = { regex: '(r\\d)-' };
  const { records } = await findInAudit({ ...options, rack }, [node(1, 'INSERT', { hypervisor_hostname: 'r7-1' })]);
  expect(records[0]?.PROPERTIES).toMatchObject({ rack: 'r7', vcpu_capability: 4 });
});

it('a size that is NULL stays so', async () => {
  expect(await events(node(1, 'INSERT', { vcpus: null }))).toEqual(['1 h CREATE UNKNOWN 8 16']);
});

it('a service without a host is nobody’s', async () => {
  expect(await events(node(1, 'INSERT', { host: null }), service(0, 'INSERT', { host: null }))).toEqual([
    `1 h CREATE ${UP}`,
  ]);
});
