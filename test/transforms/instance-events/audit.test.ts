import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOST_NAME } from '../../../pipeline/records/machine-event.ts';
import type { DataRecord, Properties } from '../../../pipeline/records/record-type.ts';
import { instanceAudit } from '../../../transforms/instance-events/audit.ts';
import { instanceEventsOptions } from '../../../transforms/instance-events/options.ts';
import { type Change, change, foldAudit } from '../../support/audit.ts';
import { START } from '../../support/machines.ts';

/** Instance `i` of user `u`, on host `h`. */
const fields = { uuid: 'i', user_id: 'u', project_id: 'p', hostname: 'name', host: 'h', node: 'n' };
const instance = change('nova', 'instances', { ...fields, memory_mb: 2, root_gb: 3, vcpus: 4 });
const action = change('nova', 'instance_actions', { id: 1, instance_uuid: 'i', created_at: 1 });
const event = change('nova', 'instance_actions_events', {
  id: 1,
  action_id: 1,
  event: 'compute_start_instance',
  start_time: 2,
  finish_time: 3,
  result: 'Success',
  host: null,
});

type Options = Partial<Parameters<typeof instanceEventsOptions.parse>[0] & object>;
const find = (options: Options, changes: readonly Change[]) =>
  foldAudit(
    instanceAudit,
    instanceEventsOptions.parse({ cloud: 'vm', databases: ['nova', 'cell'], ...options }),
    changes,
  );

/** Events as lines of `start-finish event host`. */
async function events(options: Options, changes: readonly Change[]): Promise<string[]> {
  const { records } = await find(options, changes);
  return records.map(({ START_TIME, FINISH_TIME, EVENT, [HOST_NAME]: host }) => {
    const [start, finish] = [START_TIME, FINISH_TIME].map((time) => time && (Number(time) - START) / 1e6);
    return `${start}-${finish} ${EVENT} ${host}`;
  });
}

const starcompactor = { semantics: 'starcompactor' } as const;

it('an event is told with its instance', async () => {
  const rows = [instance(1, 'INSERT', {}), action(1, 'INSERT', {}), event(3, 'INSERT', {})];
  const record: DataRecord = {
    INSTANCE_UUID: 'i',
    EVENT: 'compute_start_instance',
    START_TIME: START + 2e6,
    START_SEC: 2,
    FINISH_TIME: START + 3e6,
    FINISH_SEC: 3,
    EVENT_DURATION: 1,
    RESULT: 'Success',
    INSTANCE_NAME: 'name',
    USER_ID: 'u',
    PROJECT_ID: 'p',
    [HOST_NAME]: 'h',
    PROPERTIES: { memory_mb: 2, root_gb: 3, vcpus: 4 },
  };
  expect((await find({}, rows)).records).toEqual([record]);
  expect((await find(starcompactor, rows)).records).toEqual([record]);
});

it('only the first of several databases must be audited', () => {
  const needs = instanceAudit.needs(instanceEventsOptions.parse({ cloud: 'vm', databases: ['nova', 'cell'] }));
  const tables = ['instances', 'instance_actions', 'instance_actions_events'];
  expect(needs.map(({ database, table, optional }) => [database, table, optional])).toEqual([
    ...tables.map((table) => ['nova', table, undefined]),
    ...tables.map((table) => ['cell', table, true]),
  ]);
});

it('rows of several databases do not mix', async () => {
  const other = (one: Change): Change => ({ ...one, database: 'cell' });
  const [here, there] = [instance(1, 'INSERT', {}), other(instance(1, 'INSERT', { host: 'other' }))];
  const rows = [here, there, action(1, 'INSERT', {}), event(3, 'INSERT', {}), other(action(1, 'INSERT', {}))];
  for (const options of [{}, starcompactor]) {
    expect(await events(options, [...rows, other(event(3, 'INSERT', { start_time: 1 }))])).toEqual([
      '1-3 compute_start_instance other',
      '2-3 compute_start_instance h',
    ]);
  }
});

