import type { DataRecord } from '../records/record-type.ts';
import { inBatches } from './in-batches.ts';
import type { RunState } from './run-state.ts';

/** Records that wait in memory for those that may still have to stand before them; more go through an external sort. */
const MOST_WAITING = 65_536;

/**
 * Sorts records while they come: those that nothing can precede any more are given on at once. Records that are nearly in order, as
 * rows of a table of events are by their ids, never all lie in memory or on disk.
 */
export class InTimeOrder {
  readonly #column: string;
  readonly #compare: (a: DataRecord, b: DataRecord) => number;
  readonly #state: Pick<RunState, 'sorter'>;
  readonly #most: number;
  #waiting: DataRecord[] = [];
  #sorter: ReturnType<RunState['sorter']> | undefined;
  #bound = Number.NEGATIVE_INFINITY;
  /** The latest time of those that were given. */
  #given = Number.NEGATIVE_INFINITY;
  /** Records that came when later ones had been given, since nothing so early was to come. */
  late = 0;

  /**
   * @param column holds times, by which the order goes first.
   * @param compare the whole order; equal records stay in the order of their arrival.
   */
  constructor(
    column: string,
    compare: (a: DataRecord, b: DataRecord) => number,
    state: Pick<RunState, 'sorter'>,
    most = MOST_WAITING,
  ) {
    this.#column = column;
    this.#compare = compare;
    this.#state = state;
    this.#most = most;
  }

  /**
   * Takes records, gives those that nothing can precede any more.
   *
   * @param notBefore what comes later is not earlier than that; undefined: nobody knows.
   */
  async add(records: readonly DataRecord[], notBefore: number | undefined): Promise<DataRecord[]> {
    if (this.#given > Number.NEGATIVE_INFINITY) {
      for (const record of records) if (timeIn(record, this.#column) < this.#given) this.late++;
    }
    if (this.#sorter !== undefined) {
      await this.#sorter.add(records);
      return [];
    }
    for (const record of records) this.#waiting.push(record);
    const ready = notBefore !== undefined && notBefore > this.#bound ? this.#takeBefore(notBefore) : [];
    if (this.#waiting.length > this.#most) {
      this.#sorter = this.#state.sorter(this.#compare as (a: unknown, b: unknown) => number);
      await this.#sorter.add(this.#waiting);
      this.#waiting = [];
    }
    return ready;
  }

  /** What is left, when all have come. */
  async *rest(): AsyncGenerator<DataRecord[]> {
    if (this.#sorter !== undefined) yield* this.#sorter.sorted() as AsyncIterable<DataRecord[]>;
    else yield* inBatches(this.#takeBefore(Number.POSITIVE_INFINITY));
  }

  #takeBefore(bound: number): DataRecord[] {
    this.#bound = bound;
    const waiting = this.#waiting;
    if (!isInOrder(waiting, this.#compare)) waiting.sort(this.#compare);
    let [low, high] = [0, waiting.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (timeIn(waiting[middle] as DataRecord, this.#column) < bound) low = middle + 1;
      else high = middle;
    }
    if (low > 0) this.#given = Math.max(this.#given, timeIn(waiting[low - 1] as DataRecord, this.#column));
    this.#waiting = waiting.slice(low);
    return low === waiting.length ? waiting : waiting.slice(0, low);
  }
}

/** Records without a time come first. */
export function timeIn(record: DataRecord, column: string): number {
  const time = record[column];
  return typeof time === 'number' ? time : Number.NEGATIVE_INFINITY;
}

/** Most often it is so, and to see that takes less than to sort. */
function isInOrder<T>(items: readonly T[], compare: (a: T, b: T) => number): boolean {
  for (let i = 1; i < items.length; i++) if (compare(items[i - 1] as T, items[i] as T) > 0) return false;
  return true;
}
