import type { BlockPlace, StreamEvent } from '../../../formats/bzip2/index.ts';

/** Which block holds which bytes of the content. Plain data: `starts` has one number more than there are blocks, the whole length. */
export interface BlockTable {
  readonly bits: readonly number[];
  readonly levels: readonly number[];
  readonly starts: readonly number[];
}

/** Makes the table while all is decoded. */
export class BlockTableMaker {
  readonly #bits: number[] = [];
  readonly #levels: number[] = [];
  readonly #starts: number[] = [0];

  accept(event: StreamEvent): void {
    if (event.kind === 'block') {
      this.#bits.push(event.bit);
      this.#levels.push(event.level);
    } else if (event.kind === 'content') {
      this.#starts.push(this.#starts.at(-1)! + event.bytes);
    }
  }

  get table(): BlockTable {
    return { bits: this.#bits, levels: this.#levels, starts: this.#starts };
  }
}

export interface BlockRange {
  readonly first: BlockPlace;
  readonly behind: BlockPlace | undefined;
  /** Where the first block begins in the content. */
  readonly start: number;
}

/** The blocks that hold these bytes of the content; `to` is not included, and beyond `from`. */
export function blocksOf({ bits, levels, starts }: BlockTable, from: number, to: number): BlockRange {
  const place = (i: number): BlockPlace => ({ bit: bits[i]!, level: levels[i]! });
  const first = lastUpTo(starts, from);
  const last = lastUpTo(starts, to - 1);
  return { first: place(first), behind: last + 1 < bits.length ? place(last + 1) : undefined, start: starts[first]! };
}

/** The place of the last number that is not above `value`. */
function lastUpTo(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= value) low = middle;
    else high = middle;
  }
  return low;
}
