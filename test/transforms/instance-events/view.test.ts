/** Rows of the view, which live sources give: alone, and together with backups. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inventCloud } from '../../../fixtures/index.ts';
import { recordOrder } from '../../../pipeline/engine/record-order.ts';
import { INSTANCE_EVENTS_COLUMNS, INSTANCE_EVENTS_VIEW } from '../../../pipeline/nova/instance-events-view.ts';
import { HOST_NAME } from '../../../pipeline/records/machine-event.ts';
import type { DataRecord } from '../../../pipeline/records/record-type.ts';
import type { RowBatch, SqlValue } from '../../../pipeline/stage.ts';
import instanceEvents from '../../../transforms/instance-events.ts';
import {
  backupsOf,
  batchesAt,
  lines,
  parseOptions,
  rowsOf,
  snapshots,
  type Told,
  tell,
} from '../../support/instances.ts';
import { memoryContext } from '../../support/run-context.ts';

type ViewRow = Partial<Record<(typeof INSTANCE_EVENTS_COLUMNS)[number], string | null>>;

const PLAIN: ViewRow = {
  event_id: '1',
  event: 'compute_stop_instance',
  start_time: '2020-01-01 00:00:01',
  finish_time: '2020-01-01 00:00:02',
  result: 'Success',
  action_id: '1',
  request_id: 'req-1',
  action_created_at: '2020-01-01 00:00:01',
  instance_uuid: 'i',
  user_id: 'u',
  project_id: 'p',
  instance_name: 'n',
  host: 'h',
  node: 'node',
  memory_mb: '1',
  root_gb: '2',
  vcpus: '3',
};

const view = (rows: readonly ViewRow[], database = 'nova'): RowBatch => ({
  database,
  table: INSTANCE_EVENTS_VIEW,
  columns: INSTANCE_EVENTS_COLUMNS,
  rows: rows.map((row) => INSTANCE_EVENTS_COLUMNS.map((column) => ({ ...PLAIN, ...row })[column] ?? null)),
});

const fromApi: ViewRow = { event_id: null, action_id: null, instance_name: 'Display Name', node: 'hypervisor' };

/** What a database server would make of the tables of a backup. */
function viewOf(batches: readonly RowBatch[]): RowBatch[] {
  const fieldsOf = (database: string, name: string) =>
    batches
      .filter(({ table, database: own }) => own === database && table.replace('shadow_', '') === name)
      .flatMap(({ columns, rows }) =>
        rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] as string | null]))),
      );
  return [...new Set(batches.map(({ database }) => database))].map((database) => {
    const actions = new Map(fieldsOf(database, 'instance_actions').map((row) => [row.id, row]));
    const instances = new Map(fieldsOf(database, 'instances').map((row) => [row.uuid, row]));
    return view(
      fieldsOf(database, 'instance_actions_events').map((event) => {
        const action = actions.get(event.action_id!);
        const { hostname, uuid, ...instance } = instances.get(action?.instance_uuid ?? null) ?? {};
        const { id, host, ...own } = event;
        const { request_id, instance_uuid, created_at } = action!;
        const joined = {
          request_id,
          instance_uuid,
          action_created_at: created_at,
          event_id: id,
          event_host: host ?? null,
        };
        return { ...instance, ...own, ...joined, instance_name: hostname ?? null } as ViewRow;
      }),
      database,
    );
  });
}

/** Other columns are not given to those who make records row by row. */
function only(columns: readonly string[], batch: RowBatch): RowBatch {
  const given = batch.columns.filter((column) => columns.includes(column));
  const places = given.map((column) => batch.columns.indexOf(column));
  return { ...batch, columns: given, rows: batch.rows.map((row) => places.map((place) => row[place] as SqlValue)) };
}

const direct = (options: object, batches: readonly RowBatch[], context = memoryContext()): DataRecord[] => {
  const parsed = parseOptions(options);
  const read = instanceEvents.directColumns!(parsed);
  return batches
    .map((batch) => only(read, batch))
    .flatMap(instanceEvents.direct!(parsed, context))
    .sort(recordOrder(instanceEvents.gives(parsed)));
};

const OPTIONS = [
  {},
  { cloud: 'baremetal' },
  { unfinished: 'drop' },
  { start: '2023-12-15', end: '2024-01-10' },
  { semantics: 'starcompactor' },
  { exclude_users: [], exclude_projects: [] },
];

describe.each(OPTIONS)('%j', (given) => {
  const options = { databases: ['nova_cell0', 'nova'], ...given };

  it('one moment of a cloud looks the same as tables, as a view, and as a view read row by row', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(50), fc.constantFrom('zed' as const, 'pike' as const), async (seed, release) => {
        const cloud = inventCloud({ seed, release, hosts: 4, instances: 20, snapshots: 4 });
        const tables = batchesAt(cloud, cloud.snapshots[2]!, instanceEvents.needs(parseOptions(options)));
        const contexts = [memoryContext(), memoryContext(), memoryContext()] as const;
        const told = await tell(options, snapshots(tables), { context: contexts[0] });
        expect(told.length).toBeGreaterThan(0);
        expect(await tell(options, snapshots(viewOf(tables)), { context: contexts[1] })).toEqual(told);
        expect(direct(options, viewOf(tables), contexts[2])).toEqual(told);
        expect(contexts[1].counters).toEqual(contexts[0].counters);
        expect(contexts[2].counters).toEqual(contexts[0].counters);
      }),
      { numRuns: 8 },
    );
  });
});

