import type { Sorter } from '../stage.ts';

/** A row, and how much oftener it was met in A than in B; negative where it is B that has more. */
export type Surplus = readonly [row: string, count: number];

/** Characters of rows that wait for their match in memory. */
const ROOM = 32 << 20;

/**
 * Gathers rows of two traces and forgets those that both have. Two traces that tell the same in about the same order take next to
 * no memory; what finds no match in time goes to the sorter, and is matched at the end.
 */
export class Unmatched {
  readonly #sorter: Sorter<Surplus>;
  readonly #room: number;
  readonly #waiting = new Map<string, number>();
  #characters = 0;

  /** @param makeSorter makes an external sorter. */
  constructor(makeSorter: (compare: (a: Surplus, b: Surplus) => number) => Sorter<Surplus>, room = ROOM) {
    this.#sorter = makeSorter(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    this.#room = room;
  }

  /** @param count 1 for rows of A, -1 for rows of B. */
  async add(rows: readonly string[], count: 1 | -1): Promise<void> {
    for (const row of rows) {
      const known = this.#waiting.get(row);
      if (known === undefined) {
        this.#waiting.set(row, count);
        this.#characters += row.length;
      } else if (known + count !== 0) this.#waiting.set(row, known + count);
      else {
        this.#waiting.delete(row);
        this.#characters -= row.length;
      }
    }
    if (this.#characters > this.#room) await this.#spill();
  }

  /** Rows that one of the traces has oftener than the other, in order. Call once. */
  async *surplus(): AsyncGenerator<Surplus> {
    await this.#spill();
    let row: string | undefined;
    let count = 0;
    for await (const batch of this.#sorter.sorted()) {
      for (const [next, by] of batch) {
        if (next !== row) {
          if (row !== undefined && count !== 0) yield [row, count];
          row = next;
          count = 0;
        }
        count += by;
      }
    }
    if (row !== undefined && count !== 0) yield [row, count];
  }

  async #spill(): Promise<void> {
    await this.#sorter.add([...this.#waiting]);
    this.#waiting.clear();
    this.#characters = 0;
  }
}
