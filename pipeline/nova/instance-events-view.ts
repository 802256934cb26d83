/**
 * Events of instances as a database server or the API can give them: each event with its action and its instance, so that nobody
 * else has to join three large tables. `instance-events` asks for this view; `nova-db` and `nova-api` give it.
 */
export const INSTANCE_EVENTS_VIEW = 'instance_events';

/**
 * Its columns, all text or null. Times are spelt as MySQL spells a DATETIME.
 *
 * - `event_id`, `action_id`: null from the API, which does not tell them.
 * - `event_host`: the host that the event's own row names (written since Rocky).
 * - `action_created_at`: what `start` and `end` are held against; the API, which does not tell it, gives the action's start.
 * - `instance_name`: `instances.hostname`; through the API the display name.
 * - all from `user_id` on are the instance's, as it is now; null where the instance has been purged.
 */
export const INSTANCE_EVENTS_COLUMNS = [
  'event_id',
  'event',
  'start_time',
  'finish_time',
  'result',
  'event_host',
  'action_id',
  'request_id',
  'action_created_at',
  'instance_uuid',
  'user_id',
  'project_id',
  'instance_name',
  'host',
  'node',
  'memory_mb',
  'root_gb',
  'vcpus',
] as const;
export type InstanceEventsColumn = (typeof INSTANCE_EVENTS_COLUMNS)[number];

/** Which rows `instance-events` wants: the `where` of its view. A source may give more. */
export interface InstanceEventsWhere {
  /** Microseconds since 1970 UTC, both inclusive, held against `action_created_at`. */
  readonly start?: number;
  readonly end?: number;
  readonly excludeUsers: readonly string[];
  readonly excludeProjects: readonly string[];
  /** Star Compactor's SQL drops a row whose owner is NULL, and events of which the instance or the action is gone. */
  readonly likeStarCompactor: boolean;
  /** Events without a finish are wanted, too. */
  readonly unfinished: boolean;
  /** The shadow tables, into which Nova archives, are wanted, too. */
  readonly shadowTables: boolean;
}
