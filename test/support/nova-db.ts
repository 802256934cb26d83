import type { PipelineError } from '../../pipeline/errors.ts';
import { INSTANCE_EVENTS_COLUMNS, type InstanceEventsWhere } from '../../pipeline/nova/instance-events-view.ts';
import type { NovaDbOptions } from '../../pipeline/sources/nova-db/options.ts';
import novaDb from '../../pipeline/sources/nova-db.ts';
import type { RowBatch, SqlValue, TableNeed, TablesRequest } from '../../pipeline/stage.ts';
import { type MemoryTablesContext, tablesContext } from './run-context.ts';

export const EVERYTHING: InstanceEventsWhere = {
  excludeUsers: [],
  excludeProjects: [],
  likeStarCompactor: false,
  unfinished: true,
  shadowTables: true,
};

/** Asks for the view of instance events. */
export const eventsOf = (databases: readonly string[], where: Partial<InstanceEventsWhere> = {}): TablesRequest => ({
  needs: [],
  views: databases.map((database) => ({
    database,
    view: 'instance_events',
    columns: INSTANCE_EVENTS_COLUMNS,
    where: { ...EVERYTHING, ...where },
    insteadOf: [],
  })),
});

export const tablesOf = (...needs: TableNeed[]): TablesRequest => ({ needs, views: [] });

export interface ReadResult {
  readonly batches: readonly RowBatch[];
  readonly context: MemoryTablesContext;
  readonly time: number;
}

/** Opens, reads and closes; `commit` as if the outputs had their names. */
export async function readNovaDb(
  options: Partial<NovaDbOptions>,
  request: TablesRequest,
  { commit = false, context = tablesContext(), onBatch = async () => {} } = {} as {
    commit?: boolean;
    context?: MemoryTablesContext;
    onBatch?: (batch: RowBatch) => Promise<void>;
  },
): Promise<ReadResult> {
  const reader = await novaDb.open({ cells: 'none', ...options }, request, context);
  try {
    const batches: RowBatch[] = [];
    for await (const batch of reader.read()) {
      batches.push(batch);
      await onBatch(batch);
    }
    if (commit) await reader.commit?.();
    return { batches, context, time: reader.time };
  } finally {
    await reader.close();
  }
}

/** The rows of a table of all batches, by the names of their columns; without those that were taken back. */
export function rowsOf({ batches }: Pick<ReadResult, 'batches'>, table: string): Record<string, SqlValue>[] {
  let rows: Record<string, SqlValue>[] = [];
  for (const batch of batches) {
    if (batch.table !== table) continue;
    if (batch.reset === true) rows = [];
    rows.push(
      ...batch.rows.map((row) => Object.fromEntries(batch.columns.map((name, i) => [name, row[i] as SqlValue]))),
    );
  }
  return rows;
}

export const idsOf = (result: Pick<ReadResult, 'batches'>): number[] =>
  rowsOf(result, 'instance_events').map(({ event_id }) => Number(event_id));

/** What the user is told when it fails, on one line. */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  const error = (await promise.then(
    () => new Error('it did not fail'),
    (thrown) => thrown,
  )) as PipelineError;
  return `${error.exitCode} ${error.code}: ${error.message} (${error.hint})`;
}
