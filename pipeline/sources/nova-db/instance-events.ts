import { parseMysqlDatetime } from '../../formats/mysql-datetime.ts';
import {
  INSTANCE_EVENTS_VIEW,
  type InstanceEventsColumn,
  type InstanceEventsWhere,
} from '../../nova/instance-events-view.ts';
import type { RowBatch, TablesContext, ViewNeed } from '../../stage.ts';
import { ArchivedInstances } from './archived-instances.ts';
import type { FoundTable } from './catalogue.ts';
import type { EarliestStarts } from './earliest-starts.ts';
import { type EventsPart, eventsQuery, LIVE } from './events-query.ts';
import type { EventsTables } from './events-tables.ts';
import type { GivenEvents } from './given-events.ts';
import type { SqlBuilder } from './query-builder.ts';
import type { Server } from './server.ts';
import type { Row, Statement } from './session.ts';

/** Rows per statement: few enough that going on after a lost connection is cheap, many enough that starting one is, too. */
const CHUNK_ROWS = 100_000;
/** Ids that one statement asks for by name. */
const CHUNK_IDS = 1000;

export interface EventsSource {
  readonly server: Server;
  readonly sql: SqlBuilder;
  readonly view: ViewNeed;
  readonly tables: EventsTables;
  /** Where only what is new since an earlier run is wanted. */
  readonly given?: GivenEvents | undefined;
  /** Where batches are to say what cannot come after them. */
  readonly starts?: EarliestStarts | undefined;
  readonly context: Pick<TablesContext, 'sorter'>;
  readonly chunkRows?: number;
}

/** The tables of events in the order in which they are read: archived events are older. */
export function eventsTablesOf(view: ViewNeed, { events, shadowEvents }: EventsTables): FoundTable[] {
  return [readsShadows(view) ? shadowEvents : undefined, events].filter((table) => table !== undefined);
}

const readsShadows = ({ where }: ViewNeed): boolean => {
  const { shadowTables, likeStarCompactor } = where as unknown as InstanceEventsWhere;
  return shadowTables && !likeStarCompactor;
};

/** The view of instance events of one database: each table by id, then those of its events whose instance is archived; first an empty batch. */
export async function* instanceEvents(source: EventsSource): AsyncGenerator<RowBatch> {
  const { server, sql, view, tables, given, starts } = source;
  const columns = view.columns as readonly InstanceEventsColumn[];
  const where = view.where as unknown as InstanceEventsWhere;
  const archives = readsShadows(view) && tables.shadowInstances !== undefined;
  // Those that are needed here come behind those that are wanted.
  const needed = (['event_id', 'instance_uuid', 'start_time', 'finish_time'] as const).filter(
    (name) => !columns.includes(name),
  );
  const selected = [...columns, ...needed, ...(archives ? [LIVE] : [])] as (InstanceEventsColumn | typeof LIVE)[];
  const at = (name: InstanceEventsColumn | typeof LIVE): number => selected.indexOf(name);
  const [idAt, uuidAt, startAt] = [at('event_id'), at('instance_uuid'), at('start_time')];
  const [finishAt, liveAt] = [at('finish_time'), at(LIVE)];
  // An unfinished event is to be given when it has finished, so it has to be seen before.
  const seen = given === undefined ? where : { ...where, unfinished: true };
  const make = eventsQuery(sql, tables, seen, selected);
  const batchOf = (rows: readonly Row[], notBefore?: number): RowBatch => ({
    database: view.database,
    table: INSTANCE_EVENTS_VIEW,
    columns: view.columns,
    rows,
    ...(notBefore !== undefined && { notBefore }),
  });

  yield batchOf([]);
  for (const from of eventsTablesOf(view, tables)) {
    const archived = new ArchivedInstances(source.context, columns, uuidAt);
    // Rows that wait come after the others, whenever they started.
    let waiting = Number.POSITIVE_INFINITY;
    for await (const rows of rowsOf(from)) {
      if (given !== undefined) {
        for (const row of rows) given.add(Number(row[idAt]), row[finishAt] !== null);
      }
      const wait = archives ? rows.filter(isWithoutInstance) : [];
      for (const row of wait) waiting = Math.min(waiting, startOf(row));
      await archived.wait(wait);
      const complete = wait.length > 0 ? rows.filter((row) => !isWithoutInstance(row)) : rows;
      const behind = server.consistent ? starts?.behind(from, Number((rows.at(-1) as Row)[idAt])) : undefined;
      yield batchOf(complete, behind === undefined ? undefined : Math.min(behind, waiting));
    }
    for await (const rows of archived.join(server, sql, tables.shadowInstances)) yield batchOf(rows);
  }

  /** Is its instance archived, or gone? */
  function isWithoutInstance(row: Row): boolean {
    return row[liveAt] === '0' && row[uuidAt] !== null;
  }

  function startOf(row: Row): number {
    const text = row[startAt];
    return (typeof text === 'string' ? parseMysqlDatetime(text) : null) ?? Number.NEGATIVE_INFINITY;
  }

  async function* rowsOf(from: FoundTable): AsyncGenerator<Row[]> {
    const what = `${from.database}.${from.table}`;
    const before = given?.before;
    yield* byId(from, what, String(before?.highest ?? 0));
    yield* named(from, what, before?.unfinished ?? [], true);
    yield* named(from, what, before?.absent ?? [], false);
  }

  /** Chunk by chunk, each behind the last id of the one before. */
  async function* byId(from: FoundTable, what: string, first: string): AsyncGenerator<Row[]> {
    const limit = source.chunkRows ?? CHUNK_ROWS;
    let after = first;
    let inChunk = 0;
    const next = (reason: 'nothing' | 'end' | 'loss'): Statement | undefined => {
      if (reason === 'end' && inChunk < limit) return undefined;
      inChunk = 0;
      return make(from, { after, limit });
    };
    for await (const rows of server.rows(next, what)) {
      inChunk += rows.length;
      after = (rows.at(-1) as Row)[idAt] as string;
      yield rows;
    }
  }

  async function* named(from: FoundTable, what: string, ids: readonly number[], finished: boolean) {
    for (let at = 0; at < ids.length; at += CHUNK_IDS) {
      const part: EventsPart = { ids: ids.slice(at, at + CHUNK_IDS), finished };
      let last = 0;
      const next = (reason: 'nothing' | 'end' | 'loss'): Statement | undefined =>
        reason === 'end' ? undefined : make(from, { ...part, ids: part.ids.filter((id) => id > last) });
      for await (const rows of server.rows(next, what)) {
        last = Number((rows.at(-1) as Row)[idAt]);
        yield rows;
      }
    }
  }
}