it('events of an instance come in the order of their ids', async () => {
  const ids = [10, 9, 100, 2];
  const rows = ids.map((id) => event(3, 'INSERT', { id, action_id: id % 2, start_time: id }));
  const actions = [0, 1].map((id) => action(1, 'INSERT', { id }));
  const found = await events({}, [instance(1, 'INSERT', {}), ...actions, ...rows]);
  expect(found.map((line) => Number.parseInt(line, 10))).toEqual([2, 9, 10, 100]);
});

it('an event whose action nobody knows is counted, and one outside of the window is not', async () => {
  const rows = [instance(1, 'INSERT', {}), action(1, 'INSERT', {}), event(3, 'INSERT', { action_id: 7 })];
  const window = { start: '2020-01-01T00:00:02Z' };
  const { records, context } = await find(window, [...rows, event(3, 'INSERT', { id: 2 })]);
  expect(records).toEqual([]);
  expect(context.counters).toEqual({ 'events-without-action': 1 });
});

describe('the window', () => {
  it.each([
    ['00:00:01', '00:00:01', 1],
    ['00:00:02', '00:00:03', 0],
    ['00:00:00', '00:00:00', 0],
  ])('from %s to %s', async (start, end, count) => {
    const rows = [instance(1, 'INSERT', {}), action(1, 'INSERT', {}), event(3, 'INSERT', {})];
    const options = { start: `2020-01-01T${start}Z`, end: `2020-01-01T${end}Z` };
    expect(await events(options, rows)).toHaveLength(count);
    expect(await events({ ...options, ...starcompactor }, rows)).toHaveLength(count);
  });
});

