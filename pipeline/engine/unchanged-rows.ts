/** Leaves out the rows of a backup that stand in the one before as well: most of them, as nights pass. */
import type { RowBatch, SqlValue, TableNeed } from '../stage.ts';

/** 16 MB: as many rows are known again; what falls out of it is merely given once more. */
const SLOTS = 2 ** 21;

/**
 * Remembers for each row, by its key, a 64-bit hash of what it held when it was given last. A row whose hash is there already has not
 * changed. Two rows that share a slot displace each other, which costs time and never a row.
 */
export class UnchangedRows {
  readonly #keys: ReadonlyMap<string, readonly string[]>;
  readonly #slots: number;
  #high: Uint32Array;
  #low: Uint32Array;

  constructor(needs: readonly TableNeed[], slots = SLOTS) {
    this.#keys = new Map(
      needs.flatMap(({ database, table, key }) => (key === undefined ? [] : [[nameOf({ database, table }), key]])),
    );
    this.#slots = slots;
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
  }

  /** The batch without the rows that have not changed since they were given last. */
  changed(batch: RowBatch): RowBatch {
    if (batch.reset) this.forget();
    const name = nameOf(batch);
    const places = this.#keys.get(name)?.map((column) => batch.columns.indexOf(column));
    if (places === undefined || places.includes(-1)) return batch;
    const seed = new RowHash().text(name);
    for (const column of batch.columns) seed.text(column);
    return { ...batch, rows: batch.rows.filter((row) => this.#isNew(row, places, seed)) };
  }

  /** What was given last does not count: its backup could not be read wholly. */
  forget(): void {
    this.#high.fill(0);
    this.#low.fill(0);
  }

  #isNew(row: readonly SqlValue[], places: readonly number[], seed: RowHash): boolean {
    const key = new RowHash(seed);
    for (const place of places) key.value(row[place] as SqlValue);
    const slot = key.low() & (this.#slots - 1);
    const content = new RowHash(key);
    for (const value of row) content.value(value);
    const high = content.high();
    // Zero marks a free slot.
    const low = content.low() || 1;
    if (this.#high[slot] === high && this.#low[slot] === low) return false;
    this.#high[slot] = high;
    this.#low[slot] = low;
    return true;
  }
}

const nameOf = ({ database, table }: Pick<RowBatch, 'database' | 'table'>): string => `${database}\0${table}`;

/** Two multiplicative 32-bit hashes side by side, mixed at the end; each value is followed by a mark of its kind. */
class RowHash {
  #a: number;
  #b: number;

  constructor(from?: RowHash) {
    this.#a = from === undefined ? 0x811c9dc5 : from.#a;
    this.#b = from === undefined ? 0x9e3779b9 : from.#b;
  }

  value(value: SqlValue): this {
    if (value === null) return this.#add(0x10001);
    if (typeof value === 'string') return this.text(value);
    for (const byte of value) this.#add(byte);
    return this.#add(0x10002);
  }

  text(text: string): this {
    for (let i = 0; i < text.length; i++) this.#add(text.charCodeAt(i));
    return this.#add(0x10003);
  }

  high(): number {
    return mix(this.#a ^ (this.#b >>> 16));
  }

  low(): number {
    return mix(this.#b ^ (this.#a << 3));
  }

  #add(unit: number): this {
    this.#a = Math.imul(this.#a ^ unit, 0x01000193);
    this.#b = Math.imul((this.#b << 5) ^ (this.#b >>> 27) ^ unit, 0x85ebca6b);
    return this;
  }
}

/** Every bit of the result depends on every bit of the hash (the finalizer of MurmurHash3, which is in the public domain). */
function mix(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
