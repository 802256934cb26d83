import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LEASE_EVENTS, leaseEventType } from '../../pipeline/records/lease-event.ts';
import { HOST_NAME } from '../../pipeline/records/machine-event.ts';
import type { DataRecord } from '../../pipeline/records/record-type.ts';
import type { RecordFunction } from '../../pipeline/stage.ts';
import { leaseEventsOptions } from '../../transforms/lease-events/options.ts';
import leaseEvents from '../../transforms/lease-events.ts';
import mask from '../../transforms/mask.ts';
import {
  allocation,
  backup,
  ended,
  findLeases,
  host,
  hostReservation,
  lease,
  leaseLines,
  reservation,
  step,
} from '../support/leases.ts';
import { type Fields, START } from '../support/machines.ts';
import { memoryContext } from '../support/run-context.ts';

const active = { status: 'ACTIVE' };
const over = { status: 'TERMINATED' };

describe('a lease', () => {
  it('is made, begins and ends', async () => {
    const now = backup(30, lease(over), step({}, ended));
    expect(await leaseLines(now)).toEqual(['1 CREATE', '10 START', '20 END']);
    const before = [backup(5, lease({}), step({ status: 'UNDONE' })), backup(15, lease(active), step({}))];
    expect(await leaseLines(...before, now, { ...now, time: 40 })).toEqual(['1 CREATE', '10 START', '20 END']);
  });

  it('is told with all that is known of it', async () => {
    const { records } = await findLeases([backup(5, lease({}), reservation({}), hostReservation({}))]);
    expect(records).toEqual([
      {
        EVENT_TIME: START + 1e6,
        EVENT_TIME_SEC: 1,
        LEASE_ID: 'l',
        EVENT: 'CREATE',
        STATUS: 'PENDING',
        START_TIME: START + 10e6,
        START_SEC: 10,
        END_TIME: START + 20e6,
        END_SEC: 20,
        USER_ID: 'u',
        PROJECT_ID: 'p',
        [HOST_NAME]: null,
        PROPERTIES: { hosts_min: 1, hosts_max: 2 },
      },
    ]);
    expect(Object.keys(records[0]!)).toEqual(leaseEventType.columns.map(({ name }) => name));
  });

  it('has not begun because the time has come, nor ended', async () => {
    expect(await leaseLines(backup(30, lease({}), step({ status: 'UNDONE' })))).toEqual(['1 CREATE']);
    expect(await leaseLines(backup(30, lease(active), step({})))).toEqual(['1 CREATE', '10 START']);
  });

  it('that begins at once begins when it was made', async () => {
    const now = lease({ created_at: 11, ...active });
    expect(await leaseLines(backup(15, now, step({})))).toEqual(['11 CREATE', '11 START']);
  });

  it.each([
    ['PENDING', []],
    ['STARTING', []],
    ['ACTIVE', ['10 START']],
    ['TERMINATING', ['10 START']],
    ['TERMINATED', ['10 START', '20 END']],
    ['ERROR', ['30 ERROR']],
  ])('whose steps are lost is as far as its status says: %s', async (status, rest) => {
    expect(await leaseLines(backup(30, lease({ status })))).toEqual(['1 CREATE', ...rest]);
  });

  it('may belong to a tenant, and have no status', async () => {
    const old = lease({
      project_id: undefined,
      tenant_id: 't',
      status: undefined,
      deleted: undefined,
      deleted_at: undefined,
    });
    const { records } = await findLeases([backup(15, old, step({}))]);
    expect(records.map(({ EVENT, PROJECT_ID }) => [EVENT, PROJECT_ID])).toEqual([
      ['CREATE', 't'],
      ['START', 't'],
    ]);
  });

  it('without created_at was made when it was seen, which is counted', async () => {
    const { records, context } = await findLeases([backup(5, lease({ created_at: null }))]);
    expect(records).toMatchObject([{ EVENT: 'CREATE', EVENT_TIME_SEC: 5 }]);
    expect(context.counters).toEqual({ 'null-times': 1 });
  });
});

