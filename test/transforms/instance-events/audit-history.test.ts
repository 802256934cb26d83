/** Whatever happens to instances while their tables are audited, the default semantics tell all of it, though Nova archives and purges. */
import { describe, expect, it } from 'vitest';
import {
  type Cloud,
  databasesAt,
  type InstanceEvent,
  inventCloud,
  type Micros,
  type Row,
  sqlTime,
} from '../../../fixtures/index.ts';
import { HOST_NAME } from '../../../pipeline/records/machine-event.ts';
import type { AuditRow } from '../../../pipeline/stage.ts';
import { instanceAudit } from '../../../transforms/instance-events/audit.ts';
import { instanceEventsOptions } from '../../../transforms/instance-events/options.ts';
import { type Change, foldAudit } from '../../support/audit.ts';

const TABLES = ['instances', 'instance_actions', 'instance_actions_events'];
type State = ReadonlyMap<string, { database: string; table: string; row: Row }>;

/** What the audited tables hold then. */
function stateAt(cloud: Cloud, time: Micros): State {
  const state = new Map();
  for (const { name: database, tables } of databasesAt(cloud.history, time)) {
    if (!cloud.databases.includes(database)) continue;
    for (const { table, rows } of tables) {
      if (!TABLES.includes(table.name)) continue;
      const times = new Set(table.columns.filter(({ kind }) => kind === 'time').map(({ name }) => name));
      const text = ([column, value]: [string, unknown]) => [
        column,
        value === null ? null : times.has(column) ? sqlTime(value as number) : String(value),
      ];
      const blank = table.columns.map(({ name }) => [name, null]);
      for (const row of rows) {
        const data = Object.fromEntries([...blank, ...Object.entries(row).map(text)]);
        state.set(JSON.stringify([database, table.name, row.id]), { database, table: table.name, row: data });
      }
    }
  }
  return state;
}

/** What triggers would have recorded, had all changes between two of these moments happened at the later one. */
function* auditOf(cloud: Cloud, moments: readonly Micros[]): Generator<Change> {
  let before: State = new Map();
  for (const time of moments) {
    const now = stateAt(cloud, time);
    for (const [key, { row: data, ...place }] of now) {
      const known = before.get(key);
      if (known !== undefined && JSON.stringify(known.row) === JSON.stringify(data)) continue;
      yield {
        ...place,
        row: { type: known === undefined ? 'INSERT' : 'UPDATE', time, offset: 0, data: data as AuditRow['data'] },
      };
    }
    for (const [key, { row: data, ...place }] of before) {
      if (!now.has(key)) yield { ...place, row: { type: 'DELETE', time, offset: 0, data: data as AuditRow['data'] } };
    }
    before = now;
  }
}

const keyOf = (event: readonly unknown[]): string => JSON.stringify(event);

describe.each([1, 2, 3, 4])('cloud %i', (seed) => {
  const cloud = inventCloud({ seed, hosts: 4, instances: 40, snapshots: 3 });
  const truth = cloud.instanceEvents().filter(({ user, project }) => user !== 'admin' && project !== 'admin');
  const last = cloud.snapshots.at(-1)! * 2;
  const moments = [
    ...cloud.instanceEvents().flatMap(({ requested, start, finish }) => [requested, start, finish ?? start]),
    ...cloud.history.housekeeping.map(({ at }) => at),
    last,
  ];
  const inOrder = [...new Set(moments)].sort((a, b) => a - b);

  it('every step is told, once, as it went', async () => {
    const options = instanceEventsOptions.parse({ cloud: 'vm', databases: cloud.databases });
    const { records, context } = await foldAudit(instanceAudit, options, [...auditOf(cloud, inOrder)]);
    const expected = truth.map((event: InstanceEvent) => {
      const { instance, event: name, start, finish, result, user, project } = event;
      return keyOf([instance, name, start, finish, result, user, project, event.name]);
    });
    const told = records.map((record) => {
      const { INSTANCE_UUID, EVENT, START_TIME, FINISH_TIME, RESULT, USER_ID, PROJECT_ID, INSTANCE_NAME } = record;
      return keyOf([INSTANCE_UUID, EVENT, START_TIME, FINISH_TIME, RESULT, USER_ID, PROJECT_ID, INSTANCE_NAME]);
    });
    expect(told.sort()).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(20);
    const hosts = (host: unknown, event: unknown, id: unknown, start: unknown) => keyOf([id, event, start, host]);
    const where = new Set(records.map((one) => hosts(one[HOST_NAME], one.EVENT, one.INSTANCE_UUID, one.START_TIME)));
    for (const { host, event, instance, start } of truth) {
      if (event.startsWith('compute_')) expect(where).toContain(hosts(host, event, instance, start));
    }
    expect(Object.keys(context.counters)).not.toContain('events-without-action');
    expect(Object.keys(context.counters)).not.toContain('events-of-purged-instances');
  });
});
