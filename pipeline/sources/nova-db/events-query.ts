import { formatZonelessTime } from '../../formats/iso-time.ts';
import type { InstanceEventsColumn, InstanceEventsWhere } from '../../nova/instance-events-view.ts';
import type { FoundTable } from './catalogue.ts';
import type { EventsTables } from './events-tables.ts';
import type { SqlBuilder } from './query-builder.ts';
import type { Statement } from './session.ts';

/** Which events a statement asks for, beside what is wanted anyway. */
export type EventsPart =
  | { readonly after: string; readonly limit: number }
  | { readonly ids: readonly number[]; readonly finished: boolean };

/** Set where the row's instance is among the live ones. */
export const LIVE = 'live';

/**
 * Makes the statements that read events with their actions and instances.
 *
 * The server goes through the events by id and looks the rest up, each by its key: events in the order of another table would need a
 * sort of all of them. Archived instances are not looked up, since no index leads to them.
 *
 * @param columns of the view, or {@link LIVE}.
 */
export function eventsQuery(
  sql: SqlBuilder,
  tables: EventsTables,
  where: InstanceEventsWhere,
  columns: readonly (InstanceEventsColumn | typeof LIVE)[],
): (from: FoundTable, part: EventsPart) => Statement {
  const { actions, shadowActions, instances } = tables;
  const named = ({ database, table }: FoundTable): string => `${database}.${table}`;
  const action = (column: string): string =>
    shadowActions === undefined ? `a.${column}` : `COALESCE(a.${column}, s.${column})`;

  return (from, part) => {
    const expressions = columns.map((column) => expressionOf(column, from, action)).join(', ');
    const query = sql.from({ e: named(from) });
    // Says the order in which the server is to go through the tables.
    query.select(sql.raw(`STRAIGHT_JOIN ${expressions}`));
    if (where.likeStarCompactor) {
      query.innerJoin({ a: named(actions) }, 'a.id', 'e.action_id');
      query.innerJoin({ i: named(instances) }, 'i.uuid', 'a.instance_uuid');
    } else {
      query.leftJoin({ a: named(actions) }, 'a.id', 'e.action_id');
      if (shadowActions !== undefined) {
        query.leftJoin({ s: named(shadowActions) }, (on) => on.onNull('a.id').andOn('s.id', 'e.action_id'));
      }
      query.leftJoin({ i: named(instances) }, 'i.uuid', sql.raw(action('instance_uuid')));
    }
    if (!where.unfinished) query.whereNotNull('e.finish_time');
    if (where.start !== undefined) query.where(sql.raw(action('created_at')), '>=', datetime(where.start));
    if (where.end !== undefined) query.where(sql.raw(action('created_at')), '<=', datetime(where.end));
    for (const [column, names] of [
      ['i.user_id', where.excludeUsers],
      ['i.project_id', where.excludeProjects],
    ] as const) {
      if (names.length === 0) continue;
      // To SQL, a NULL is not among the others, but neither is it not among them.
      if (where.likeStarCompactor) query.whereNotIn(column, [...names]);
      else query.where((either) => either.whereNull(column).orWhereNotIn(column, [...names]));
    }
    if ('ids' in part) {
      query.whereIn('e.id', [...part.ids]);
      if (part.finished) query.whereNotNull('e.finish_time');
    } else {
      query.where('e.id', '>', part.after).limit(part.limit);
    }
    return sql.compile(query.orderBy('e.id'));
  };
}

function expressionOf(
  column: InstanceEventsColumn | typeof LIVE,
  events: FoundTable,
  action: (name: string) => string,
) {
  switch (column) {
    case 'event_id':
      return 'e.id';
    case 'event':
    case 'start_time':
    case 'finish_time':
    case 'result':
    case 'action_id':
      return `e.${column}`;
    case 'event_host':
      return events.columns.includes('host') ? 'e.host' : 'NULL';
    case 'request_id':
    case 'instance_uuid':
      return action(column);
    case 'action_created_at':
      return action('created_at');
    case 'instance_name':
      return 'i.hostname';
    case LIVE:
      return 'i.uuid IS NOT NULL';
    default:
      return `i.${column}`;
  }
}

/** As MySQL spells a DATETIME. */
const datetime = (time: number): string => formatZonelessTime(time).replace('T', ' ');