describe('the status', () => {
  it('is that after the event', async () => {
    const now = backup(
      30,
      lease({ ...over, deleted_at: 25 }),
      step({}, ended),
      reservation({}),
      host({}),
      allocation({}),
    );
    const { records } = await findLeases([now]);
    expect(records.map(({ EVENT, STATUS }) => `${EVENT} ${STATUS}`)).toEqual([
      'CREATE PENDING',
      'ALLOCATE PENDING',
      'START ACTIVE',
      'END TERMINATED',
      'RELEASE TERMINATED',
      'DELETE TERMINATED',
    ]);
  });
});

describe('an end', () => {
  it('may come early, when the lease is deleted', async () => {
    const deleted = lease({ ...active, deleted: 'l', deleted_at: 15 });
    expect(await leaseLines(backup(30, deleted, step({})))).toEqual(['1 CREATE', '10 START', '15 END', '15 DELETE']);
  });

  it('comes only to what has begun', async () => {
    const deleted = lease({ deleted: 'l', deleted_at: 5 });
    expect(await leaseLines(backup(30, deleted, step({ status: 'UNDONE' })))).toEqual(['1 CREATE', '5 DELETE']);
  });

  it('comes before a later deletion', async () => {
    const deleted = lease({ ...over, deleted: 'l', deleted_at: 25 });
    expect(await leaseLines(backup(30, deleted, step({}, ended)))).toEqual([
      ...['1 CREATE', '10 START', '20 END', '25 DELETE'],
    ]);
  });

  it('is when it was due, if the lease was purged after that', async () => {
    const running = backup(15, lease(active), step({}));
    expect(await leaseLines(running, backup(30))).toEqual(['1 CREATE', '10 START', '20 END', '30 DELETE']);
  });

  it('is when the lease was gone, if it was not due before', async () => {
    const running = (time: number) => backup(time, lease(active), step({}));
    expect(await leaseLines(running(12), backup(15))).toEqual(['1 CREATE', '10 START', '15 END', '15 DELETE']);
    // Blazar had missed its time.
    expect(await leaseLines(running(25), backup(30))).toEqual(['1 CREATE', '10 START', '30 END', '30 DELETE']);
  });
});

describe('a deletion', () => {
  it('of which the time is not known was when the row was written', async () => {
    const deleted = lease({ deleted: 'l', updated_at: 6 });
    expect(await leaseLines(backup(5, lease({})), backup(8, deleted))).toEqual(['1 CREATE', '6 DELETE']);
  });

  it('is final', async () => {
    const deleted = lease({ deleted: 'l', deleted_at: 5 });
    const later = backup(40, lease({ ...active, end_date: 50 }), step({}));
    expect(await leaseLines(backup(8, deleted), later)).toEqual(['1 CREATE', '5 DELETE']);
    expect(await leaseLines(backup(3, lease({})), backup(5), later)).toEqual(['1 CREATE', '5 DELETE']);
  });
});

describe('an UPDATE', () => {
  const first = backup(5, lease({}), reservation({}), hostReservation({}));

  it('is told when the row was written, if that was since the backup before', async () => {
    const longer = lease({ end_date: 25, updated_at: 7 });
    const { records } = await findLeases([first, backup(9, longer, reservation({}), hostReservation({}))]);
    expect(records.map(({ EVENT, EVENT_TIME_SEC, END_SEC }) => [EVENT, EVENT_TIME_SEC, END_SEC])).toEqual([
      ['CREATE', 1, 20],
      ['UPDATE', 7, 25],
    ]);
  });

  it('is told at the backup, if no row tells when', async () => {
    for (const updated_at of [null, 3, 99]) {
      const longer = lease({ end_date: 25, updated_at });
      const now = backup(9, longer, reservation({}), hostReservation({}));
      expect(await leaseLines(first, now)).toEqual(['1 CREATE', '9 UPDATE']);
    }
  });

  it('is told when more is reserved, or less', async () => {
    const more = hostReservation({ count_range: '2-2', updated_at: 6 });
    expect(await leaseLines(first, backup(9, lease({}), reservation({}), more))).toEqual(['1 CREATE', '6 UPDATE']);
    const gone = reservation({ deleted: 'r', deleted_at: 6 });
    expect(await leaseLines(first, backup(9, lease({}), gone, hostReservation({})))).toEqual(['1 CREATE', '9 UPDATE']);
  });

  it('is not told of a heartbeat', async () => {
    const same = backup(9, lease({ updated_at: 7 }), reservation({ updated_at: 8 }), hostReservation({}));
    expect(await leaseLines(first, same)).toEqual(['1 CREATE']);
  });

  it('comes before what it led to', async () => {
    const cut = lease({ ...over, end_date: 12, updated_at: 13 });
    const running = backup(11, lease(active), step({}));
    const now = backup(15, cut, step({}, { ...ended, time: 12 }));
    expect(await leaseLines(running, now)).toEqual(['1 CREATE', '10 START', '12 UPDATE', '12 END']);
    const sooner = lease({ ...active, start_date: 7, updated_at: 8 });
    expect(await leaseLines(backup(5, lease({})), backup(9, sooner, step({ time: 7 })))).toEqual([
      ...['1 CREATE', '7 UPDATE', '7 START'],
    ]);
  });
});