describe('by default', () => {
  const known = [instance(0, 'INSERT', {}), action(1, 'INSERT', {})];

  it('a finish that arrives as an UPDATE row is taken', async () => {
    const begun = event(2, 'INSERT', { finish_time: null, result: null });
    const { records } = await find({}, [...known, begun, event(3, 'UPDATE', { result: 'Error' })]);
    expect(records.map(({ FINISH_SEC, RESULT }) => [FINISH_SEC, RESULT])).toEqual([[3, 'Error']]);
    // The order of rows within a second is not known.
    expect(await events({}, [...known, event(2, 'UPDATE', {}), begun])).toEqual(['2-3 compute_start_instance h']);
  });

  it('the last finish counts', async () => {
    const rows = [event(9, 'UPDATE', { finish_time: 8 }), event(3, 'INSERT', {})];
    expect(await events({}, [...known, ...rows])).toEqual(['2-8 compute_start_instance h']);
  });

  it('an event without a finish is kept, if wanted', async () => {
    const rows = [...known, event(2, 'INSERT', { finish_time: null })];
    expect(await events({}, rows)).toEqual(['2-null compute_start_instance h']);
    expect(await events({ unfinished: 'drop' }, rows)).toEqual([]);
  });

  it('what is archived has happened all the same', async () => {
    const gone = [instance(8, 'DELETE', {}), action(8, 'DELETE', {}), event(8, 'DELETE', {})];
    expect(await events({}, [...known, event(3, 'INSERT', {}), ...gone])).toEqual(['2-3 compute_start_instance h']);
    expect(await events({}, gone)).toEqual(['2-3 compute_start_instance h']);
  });

  it('offsets are converted', async () => {
    const times = { start_time: '2020-01-01T01:00:02+01:00', finish_time: '2020-01-01 00:00:03' };
    expect(await events({}, [...known, event(3, 'INSERT', times)])).toEqual(['2-3 compute_start_instance h']);
  });

  it('an instance is told where it was when the event was over', async () => {
    const moves = [
      instance(0, 'INSERT', { host: null, node: null }),
      instance(2, 'UPDATE', { host: 'a' }),
      instance(3, 'UPDATE', { host: 'b', node: 'o', vcpus: 8 }),
      instance(4, 'UPDATE', { host: null, node: null, vcpus: 16 }),
    ];
    const over = [0, 1, 2, 3, 4].map((id) => event(9, 'INSERT', { id, start_time: 0, finish_time: id }));
    const { records, context } = await find({}, [...moves, action(1, 'INSERT', {}), ...over]);
    // Where it was nowhere yet, it was to be on the next host; where it was nowhere any more, it had been on the last.
    expect(records.map((record) => record[HOST_NAME])).toEqual(['a', 'a', 'a', 'b', 'b']);
    const nodes = await find({ cloud: 'baremetal' }, [...moves, action(1, 'INSERT', {}), ...over]);
    expect(nodes.records.map((record) => record[HOST_NAME])).toEqual(['n', 'n', 'n', 'o', 'o']);
    // As from any other source, its size is the last that is known.
    expect(new Set(records.map(({ PROPERTIES }) => (PROPERTIES as Properties).vcpus))).toEqual(new Set([16]));
    expect(context.counters).toEqual({ 'hosts-from-instance': 5 });
  });

  it('an instance that was audited late is told as it was then', async () => {
    const rows = [instance(50, 'INSERT', {}), action(50, 'INSERT', {}), event(50, 'INSERT', {})];
    expect(await events({}, rows)).toEqual(['2-3 compute_start_instance h']);
  });

  it('an event without a start is told', async () => {
    const rows = [...known, instance(3, 'UPDATE', { host: 'b' }), event(3, 'INSERT', { start_time: null })];
    expect(await events({}, rows)).toEqual(['null-3 compute_start_instance b']);
  });

  it('nova-compute names its own host, the controllers theirs', async () => {
    const own = (name: string) => event(3, 'INSERT', { id: name.length, event: name, host: 'own' });
    const rows = [...known, own('compute_stop_instance'), own('conductor_migrate_server')];
    expect(await events({}, rows)).toEqual(['2-3 compute_stop_instance own', '2-3 conductor_migrate_server h']);
    expect(await events({ cloud: 'baremetal' }, rows)).toEqual([
      '2-3 compute_stop_instance n',
      '2-3 conductor_migrate_server n',
    ]);
  });

  it('owners that are excluded are, others are not', async () => {
    const of = (owner: object) => [
      instance(0, 'INSERT', owner as never),
      action(1, 'INSERT', {}),
      event(3, 'INSERT', {}),
    ];
    expect(await events({}, of({ user_id: 'admin' }))).toEqual([]);
    expect(await events({}, of({ project_id: 'admin' }))).toEqual([]);
    expect(await events({}, of({ project_id: null, user_id: null }))).toHaveLength(1);
    expect(await events({ exclude_users: ['u'] }, of({}))).toEqual([]);
  });

  it('an event of an unknown instance is told without one', async () => {
    const { records, context } = await find({}, [action(1, 'INSERT', {}), event(3, 'INSERT', {})]);
    expect(context.counters).toEqual({ 'events-of-purged-instances': 1 });
    expect(records).toMatchObject([{ INSTANCE_UUID: 'i', USER_ID: null, INSTANCE_NAME: null, [HOST_NAME]: null }]);
  });

  it('each id is one event, in whatever order the rows come', async () => {
    const row = fc.record({
      id: fc.integer({ min: 1, max: 3 }),
      recorded: fc.integer({ min: 1, max: 4 }),
      type: fc.constantFrom('INSERT', 'UPDATE', 'DELETE'),
      finish: fc.option(fc.integer({ min: 2, max: 4 })),
    });
    const given = fc
      .array(row, { maxLength: 8 })
      .chain((rows) =>
        fc.record({ rows: fc.constant(rows), shuffled: fc.shuffledSubarray(rows, { minLength: rows.length }) }),
      );
    await fc.assert(
      fc.asyncProperty(given, async ({ rows, shuffled }) => {
        // The last finish of two in one second is not known.
        const toChange = ({ id, recorded, type, finish }: (typeof rows)[number]) =>
          event(recorded, type as 'INSERT', { id, start_time: id, finish_time: finish === null ? null : recorded + 4 });
        const found = await events({}, [...known, ...rows.map(toChange)]);
        expect(new Set(found.map((line) => line.split('-')[0])).size).toBe(new Set(rows.map(({ id }) => id)).size);
        expect(await events({}, [...shuffled.map(toChange), ...known])).toEqual(found);
      }),
    );
  });
});

