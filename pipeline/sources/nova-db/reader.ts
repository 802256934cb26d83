import { PipelineError } from '../../errors.ts';
import { INSTANCE_EVENTS_VIEW } from '../../nova/instance-events-view.ts';
import type { RowBatch, TableNeed, TablesContext, TablesReader, TablesRequest, ViewNeed } from '../../stage.ts';
import { Catalogue, type FoundTable } from './catalogue.ts';
import { addressOf, cellServers } from './cells.ts';
import { EarliestStarts } from './earliest-starts.ts';
import { type EventsTables, eventsNeeds, findEventsTables, withoutEmptyShadows } from './events-tables.ts';
import { GivenEvents } from './given-events.ts';
import { eventsTablesOf, instanceEvents } from './instance-events.ts';
import { mergedViews } from './merged-views.ts';
import type { NovaDbOptions } from './options.ts';
import { loadSqlBuilder, type SqlBuilder } from './query-builder.ts';
import { Server } from './server.ts';
import { type ServerSettings, settingsOf } from './settings.ts';
import { StateFile } from './state.ts';
import { tableRows } from './table-rows.ts';

/** What is read from one server. */
interface Part {
  readonly server: Server;
  readonly tables: FoundTable[];
  readonly views: { readonly view: ViewNeed; tables: EventsTables }[];
}

/** Connects, looks whether everything needed is there and may be read, and starts the snapshots. */
export async function openReader(
  options: NovaDbOptions,
  request: TablesRequest,
  context: TablesContext,
): Promise<TablesReader> {
  const sql = await loadSqlBuilder();
  const views = mergedViews(request.views.filter(({ view }) => view === INSTANCE_EVENTS_VIEW));
  const { needs } = request;
  const state = options.state === undefined ? undefined : await StateFile.read(options.state);
  const servers: Server[] = [];
  const closeAll = (): void => {
    for (const server of servers) server.close();
  };
  try {
    const parts = await openParts();
    let time = Number.POSITIVE_INFINITY;
    for (const { server } of parts) time = Math.min(time, await server.startSnapshot());
    context.report('consistent', { toJSON: () => servers.every(({ consistent }) => consistent) });
    const given = new Map<string, GivenEvents>();
    return {
      time,
      name: 'nova-db',
      async *read() {
        for (const { server, views } of parts) {
          for (const view of views) view.tables = await withoutEmptyShadows(server, sql, view.tables);
        }
        // Events that were given before are left out, and old ones that have changed stand among new ones.
        const starts = request.inTime && state === undefined ? await startsOf(parts, sql) : undefined;
        yield* read(parts, sql, context, starts, (database) => givenOf(given, state, database));
      },
      commit: async () => {
        await state?.write(new Map([...given].map(([database, events]) => [database, events.after])));
      },
      close: async () => closeAll(),
    };
  } catch (error) {
    closeAll();
    throw error;
  }

  async function openParts(): Promise<Part[]> {
    const open = async (settings: ServerSettings): Promise<Server> => {
      const server = await Server.open(settings, context);
      servers.push(server);
      return server;
    };
    const main = await open(await settingsOf(options));
    const databases = new Set([...needs, ...views].map(({ database }) => database));
    const cells = await cellServers(options.cells, { main, sql, databases, warn: context.warn });
    const groups = new Map([[addressOf(main.settings), { server: main, databases: new Set<string>() }]]);
    for (const database of databases) {
      const settings = cells.get(database) ?? main.settings;
      const group = groups.get(addressOf(settings)) ?? {
        server: await open(settings).catch((error) => Promise.reject(ofCell(database, error))),
        databases: new Set(),
      };
      groups.set(addressOf(settings), group);
      group.databases.add(database);
    }
    return Promise.all(
      [...groups.values()].map(({ server, databases }) => {
        const here = <T extends { database: string }>(list: readonly T[]): T[] =>
          list.filter(({ database }) => databases.has(database));
        return lookInto(server, sql, here(needs), here(views));
      }),
    );
  }
}

/** Says which of several servers an error is about, without naming its host. */
function ofCell(database: string, error: unknown): unknown {
  if (!(error instanceof PipelineError)) return error;
  const { code, exitCode, message, hint } = error;
  return new PipelineError(code, exitCode, `the cell of the database ${database}: ${message}`, {
    hint: `${hint}; \`cells\` says on which servers the databases are`,
  });
}

async function lookInto(
  server: Server,
  sql: SqlBuilder,
  needs: readonly TableNeed[],
  views: readonly ViewNeed[],
): Promise<Part> {
  const part: Part = { server, tables: [], views: [] };
  const catalogue = await Catalogue.read(server, sql, [...needs, ...views.flatMap(eventsNeeds)]);
  for (const need of needs) {
    const found = await catalogue.find(need);
    if (found !== undefined) part.tables.push(found);
  }
  for (const view of views) part.views.push({ view, tables: await findEventsTables(catalogue, view) });
  return part;
}

const startsOf = (parts: readonly Part[], sql: SqlBuilder): Promise<EarliestStarts> =>
  EarliestStarts.read(
    parts.flatMap(({ server, views }) =>
      views.flatMap(({ view, tables }) => eventsTablesOf(view, tables).map((table) => ({ server, table }))),
    ),
    sql,
  );

function givenOf(given: Map<string, GivenEvents>, state: StateFile | undefined, database: string) {
  if (state === undefined) return undefined;
  const events = given.get(database) ?? new GivenEvents(state.of(database));
  given.set(database, events);
  return events;
}

async function* read(
  parts: readonly Part[],
  sql: SqlBuilder,
  context: TablesContext,
  starts: EarliestStarts | undefined,
  given: (database: string) => GivenEvents | undefined,
): AsyncGenerator<RowBatch> {
  let total = 0;
  for (const { tables, views } of parts) {
    for (const { rows } of tables) total += rows;
    for (const { tables: of } of views) total += of.events.rows + (of.shadowEvents?.rows ?? 0);
  }
  let done = 0;
  const counted = (batch: RowBatch): RowBatch => {
    done += batch.rows.length;
    context.progress(done, Math.max(done, total));
    return batch;
  };
  for (const { server, tables, views } of parts) {
    for (const table of tables) {
      for await (const batch of tableRows(server, sql, table)) yield counted(batch);
    }
    for (const { view, tables: of } of views) {
      const source = { server, sql, view, tables: of, given: given(view.database), starts, context };
      for await (const batch of instanceEvents(source)) yield counted(batch);
    }
  }
}
