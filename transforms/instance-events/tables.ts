import {
  INSTANCE_EVENTS_COLUMNS,
  INSTANCE_EVENTS_VIEW,
  type InstanceEventsWhere,
} from '../../pipeline/nova/instance-events-view.ts';
import type { RowBatch, SqlValue, TableNeed, ViewNeed } from '../../pipeline/stage.ts';
import type { InstanceEventsOptions } from './options.ts';
import { keepsUnfinished, readsShadows } from './semantics.ts';

export const EVENT_COLUMNS = ['id', 'event', 'action_id', 'start_time', 'finish_time', 'result', 'host'] as const;
export const ACTION_COLUMNS = ['id', 'instance_uuid', 'request_id', 'created_at'] as const;
export const INSTANCE_COLUMNS = [
  'uuid',
  'user_id',
  'project_id',
  'hostname',
  'host',
  'node',
  'memory_mb',
  'root_gb',
  'vcpus',
] as const;

/** Prefix of the tables into which Nova archives. */
const SHADOW = 'shadow_';

const TABLES = {
  // The host has been there since Icehouse, and is written since Rocky.
  instance_actions_events: { columns: EVENT_COLUMNS.slice(0, -1), optionalColumns: ['host'], key: ['id'] },
  instance_actions: { columns: ACTION_COLUMNS, key: ['id'] },
  // Only bare metal is told by the node.
  instances: {
    columns: INSTANCE_COLUMNS.filter((column) => column !== 'node'),
    optionalColumns: ['node'],
    key: ['uuid'],
  },
} as const satisfies Record<string, Partial<TableNeed>>;
export type TableName = keyof typeof TABLES;

const needsOf = (database: string, shadows: boolean): TableNeed[] =>
  Object.entries(TABLES).flatMap(([table, need]) => [
    { database, table, ...need },
    ...(shadows ? [{ database, table: SHADOW + table, ...need, optional: true }] : []),
  ]);

export const instanceEventsNeeds = (options: InstanceEventsOptions): TableNeed[] =>
  options.databases.nova.flatMap((database) => needsOf(database, readsShadows(options)));

export function instanceEventsViews(options: InstanceEventsOptions): (ViewNeed & { insteadOf: TableNeed[] })[] {
  const where: InstanceEventsWhere = {
    ...(options.start !== undefined && { start: options.start }),
    ...(options.end !== undefined && { end: options.end }),
    excludeUsers: options.exclude_users,
    excludeProjects: options.exclude_projects,
    likeStarCompactor: options.semantics === 'starcompactor',
    unfinished: keepsUnfinished(options),
    shadowTables: readsShadows(options),
  };
  return options.databases.nova.map((database) => ({
    database,
    view: INSTANCE_EVENTS_VIEW,
    columns: INSTANCE_EVENTS_COLUMNS,
    where: { ...where },
    insteadOf: needsOf(database, where.shadowTables),
  }));
}

/** Which of its tables a batch is of; undefined for any other. */
export function tableOf({ table }: RowBatch): { name: TableName; shadow: boolean } | undefined {
  const shadow = table.startsWith(SHADOW);
  const name = shadow ? table.slice(SHADOW.length) : table;
  return Object.hasOwn(TABLES, name) ? { name: name as TableName, shadow } : undefined;
}

/** What reads the text of a batch's columns, by their place among `wanted`; null for a column that it lacks. */
export function textReader(
  { columns }: RowBatch,
  wanted: readonly string[],
): (row: readonly SqlValue[], column: number) => string | null {
  const places = wanted.map((column) => columns.indexOf(column));
  return (row, column) => {
    const value = row[places[column]!];
    return typeof value === 'string' ? value : value == null ? null : Buffer.from(value).toString('utf8');
  };
}