describe('to Star Compactor', () => {
  const known = [instance(0, 'INSERT', {}), action(1, 'INSERT', {})];

  it('only INSERT rows tell', async () => {
    const begun = event(2, 'INSERT', { finish_time: null });
    expect(await events(starcompactor, [...known, begun, event(3, 'UPDATE', {})])).toEqual([]);
    for (const type of ['UPDATE', 'DELETE'] as const) {
      expect(
        await events(starcompactor, [instance(0, type, {}), action(1, 'INSERT', {}), event(3, 'INSERT', {})]),
      ).toEqual([]);
      expect(
        await events(starcompactor, [instance(0, 'INSERT', {}), action(1, type, {}), event(3, 'INSERT', {})]),
      ).toEqual([]);
    }
  });

  it('an event that is inserted twice happens twice', async () => {
    const rows = [...known, event(3, 'INSERT', {}), event(9, 'INSERT', { finish_time: 4 })];
    expect(await events(starcompactor, rows)).toEqual(['2-3 compute_start_instance h', '2-4 compute_start_instance h']);
  });

  it('the first row of an instance in the file counts, of those that are not excluded', async () => {
    const rows = [
      instance(9, 'INSERT', { user_id: 'admin', host: 'a' }),
      instance(8, 'INSERT', { user_id: null, host: 'b' }),
      instance(1, 'INSERT', { host: 'c' }),
    ];
    expect(await events(starcompactor, [...rows, known[1]!, event(3, 'INSERT', {})])).toEqual([
      '2-3 compute_start_instance b',
    ]);
    expect(await events(starcompactor, [rows[0]!, known[1]!, event(3, 'INSERT', {})])).toEqual([]);
  });

  it('the first row of an action in the window counts', async () => {
    const actions = [action(1, 'INSERT', { instance_uuid: 'x' }), action(1, 'INSERT', { created_at: 5 })];
    const rows = [known[0]!, ...actions, event(3, 'INSERT', {})];
    expect(await events({ ...starcompactor, start: '2020-01-01T00:00:05Z' }, rows)).toHaveLength(1);
    expect(await events(starcompactor, rows)).toEqual([]);
  });

  it('hosts are whatever is known first', async () => {
    const nowhere = [instance(0, 'INSERT', { node: null }), action(1, 'INSERT', {})];
    const own = event(3, 'INSERT', { host: 'own', event: 'conductor_migrate_server' });
    const baremetal = { ...starcompactor, cloud: 'baremetal' } as const;
    expect(await events(starcompactor, [...known, own])).toEqual(['2-3 conductor_migrate_server own']);
    expect(await events(starcompactor, [...known, event(3, 'INSERT', {})])).toEqual(['2-3 compute_start_instance h']);
    expect(await events(baremetal, [...known, own])).toEqual(['2-3 conductor_migrate_server n']);
    expect(await events(baremetal, [...nowhere, own])).toEqual(['2-3 conductor_migrate_server own']);
    expect(await events(baremetal, [...nowhere, event(3, 'INSERT', {})])).toEqual(['2-3 compute_start_instance h']);
  });

  it('offsets are dropped', async () => {
    const times = { start_time: '2020-01-01T00:00:02+01:00', finish_time: '2020-01-01 00:00:03' };
    expect(await events(starcompactor, [...known, event(3, 'INSERT', times)])).toEqual([
      '2-3 compute_start_instance h',
    ]);
  });
});
