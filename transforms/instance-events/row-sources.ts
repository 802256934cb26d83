import type { RowBatch, Snapshot } from '../../pipeline/stage.ts';

/** Where a row comes from: all rows of one table of one snapshot that share what their statements do with duplicates. */
interface RowSource {
  readonly snapshot: Snapshot;
  readonly database: string;
  readonly table: string;
  readonly onDuplicate: RowBatch['onDuplicate'];
  /** The table was dropped and created anew behind these rows. */
  takenBack: boolean;
}

/**
 * Numbers the sources of rows, so that a sorted row can tell where it comes from by an integer. There are a few per table and
 * snapshot.
 */
export class RowSources {
  readonly #sources: RowSource[] = [];
  readonly #current = new Map<string, number[]>();
  readonly #ranks: number[] = [];
  #complete: ReadonlySet<number> = new Set();

  /** The number of a batch's source. Takes back what came before from its table, when the batch says so. */
  of({ database, table, onDuplicate = 'error', reset }: RowBatch, snapshot: Snapshot, shadow: boolean): number {
    const key = JSON.stringify([snapshot.index, database, table]);
    const before = this.#current.get(key) ?? [];
    if (reset) for (const source of before) this.#sources[source]!.takenBack = true;
    const current = reset ? [] : before;
    this.#current.set(key, current);
    const known = current.find((source) => this.#sources[source]!.onDuplicate === onDuplicate);
    if (known !== undefined) return known;
    const source = this.#sources.push({ snapshot, database, table, onDuplicate, takenBack: false }) - 1;
    this.#ranks.push(2 * snapshot.index + (shadow ? 0 : 1));
    current.push(source);
    return source;
  }

  /** By snapshot; in one snapshot a live table ranks above its shadow table. */
  rank(source: number): number {
    return this.#ranks[source]!;
  }

  get(source: number): RowSource {
    return this.#sources[source]!;
  }

  /** @param complete indexes of the snapshots that were read wholly. */
  settle(complete: ReadonlySet<number>): void {
    this.#complete = complete;
  }

  /** Do its rows count? */
  counts(source: number): boolean {
    const { takenBack, snapshot } = this.#sources[source]!;
    return !takenBack && this.#complete.has(snapshot.index);
  }
}

export const snapshotOf = (rank: number): number => rank >> 1;
/** The highest rank of a snapshot. */
export const lastRankOf = (snapshot: number): number => 2 * snapshot + 1;