it('backups and a live database together tell each event once, as the newest of them knows it', async () => {
  const options = { databases: ['nova_cell0', 'nova'] };
  await fc.assert(
    fc.asyncProperty(fc.nat(50), async (seed) => {
      const cloud = inventCloud({ seed, hosts: 4, instances: 20, snapshots: 4 });
      const told = backupsOf(cloud, cloud.snapshots, options);
      const live = ({ snapshot }: Told) => snapshot === 3;
      const now = viewOf(told.filter(live).map(({ batch }) => batch));
      const mixed = [...told.filter((one) => !live(one)), ...now.map((batch) => ({ snapshot: 3, batch }))];
      expect(await tell(options, mixed)).toEqual(await tell(options, told));
      expect(await tell(options, mixed.toReversed())).toEqual(await tell(options, told));
    }),
    { numRuns: 10 },
  );
});

describe('rows of the view', () => {
  it('of which nothing is known but the event', async () => {
    const purged = Object.fromEntries(
      ['user_id', 'project_id', 'instance_name', 'host', 'node', 'memory_mb', 'root_gb', 'vcpus'].map((name) => [
        name,
        null,
      ]),
    );
    const batch = view([purged, { event_id: '2', instance_uuid: null }]);
    for (const told of [
      (context: ReturnType<typeof memoryContext>) => tell({}, snapshots([batch]), { context }),
      (context: ReturnType<typeof memoryContext>) => direct({}, [batch], context),
    ]) {
      const context = memoryContext();
      expect(await told(context)).toMatchObject([{ INSTANCE_UUID: 'i', USER_ID: null, PROPERTIES: null }]);
      expect(context.counters).toEqual({ 'events-of-purged-instances': 1, 'events-without-action': 1 });
    }
  });

  it('through the API show the hypervisor to Star Compactor', async () => {
    const options = { semantics: 'starcompactor' };
    expect(lines(direct(options, [view([fromApi])]))).toEqual(['1-2 compute_stop_instance@hypervisor']);
    expect(lines(await tell(options, snapshots([view([fromApi])])))).toEqual(['1-2 compute_stop_instance@hypervisor']);
    expect(lines(direct({}, [view([fromApi])]))).toEqual(['1-2 compute_stop_instance@h']);
    expect(lines(direct(options, [view([{}])]))).toEqual(['1-2 compute_stop_instance@h']);
  });
});

it('the last finish of several live sources is told, in whatever order they were read', async () => {
  const running = { finish_time: null, result: null };
  const shown = snapshots(
    [view([{ finish_time: '2020-01-01 00:00:03' }])],
    [view([{ finish_time: '2020-01-01 00:00:05', result: 'Error' }])],
    [view([running])],
  );
  for (const order of [
    [0, 1, 2],
    [2, 0, 1],
    [1, 2, 0],
    [2, 1, 0],
  ]) {
    const records = await tell(
      {},
      order.map((i) => shown[i]!),
    );
    expect(records).toMatchObject([{ EVENT_DURATION: 4, RESULT: 'Error' }]);
  }
});

describe('the API beside a database', () => {
  const backup = [
    rowsOf('actions', [{}]),
    rowsOf('events', [{ finish_time: null, result: null }]),
    rowsOf('instances', [{}]),
  ];

  it('tells the same event, by its request, name and start', async () => {
    const records = await tell({}, snapshots(backup, [view([fromApi])]));
    expect(records).toMatchObject([{ RESULT: 'Success', INSTANCE_NAME: 'n', [HOST_NAME]: 'h' }]);
    const others = [{ request_id: 'req-2' }, { event: 'other' }, { start_time: '2020-01-01 00:00:07' }];
    for (const other of others) {
      expect(await tell({}, snapshots(backup, [view([{ ...fromApi, ...other }])]))).toHaveLength(2);
    }
  });

  it('may have been asked before', async () => {
    const running = { ...fromApi, finish_time: null, result: null, host: 'then' };
    const records = await tell({}, snapshots([view([running])], backup));
    expect(lines(records)).toEqual(['1- compute_stop_instance@then']);
  });

  it('gives the name that only it knows', async () => {
    const records = await tell({}, snapshots(backup.slice(0, 2), [view([fromApi])]));
    expect(records).toMatchObject([{ INSTANCE_NAME: 'Display Name' }]);
  });

  it('counts how often one thing happened', async () => {
    const twice = [rowsOf('actions', [{}]), rowsOf('events', [{ id: 1 }, { id: 2 }]), rowsOf('instances', [{}])];
    const api = (times: number) => [view(Array.from({ length: times }, () => fromApi))];
    const count = async (...sources: RowBatch[][]) => (await tell({}, snapshots(...sources))).length;
    expect(await count(twice, api(1))).toBe(2);
    expect(await count(twice, api(2))).toBe(2);
    expect(await count(twice, api(3))).toBe(3);
    expect(await count(api(3), api(2))).toBe(3);
  });
});