describe('an ERROR', () => {
  it('is when the step was due that failed', async () => {
    const failed = (time: number) => backup(time, lease({ status: 'ERROR' }), step({ status: 'ERROR' }));
    expect(await leaseLines(failed(15), failed(25))).toEqual(['1 CREATE', '10 ERROR']);
    const atEnd = backup(30, lease({ status: 'ERROR' }), step({}, { ...ended, status: 'ERROR' }));
    expect(await leaseLines(atEnd)).toEqual(['1 CREATE', '10 START', '20 ERROR']);
  });

  it('is not that nobody could be told of the coming end', async () => {
    const silent = backup(15, lease(active), step({}, { id: 'w', event_type: 'before_end_lease', status: 'ERROR' }));
    expect(await leaseLines(silent)).toEqual(['1 CREATE', '10 START']);
  });
});

describe('a host', () => {
  const tables = [reservation({}), host({})];

  it('is allocated and released', async () => {
    const before = backup(5, lease({}), ...tables, allocation({}));
    const released = allocation({ deleted: 'a', deleted_at: 21 });
    const after = backup(30, lease(over), step({}, ended), ...tables, released);
    const all = ['1 CREATE', '2 ALLOCATE n', '10 START', '20 END', '21 RELEASE n'];
    expect(await leaseLines(before, after)).toEqual(all);
    expect(await leaseLines(after, { ...after, time: 40 })).toEqual(all);
  });

  it('whose allocation was purged was released with the lease', async () => {
    const running = backup(15, lease(active), step({}), ...tables, allocation({}));
    const all = ['1 CREATE', '2 ALLOCATE n', '10 START', '20 END', '20 RELEASE n'];
    expect(await leaseLines(running, backup(30, lease(over), step({}, ended), ...tables))).toEqual(all);
    expect(await leaseLines(running, backup(30))).toEqual([...all, '30 DELETE']);
    const planned = backup(5, lease({}), ...tables, allocation({}));
    expect(await leaseLines(planned, backup(8))).toEqual(['1 CREATE', '2 ALLOCATE n', '8 RELEASE n', '8 DELETE']);
  });

  it('may be replaced by another one', async () => {
    const hosts = host({}, { id: 'c', hypervisor_hostname: 'm' });
    const at = (time: number, other: ReturnType<typeof allocation>) =>
      backup(time, lease(active), step({}), reservation({}), hosts, other);
    const other = allocation({ id: 'a2', compute_host_id: 'c', created_at: 13 });
    const { records } = await findLeases([at(12, allocation({})), at(15, other)]);
    expect(
      records.map((record) => [record.EVENT_TIME_SEC, record.EVENT, record[HOST_NAME], record.PROPERTIES]),
    ).toEqual([
      [1, 'CREATE', null, {}],
      [2, 'ALLOCATE', 'n', { hosts: 1 }],
      [10, 'START', null, { hosts: 1 }],
      [13, 'ALLOCATE', 'm', { hosts: 2 }],
      [15, 'RELEASE', 'n', { hosts: 1 }],
    ]);
  });

  it('may be replaced in its row', async () => {
    const hosts = host({}, { id: 'c', hypervisor_hostname: 'm' });
    const at = (time: number, fields: Fields) =>
      backup(time, lease(active), step({}), reservation({}), hosts, allocation(fields));
    const other = { compute_host_id: 'c', updated_at: 13 };
    const all = ['1 CREATE', '2 ALLOCATE n', '10 START', '13 ALLOCATE m', '13 RELEASE n'];
    expect(await leaseLines(at(12, {}), at(15, other), at(18, other))).toEqual(all);
    const back = [at(12, {}), at(15, other), at(18, { updated_at: 17 })];
    expect(await leaseLines(...back)).toEqual([...all, '17 ALLOCATE n', '17 RELEASE m']);
  });

  it('that Blazar does not know any more is counted', async () => {
    const now = backup(5, lease({}), reservation({}), host({ id: 'x' }), allocation({}));
    const { records, context } = await findLeases([now]);
    expect(records).toHaveLength(1);
    expect(context.counters).toEqual({ 'unnamed-hosts': 1 });
  });
});

