/** Runs `instance-events` over rows, as the engine would. */
import { type Cloud, databasesAt, type SqlValue as FixtureValue, sqlTime } from '../../fixtures/index.ts';
import { recordOrder } from '../../pipeline/engine/record-order.ts';
import { HOST_NAME } from '../../pipeline/records/machine-event.ts';
import type { DataRecord } from '../../pipeline/records/record-type.ts';
import type { RowBatch, TableNeed } from '../../pipeline/stage.ts';
import { type InstanceEventsOptions, instanceEventsOptions } from '../../transforms/instance-events/options.ts';
import instanceEvents from '../../transforms/instance-events.ts';
import { collect } from './collect.ts';
import { type MemoryContext, memoryContext } from './run-context.ts';

export const parseOptions = (options: object = {}): InstanceEventsOptions =>
  instanceEventsOptions.parse({ cloud: 'vm', databases: ['nova', 'nova_cell0'], ...options });

/** Some rows of the snapshot with this index. */
export interface Told {
  readonly snapshot: number;
  readonly batch: RowBatch;
}

export interface TellSettings {
  readonly context?: MemoryContext;
  /** Indexes of the snapshots that were read wholly; all, where not given. */
  readonly complete?: Iterable<number>;
}

/** The records, in the order in which they would reach a sink that masks nothing. */
export async function tell(options: object, told: readonly Told[], settings: TellSettings = {}): Promise<DataRecord[]> {
  const parsed = parseOptions(options);
  const folder = instanceEvents.fold(parsed, settings.context ?? memoryContext());
  for (const { snapshot, batch } of told) {
    await folder.add(structuredClone(batch), { index: snapshot, time: snapshot * 3600e6, name: `backup ${snapshot}` });
  }
  const complete = new Set(settings.complete ?? told.map(({ snapshot }) => snapshot));
  const records = (await collect(folder.finish(complete))).flat();
  return records.sort(recordOrder(instanceEvents.gives(parsed)));
}

/** All batches of all snapshots, in order. */
export const snapshots = (...all: readonly (readonly RowBatch[])[]): Told[] =>
  all.flatMap((batches, snapshot) => batches.map((batch) => ({ snapshot, batch })));

export const hostsOf = (records: readonly DataRecord[]) => records.map((record) => record[HOST_NAME]);

/** What a backup of an invented cloud shows of its needed tables, in batches of at most `size` rows. */
export function batchesAt(cloud: Cloud, time: number, needs: readonly TableNeed[], size = 1000): RowBatch[] {
  const databases = databasesAt(cloud.history, time);
  return needs.flatMap(({ database, table: name, columns, optionalColumns = [] }) => {
    const found = databases.find((one) => one.name === database)?.tables.find(({ table }) => table.name === name);
    if (found === undefined) return [];
    const kinds = new Map(found.table.columns.map(({ name, kind }) => [name, kind]));
    const shown = [...columns, ...optionalColumns].filter((column) => kinds.has(column));
    const text = (value: FixtureValue | undefined, column: string) =>
      value == null ? null : kinds.get(column) === 'time' ? sqlTime(value as number) : String(value);
    const rows = [...found.rows].map((row) => shown.map((column) => text(row[column], column)));
    const heading = { database, table: name, columns: shown };
    const batches = [{ ...heading, rows: rows.slice(0, size) }];
    for (let at = size; at < rows.length; at += size) batches.push({ ...heading, rows: rows.slice(at, at + size) });
    return batches;
  });
}

/** Backups of an invented cloud at these moments. */
export const backupsOf = (cloud: Cloud, times: readonly number[], options: object = {}, size?: number): Told[] =>
  snapshots(...times.map((time) => batchesAt(cloud, time, instanceEvents.needs(parseOptions(options)), size)));

type Fields = Readonly<Record<string, string | number | null>>;

const TABLES = {
  events: 'instance_actions_events',
  actions: 'instance_actions',
  instances: 'instances',
} as const;

/** Second 5 as `2020-01-01 00:00:05`. */
const clock = (second: number) => sqlTime(START + second * 1e6);
export const START = Date.UTC(2020, 0, 1) * 1000;

/** Rows of a table, `shadow: true` for its shadow; times are seconds from {@link START}, and what is left out is unremarkable. */
export function rowsOf(
  table: keyof typeof TABLES,
  rows: readonly Fields[],
  { shadow = false, ...how }: { shadow?: boolean; database?: string } & Partial<RowBatch> = {},
): RowBatch {
  const complete = rows.map((row): Fields => ({ ...UNREMARKABLE[table], ...row }));
  const columns = Object.keys({ ...UNREMARKABLE[table], ...rows[0] });
  return {
    database: 'nova',
    table: (shadow ? 'shadow_' : '') + TABLES[table],
    columns,
    rows: complete.map((row) =>
      columns.map((column) => {
        const value = row[column] ?? null;
        if (typeof value !== 'number') return value;
        return /_time$|_at$/.test(column) ? clock(value) : String(value);
      }),
    ),
    ...how,
  };
}

const UNREMARKABLE: Record<keyof typeof TABLES, Fields> = {
  events: {
    id: 1,
    event: 'compute_stop_instance',
    action_id: 1,
    start_time: 1,
    finish_time: 2,
    result: 'Success',
    host: null,
  },
  actions: { id: 1, instance_uuid: 'i', request_id: 'req-1', created_at: 1 },
  instances: {
    uuid: 'i',
    user_id: 'u',
    project_id: 'p',
    hostname: 'n',
    host: 'h',
    node: 'node',
    memory_mb: 1,
    root_gb: 2,
    vcpus: 3,
  },
};

/** Records as `start-finish event@host`, in seconds. */
export const lines = (records: readonly DataRecord[]): string[] =>
  records.map(({ START_TIME, FINISH_TIME, EVENT, [HOST_NAME]: host }) => {
    const second = (time: unknown) => (time === null ? '' : (Number(time) - START) / 1e6);
    return `${second(START_TIME)}-${second(FINISH_TIME)} ${EVENT}@${host}`;
  });
