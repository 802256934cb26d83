import type { TableNeed, ViewNeed } from '../../stage.ts';
import type { Catalogue, FoundTable } from './catalogue.ts';
import type { SqlBuilder } from './query-builder.ts';
import type { Server } from './server.ts';

/** The tables that the view of instance events is made of. */
export interface EventsTables {
  readonly events: FoundTable;
  readonly actions: FoundTable;
  readonly instances: FoundTable;
  /** Into these Nova archives; absent where they are, and where nobody wants them. */
  readonly shadowEvents: FoundTable | undefined;
  readonly shadowActions: FoundTable | undefined;
  readonly shadowInstances: FoundTable | undefined;
}

const COLUMNS = {
  instance_actions_events: ['id', 'event', 'action_id', 'start_time', 'finish_time', 'result'],
  instance_actions: ['id', 'request_id', 'instance_uuid', 'created_at'],
  instances: ['uuid', 'user_id', 'project_id', 'hostname', 'host', 'node', 'memory_mb', 'root_gb', 'vcpus'],
} as const;
type Name = keyof typeof COLUMNS;
const NAMES = Object.keys(COLUMNS) as Name[];

const needOf = (database: string, name: Name, shadow: boolean): TableNeed => ({
  database,
  table: shadow ? `shadow_${name}` : name,
  columns: COLUMNS[name],
  // Its column came with Icehouse.
  optionalColumns: name === 'instance_actions_events' ? ['host'] : [],
  optional: shadow,
});

/** All that the view may read, so that the server can be asked about it at once. */
export const eventsNeeds = ({ database, where }: ViewNeed): TableNeed[] =>
  [false, ...(where.shadowTables === true ? [true] : [])].flatMap((shadow) =>
    NAMES.map((name) => needOf(database, name, shadow)),
  );

/** @throws PipelineError as {@link Catalogue.find}. */
export async function findEventsTables(catalogue: Catalogue, view: ViewNeed): Promise<EventsTables> {
  const find = (name: Name, shadow: boolean) => catalogue.find(needOf(view.database, name, shadow));
  const live = async (name: Name): Promise<FoundTable> => (await find(name, false)) as FoundTable;
  const shadow = async (name: Name) => (view.where.shadowTables === true ? find(name, true) : undefined);
  return {
    events: await live('instance_actions_events'),
    actions: await live('instance_actions'),
    instances: await live('instances'),
    shadowEvents: await shadow('instance_actions_events'),
    shadowActions: await shadow('instance_actions'),
    shadowInstances: await shadow('instances'),
  };
}

/**
 * The same without shadow tables that hold nothing, as where nobody archives: to look into them for each event costs the server a
 * sixth of its time. To be asked in the snapshot that is going to be read.
 */
export async function withoutEmptyShadows(
  server: Server,
  sql: SqlBuilder,
  tables: EventsTables,
): Promise<EventsTables> {
  const filled = async (table: FoundTable | undefined): Promise<FoundTable | undefined> => {
    if (table === undefined) return undefined;
    const name = `${table.database}.${table.table}`;
    const rows = await server.query(sql.compile(sql.from(name).select(sql.raw('1')).limit(1)), name);
    return rows.length > 0 ? table : undefined;
  };
  return {
    ...tables,
    shadowEvents: await filled(tables.shadowEvents),
    shadowActions: await filled(tables.shadowActions),
    shadowInstances: await filled(tables.shadowInstances),
  };
}
