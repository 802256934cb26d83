/** What the sorters keep of audit rows: short, since there is one for every row, and fit for JSON. */
import type { AuditRow } from '../../../pipeline/stage.ts';
import type { RowTimes } from '../../audit/row-times.ts';
import { compareText } from '../../rows/table-rows.ts';

export type Item<Fields> = readonly [
  database: string,
  /** Of the action or of the instance that it belongs to. */
  owner: string,
  /** Of an event; none for the row of the owner itself. */
  id: string | null,
  order: number,
  sequence: number,
  fields: Fields,
];

export type ActionFields = readonly [instance: string, created: number | null];

export type EventFields = readonly [
  event: string | null,
  start: number | null,
  finish: number | null,
  result: string | null,
  host: string | null,
];

/** As the columns of `instances` spell it. */
export type InstanceFields = readonly [
  user: string | null,
  project: string | null,
  name: string | null,
  host: string | null,
  node: string | null,
  memory: string | null,
  disk: string | null,
  vcpus: string | null,
];

export type Owned<Owner> = Item<Owner> | Item<EventFields>;

export const isEvent = <Owner>(item: Owned<Owner>): item is Item<EventFields> => item[2] !== null;

/** An owner before its events, these by id, which Nova counts up; the rows of one thing as they were recorded. */
export const compareItems = (a: Item<unknown>, b: Item<unknown>): number =>
  compareText(a[0], b[0]) || compareText(a[1], b[1]) || compareIds(a[2], b[2]) || a[3] - b[3] || a[4] - b[4];

function compareIds(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return a.length - b.length || compareText(a, b);
}

/** Are these rows of one thing? */
export const sameThing = (a: Item<unknown>, b: Item<unknown>): boolean => a[2] === b[2] && sameOwner(a, b);

export const sameOwner = (a: Item<unknown>, b: Item<unknown>): boolean => a[0] === b[0] && a[1] === b[1];

/**
 * Nothing, of a row that cannot be joined.
 *
 * @param order what the rows of one thing are sorted by, before their place in the file.
 */
export type ItemMaker<Fields> = (
  database: string,
  row: AuditRow,
  order: number,
  times: RowTimes,
) => [] | [Item<Fields>];

export const actionItem: ItemMaker<ActionFields> = (database, { data, sequence }, order, times) => {
  const { id, instance_uuid: instance, created_at } = data;
  if (id == null || instance == null) return [];
  return [[database, id, null, order, sequence, [instance, times.inData(created_at)]]];
};

export const eventItem: ItemMaker<EventFields> = (database, { data, sequence }, order, times) => {
  const { id, action_id: action, event = null, start_time, finish_time, result = null, host = null } = data;
  if (id == null || action == null) return [];
  const [start, finish] = [times.inData(start_time), times.inData(finish_time)];
  return [[database, action, id, order, sequence, [event, start, finish, result, host]]];
};

export const instanceItem: ItemMaker<InstanceFields> = (database, { data, sequence }, order) => {
  const { uuid, user_id: user = null, project_id: project = null, hostname: name = null, host = null } = data;
  const { node = null, memory_mb: memory = null, root_gb: disk = null, vcpus = null } = data;
  if (uuid == null) return [];
  return [[database, uuid, null, order, sequence, [user, project, name, host, node, memory, disk, vcpus]]];
};