describe('the stage', () => {
  it('masks users, projects, leases and hosts, these as in machine events', async () => {
    const now = backup(5, lease({}), reservation({}), host({}), allocation({}));
    const { records } = await findLeases([now]);
    const options = mask.options.parse({ salt: 'chameleon', weak_salt: 'accept' });
    const replace = mask.create(options, memoryContext(), leaseEventType) as RecordFunction;
    const [, allocated] = records.map((record) => replace(record) as DataRecord);
    const masked = [allocated?.LEASE_ID, allocated?.USER_ID, allocated?.PROJECT_ID, allocated?.[HOST_NAME]];
    expect(masked.every((value) => /^[0-9a-f]{32}$/.test(String(value)))).toBe(true);
    expect(leaseEventType.columns.find(({ name }) => name === HOST_NAME)?.fieldClass).toBe('host');
  });

  it('reads neither names of leases nor trusts', () => {
    const needs = leaseEvents.needs(leaseEventsOptions.parse({ databases: { blazar: 'b' } }));
    const columns = needs.flatMap(({ database, columns: needed, optionalColumns = [] }) => {
      expect(database).toBe('b');
      return [...needed, ...optionalColumns];
    });
    expect(columns.filter((column) => /name|trust|description/.test(column))).toEqual(['hypervisor_hostname']);
  });

  it('needs Blazar', () => {
    expect(leaseEventsOptions.safeParse({ databases: { blazar: null } }).error?.issues[0]?.message).toContain('Blazar');
  });
});

it('whatever the backups show, a life is in order', async () => {
  const time = fc.integer({ min: 0, max: 40 });
  const maybe = fc.option(time);
  const look = fc.record({
    time,
    there: fc.boolean(),
    created_at: maybe,
    updated_at: maybe,
    deleted_at: maybe,
    start_date: time,
    end_date: time,
    status: fc.constantFrom('PENDING', 'ACTIVE', 'TERMINATED', 'ERROR'),
    done: fc.subarray(['start_lease', 'end_lease']),
    allocated: fc.option(fc.record({ created_at: maybe, deleted_at: maybe })),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(look, { minLength: 1, maxLength: 4 }), async (looks) => {
      const backups = looks
        .sort((a, b) => a.time - b.time)
        .map(({ time: when, there, done, allocated, ...fields }) =>
          backup(
            when,
            there ? lease(fields) : lease(),
            step(...done.map((event_type) => ({ id: event_type, event_type }))),
            reservation({}),
            host({}),
            ...(allocated === null ? [] : [allocation(allocated)]),
          ),
        );
      const { records } = await findLeases(backups);
      const names = records.map(({ EVENT }) => EVENT as (typeof LEASE_EVENTS)[number]);
      const times = records.map(({ EVENT_TIME }) => Number(EVENT_TIME));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      for (const once of ['CREATE', 'START', 'END', 'DELETE']) {
        expect(names.filter((name) => name === once).length).toBeLessThanOrEqual(1);
      }
      if (names.length > 0) expect(names).toContain('CREATE');
      if (names.includes('END')) expect(names.indexOf('START')).toBeLessThan(names.indexOf('END'));
      if (names.includes('START')) expect(names.indexOf('CREATE')).toBeLessThan(names.indexOf('START'));
      const count = (wanted: string) => names.filter((name) => name === wanted).length;
      expect(count('RELEASE')).toBeLessThanOrEqual(count('ALLOCATE'));
    }),
  );
});
