/** What `semantics: default` makes of the audit tables of hypervisors. */
import { describe, expect, it } from 'vitest';
import { auditEvents, findInAudit, node, service } from '../../../support/audit.ts';

const options = { cloud: 'vm', databases: ['nova'] } as const;
const events = (...changes: Parameters<typeof auditEvents>[1]) => auditEvents(options, changes);
const UP = 'null 4 8 16';

describe('a hypervisor', () => {
  it('comes and goes with its row', async () => {
    const lines = await events(node(10, 'INSERT', { created_at: 10 }), node(20, 'DELETE', { created_at: 10 }));
    expect(lines).toEqual([`10 h CREATE ${UP}`, '20 h DELETE -']);
  });

  it('is as old as created_at and as dead as deleted_at', async () => {
    const lines = await events(
      node(10, 'INSERT', { created_at: 3 }),
      node(20, 'UPDATE', { created_at: 3, deleted_at: 18, deleted: 1 }),
      node(30, 'DELETE', { created_at: 3, deleted_at: 18, deleted: 1 }),
    );
    expect(lines).toEqual([`3 h CREATE ${UP}`, '18 h DELETE -']);
  });

  it('keeps living while another row of its name does', async () => {
    const lines = await events(
      node(10, 'INSERT', {}),
      node(15, 'INSERT', { id: 2, vcpus: 5 }),
      node(20, 'DELETE', {}),
      node(30, 'DELETE', { id: 2, vcpus: 5 }),
    );
    expect(lines).toEqual([`10 h CREATE ${UP}`, '15 h UPDATE null 5 8 16', '30 h DELETE -']);
  });

  it('comes back with a new row, and is told its status anew', async () => {
    const lines = await events(
      service(5, 'INSERT', {}),
      node(10, 'INSERT', {}),
      node(20, 'DELETE', {}),
      node(30, 'INSERT', { id: 2 }),
    );
    expect(lines).toEqual([
      `10 h CREATE ${UP}`,
      `10 h ENABLE ${UP}`,
      '20 h DELETE -',
      `30 h CREATE ${UP}`,
      `30 h ENABLE ${UP}`,
    ]);
  });

  it('that is renamed goes, and another one comes', async () => {
    const lines = await events(node(10, 'INSERT', {}), node(20, 'UPDATE', { hypervisor_hostname: 'i' }));
    expect(lines).toEqual([`10 h CREATE ${UP}`, '20 h DELETE -', `20 i CREATE ${UP}`]);
  });

  it('that nobody saw before its DELETE is told of all the same', async () => {
    expect(await events(node(20, 'DELETE', { created_at: 3 }))).toEqual([`3 h CREATE ${UP}`, '20 h DELETE -']);
  });

  it('is called by hypervisor_hostname, else by host; without either it is counted', async () => {
    const { records, context } = await findInAudit(options, [
      node(1, 'INSERT', { id: 1, hypervisor_hostname: null, host: 'c' }),
      node(1, 'INSERT', { id: 2, hypervisor_hostname: null, host: null }),
    ]);
    expect(records.map((record) => record['HOST_NAME (PHYSICAL)'])).toEqual(['c']);
    expect(context.counters).toEqual({ 'unnamed-hosts': 1 });
  });
});

describe('repair: CREATE carries the first properties, and every change is an UPDATE', () => {
  it('in the order of time, whatever the order of the file', async () => {
    const lines = await events(
      node(30, 'UPDATE', { created_at: 10, vcpus: 6 }),
      node(20, 'UPDATE', { created_at: 10, vcpus: 5 }),
      node(10, 'INSERT', { created_at: 10 }),
      node(40, 'UPDATE', { created_at: 10 }),
    );
    expect(lines).toEqual([
      `10 h CREATE ${UP}`,
      '20 h UPDATE null 5 8 16',
      '30 h UPDATE null 6 8 16',
      `40 h UPDATE ${UP}`,
    ]);
  });

  it('a heartbeat is none', async () => {
    expect(await events(node(10, 'INSERT', {}), node(20, 'UPDATE', { updated_at: 20 }))).toEqual([`10 h CREATE ${UP}`]);
  });
});

describe('repair: no UPDATE from a DELETE row', () => {
  it('even when it holds other properties', async () => {
    const lines = await events(node(10, 'INSERT', {}), node(20, 'DELETE', { vcpus: 9 }));
    expect(lines).toEqual([`10 h CREATE ${UP}`, '20 h DELETE -']);
  });
});

