import type { StageContext } from '../../pipeline/stage.ts';
import { compareEvents, type KeyedEvent, type Status, type Values } from './state.ts';

/** One row of a backup that tells of a machine: what both clouds boil down to. Times are microseconds since 1970 UTC. */
export interface Sighting {
  readonly host: string;
  readonly values: Values;
  readonly created: number | null;
  readonly updated: number | null;
  /** Null for a live row, and for one that was deleted nobody knows when. */
  readonly deleted: number | null;
  /** Not soft-deleted. */
  readonly live: boolean;
  readonly status: Status;
  /** When the status was last written down: it began then or before. */
  readonly statusTime: number | null;
}

/** Gathers the events of one backup. Of several with one key the last wins. */
export class EventList {
  readonly #events: KeyedEvent[] = [];
  readonly #context: StageContext;

  constructor(context: StageContext) {
    this.#context = context;
  }

  /** An event without a time cannot be told: it is counted. */
  add(host: string, time: number | null, event: KeyedEvent['event'], values: Values | null): void {
    if (time === null) this.#context.count('null-times');
    else this.#events.push({ host, time, event, values });
  }

  sorted(): KeyedEvent[] {
    this.#events.sort(compareEvents);
    return lastOfEqual(this.#events, compareEvents);
  }
}

/** The last of each run of equal items. */
export const lastOfEqual = <T>(sorted: readonly T[], compare: (a: T, b: T) => number): T[] =>
  sorted.filter((item, i) => i + 1 === sorted.length || compare(item, sorted[i + 1]!) !== 0);
