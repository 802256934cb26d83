import type { Moment } from './moment.ts';

/** What is known of an event from all rows that told of it so far; an array, since it is sorted by the million. */
export type EventState = readonly [
  instance: string,
  kind: typeof EVENT,
  /** Place of its database among the configured ones. */
  database: number,
  /** Null from the API, which does not tell it. */
  id: number | null,
  /** Rank of the row that told last. */
  last: number,
  /** The first snapshot that shows it at all. */
  shown: number,
  /** The first snapshot that shows it finished. */
  finished: number | null,
  event: string | null,
  start: Moment,
  finish: Moment,
  result: string | null,
  /** The host that the event's own row names. */
  host: string | null,
  request: string | null,
];
export const EVENT = 1;

/** Two tellings of one event as one: the later one counts, but what only the earlier one knows is not forgotten. */
export function mergeStates(a: EventState, b: EventState): EventState {
  const [earlier, later] = a[4] <= b[4] ? [a, b] : [b, a];
  const [instance, kind, database, id, last, , , event, start, , , host, request] = later;
  const ending = typeof later[9] === 'number' ? later : typeof earlier[9] === 'number' ? earlier : later;
  return [
    instance,
    kind,
    id === null ? earlier[2] : database,
    id ?? earlier[3],
    last,
    Math.min(a[5], b[5]),
    a[6] === null ? b[6] : b[6] === null ? a[6] : Math.min(a[6], b[6]),
    event,
    start,
    ending[9],
    ending[10],
    host ?? earlier[11],
    request,
  ];
}

/**
 * Do they tell of one event? Ids alone do not say so: a server whose tables were restored, or that was started anew with nothing but
 * archived rows, gives them out again.
 */
export const isSameEvent = (a: EventState, b: EventState): boolean =>
  a[0] === b[0] && a[7] === b[7] && a[8] === b[8] && a[12] === b[12];