describe('repair: service changes are events of their own', () => {
  it('when they are recorded, after the last row of the node too', async () => {
    const lines = await events(
      node(10, 'INSERT', {}),
      service(9, 'INSERT', {}),
      service(20, 'UPDATE', { disabled: 1 }),
      service(25, 'UPDATE', { disabled: 1 }),
      service(30, 'UPDATE', { disabled: 0 }),
    );
    expect(lines).toEqual([`10 h CREATE ${UP}`, `10 h ENABLE ${UP}`, `20 h DISABLE ${UP}`, `30 h ENABLE ${UP}`]);
  });

  it('a status that was there before the node is told with its CREATE', async () => {
    const lines = await events(service(5, 'INSERT', { disabled: 1 }), node(10, 'INSERT', {}));
    expect(lines).toEqual([`10 h CREATE ${UP}`, `10 h DISABLE ${UP}`]);
  });

  it('a status is not older than its first row', async () => {
    const lines = await events(node(10, 'INSERT', { created_at: 2 }), service(20, 'INSERT', { created_at: 1 }));
    expect(lines).toEqual([`2 h CREATE ${UP}`, `20 h ENABLE ${UP}`]);
  });

  it('NULL means enabled', async () => {
    expect(await events(node(10, 'INSERT', {}), service(10, 'INSERT', { disabled: null }))).toContain(
      `10 h ENABLE ${UP}`,
    );
  });

  it('a service that ends tells nothing; the next one tells what is new', async () => {
    const lines = await events(
      node(10, 'INSERT', {}),
      service(10, 'INSERT', {}),
      service(20, 'DELETE', { disabled: 1 }),
      service(30, 'INSERT', { id: 2 }),
      service(40, 'UPDATE', { id: 2, disabled: 1 }),
    );
    expect(lines).toEqual([`10 h CREATE ${UP}`, `10 h ENABLE ${UP}`, `40 h DISABLE ${UP}`]);
  });

  it('other binaries say nothing', async () => {
    const api = service(20, 'INSERT', { id: 2, binary: 'nova-api', disabled: 1 });
    expect(await events(node(10, 'INSERT', {}), api)).toEqual([`10 h CREATE ${UP}`]);
  });

  it('without a service there is neither ENABLE nor DISABLE', async () => {
    expect(await events(node(10, 'INSERT', {}))).toEqual([`10 h CREATE ${UP}`]);
  });
});

describe('repair: services join by host, not by name', () => {
  it('so that all nodes of an Ironic host are enabled and disabled', async () => {
    const lines = await events(
      service(5, 'INSERT', {}),
      node(10, 'INSERT', { id: 1, hypervisor_hostname: 'a' }),
      node(10, 'INSERT', { id: 2, hypervisor_hostname: 'b' }),
      service(20, 'UPDATE', { disabled: 1 }),
    );
    expect(lines.filter((line) => line.includes('ABLE'))).toEqual([
      `10 a ENABLE ${UP}`,
      `10 b ENABLE ${UP}`,
      `20 a DISABLE ${UP}`,
      `20 b DISABLE ${UP}`,
    ]);
  });

  it('as the database compares names, and within one database', async () => {
    const upper = [node(10, 'INSERT', { host: 'h' }), service(10, 'INSERT', { host: 'H ' })];
    expect(await events(...upper)).toContain(`10 h ENABLE ${UP}`);
    const elsewhere = { ...service(10, 'INSERT', {}), database: 'nova_cell0' };
    const cells = { ...options, databases: ['nova', 'nova_cell0'] };
    expect(await auditEvents(cells, [node(10, 'INSERT', {}), elsewhere])).toEqual([`10 h CREATE ${UP}`]);
  });

  it('once the node has a host', async () => {
    const lines = await events(
      node(10, 'INSERT', { host: null }),
      service(12, 'INSERT', {}),
      node(15, 'UPDATE', { host: 'h' }),
    );
    expect(lines).toEqual([`10 h CREATE ${UP}`, `15 h ENABLE ${UP}`]);
  });
});

describe('repair: offsets are converted to UTC', () => {
  it('of the row and in it', async () => {
    const created_at = '2020-01-01 01:00:07+01:00';
    expect(await events(node(10, 'INSERT', { created_at }, 3600))).toEqual([`7 h CREATE ${UP}`]);
  });
});

it('what happens at one moment is one step', async () => {
  const lines = await events(
    node(10, 'INSERT', {}),
    service(10, 'INSERT', {}),
    node(20, 'DELETE', {}),
    node(20, 'INSERT', { id: 2, vcpus: 5 }),
    service(20, 'UPDATE', { disabled: 1 }),
    service(20, 'UPDATE', { disabled: 0 }),
  );
  expect(lines).toEqual([`10 h CREATE ${UP}`, `10 h ENABLE ${UP}`, '20 h UPDATE null 5 8 16']);
});

it('only known racks are told', async () => {
  const rack = { regex: '(r\\d)-' };
  const names = ['r7-1', 'x'].map((name, id) => node(1, 'INSERT', { id, hypervisor_hostname: name, host: name }));
  const { records } = await findInAudit({ ...options, rack }, names);
  expect(records.map(({ PROPERTIES }) => (PROPERTIES as { rack: unknown }).rack)).toEqual(['r7', null]);
});
