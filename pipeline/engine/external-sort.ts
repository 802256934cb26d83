import type { Sorter } from '../stage.ts';
import { decodeFrame, encodeFrame } from './frame-codec.ts';
import { BATCH, inBatches } from './in-batches.ts';
import type { Frame, SpillFile } from './spill-file.ts';

export interface SortLimits {
  /** Items are spilled when their estimated size in memory passes this many bytes. */
  readonly memory: number;
  /** How many runs are merged at once; more are merged in several passes. */
  readonly fanIn: number;
}

export const DEFAULT_SORT_LIMITS: SortLimits = { memory: 64 << 20, fanIn: 64 };

/** Heap bytes per character of JSON, roughly: measured on machine events, which are mostly short strings. */
const HEAP_PER_JSON_CHARACTER = 3;
const SAMPLE_EVERY = 64;
const FRAME_ITEMS = 512;

/** A sorted stretch of items on disk. */
type Run = readonly Frame[];

/**
 * A stable external merge sort. Items that fit in memory never touch the disk; others are sorted in runs, spilled to `file`
 * and merged. Items must survive JSON.
 */
export class ExternalSorter<T> implements Sorter<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #file: SpillFile;
  readonly #limits: SortLimits;
  #items: T[] = [];
  #characters = 0;
  #samples = 0;
  #runs: Run[] = [];

  constructor(compare: (a: T, b: T) => number, file: SpillFile, limits: SortLimits = DEFAULT_SORT_LIMITS) {
    this.#compare = compare;
    this.#file = file;
    this.#limits = limits;
  }

  async add(items: readonly T[]): Promise<void> {
    for (const item of items) {
      if (this.#items.push(item) % SAMPLE_EVERY === 1) {
        this.#characters += JSON.stringify(item).length;
        this.#samples++;
      }
    }
    if (this.#estimate() > this.#limits.memory) await this.#spill();
  }

  async *sorted(): AsyncGenerator<T[]> {
    this.#items.sort(this.#compare);
    if (this.#runs.length === 0) {
      yield* inBatches(this.#items);
      return;
    }
    while (this.#runs.length >= this.#limits.fanIn) await this.#mergeOldest();
    yield* merge([...this.#runs.map((run) => this.#cursor(run)), cursorOf(this.#items)], this.#compare);
  }

  #estimate(): number {
    return (this.#characters / this.#samples) * this.#items.length * HEAP_PER_JSON_CHARACTER;
  }

  async #spill(): Promise<void> {
    this.#items.sort(this.#compare);
    this.#runs.push(await this.#write(inBatches(this.#items)));
    this.#items = [];
    this.#characters = 0;
    this.#samples = 0;
  }

  /** One pass over all runs, neighbours together, so that the order of equal items stays that of their arrival. */
  async #mergeOldest(): Promise<void> {
    const merged: Run[] = [];
    for (let i = 0; i < this.#runs.length; i += this.#limits.fanIn) {
      const group = this.#runs.slice(i, i + this.#limits.fanIn).map((run) => this.#cursor(run));
      merged.push(await this.#write(merge(group, this.#compare)));
    }
    this.#runs = merged;
  }

  async #write(batches: Iterable<T[]> | AsyncIterable<T[]>): Promise<Run> {
    const frames: Frame[] = [];
    for await (const batch of batches) {
      for (let i = 0; i < batch.length; i += FRAME_ITEMS) {
        frames.push(await this.#file.write(encodeFrame(batch.slice(i, i + FRAME_ITEMS))));
      }
    }
    return frames;
  }

  #cursor(run: Run): Cursor<T> {
    let next = 0;
    const read = async () => {
      const frame = run[next++];
      return frame && this.#file.read(frame);
    };
    // One frame is under way while the one before is used.
    let ahead: ReturnType<typeof read> | undefined;
    return new Cursor(async () => {
      const text = await (ahead ?? read());
      ahead = text === undefined ? undefined : read();
      // Its failure is met when its turn comes.
      ahead?.catch(() => {});
      return text === undefined ? undefined : decodeFrame<T>(text);
    });
  }
}

/** Reads a run item by item. */
class Cursor<T> {
  readonly #load: () => Promise<T[] | undefined> | T[] | undefined;
  #items: T[] = [];
  #at = 0;

  constructor(load: () => Promise<T[] | undefined> | T[] | undefined) {
    this.#load = load;
  }

  get head(): T {
    return this.#items[this.#at] as T;
  }

  /** Is there a next item already in memory? Keeps the merge loop free of promises for most items. */
  advanceInMemory(): boolean {
    return ++this.#at < this.#items.length;
  }

  async load(): Promise<boolean> {
    this.#items = (await this.#load()) ?? [];
    this.#at = 0;
    return this.#items.length > 0;
  }
}

function cursorOf<T>(items: T[]): Cursor<T> {
  let rest: T[] | undefined = items;
  return new Cursor(() => {
    const all = rest;
    rest = undefined;
    return all;
  });
}

/** Merges runs by a binary heap; equal items come in the order of their runs. */
async function* merge<T>(cursors: Cursor<T>[], compare: (a: T, b: T) => number): AsyncGenerator<T[]> {
  const heap: { cursor: Cursor<T>; run: number }[] = [];
  const before = (a: { cursor: Cursor<T>; run: number }, b: { cursor: Cursor<T>; run: number }) => {
    const order = compare(a.cursor.head, b.cursor.head);
    return order < 0 || (order === 0 && a.run < b.run);
  };
  const sink = (from: number) => {
    const entry = heap[from] as (typeof heap)[number];
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as typeof entry, heap[child] as typeof entry)) child++;
      if (!before(heap[child] as typeof entry, entry)) break;
      heap[at] = heap[child] as typeof entry;
      at = child;
    }
    heap[at] = entry;
  };
  for (const [run, cursor] of cursors.entries()) if (await cursor.load()) heap.push({ cursor, run });
  for (let i = heap.length >> 1; i-- > 0; ) sink(i);

  let batch: T[] = [];
  while (heap.length > 0) {
    const { cursor } = heap[0] as (typeof heap)[number];
    if (batch.push(cursor.head) === BATCH) {
      yield batch;
      batch = [];
    }
    if (!cursor.advanceInMemory() && !(await cursor.load())) {
      const last = heap.pop() as (typeof heap)[number];
      if (heap.length === 0) break;
      heap[0] = last;
    }
    sink(0);
  }
  if (batch.length > 0) yield batch;
}
