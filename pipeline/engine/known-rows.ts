/**
 * Knows rows again that stood in the backup before, by their bytes: most of a table, as nights pass. That costs a small part of making
 * values of them, only to find one after the other unchanged.
 */
import type { XXHashAPI } from 'xxhash-wasm';
import type { KnownRows, KnownRuns, RowBatch, TableNeed } from '../stage.ts';
import { wantedTables } from './table-needs.ts';

/** 5 MB for two backups. What finds no slot is merely read again. */
const SLOTS = 2 ** 17;

/** So many bytes tell which run may begin here. Those of most tables have the primary key among them, behind some times. */
const LOOK = 96;

/** Shorter runs cost more than to read them, longer ones memory, since what is hashed is copied. */
const SHORTEST_RUN = 1024;
const LONGEST_RUN = 2 ** 20;

/**
 * Remembers of each run of rows how it begins, how long it is, and a 64-bit hash of its bytes, for one backup. A run stands for rows
 * that were given, or were not because the backup before had them: so only what the very last backup held is known.
 */
export class RowMemory implements KnownRows {
  readonly #xxhash: XXHashAPI;
  readonly #covers: (table: Pick<RowBatch, 'database' | 'table'>) => boolean;
  #before: RunTable;
  #now: RunTable;
  #passed = 0;

  /**
   * @param needs of which a row that has not changed need not be given again: those whose key is in every table
   * @param wholeNeeds of stages that need every row nevertheless
   */
  static async open(
    needs: readonly TableNeed[],
    wholeNeeds: readonly TableNeed[],
    slots = SLOTS,
  ): Promise<RowMemory | undefined> {
    const isWhole = wantedTables(wholeNeeds);
    const isKnownAgain = ({ key, columns }: TableNeed) => key?.every((column) => columns.includes(column)) === true;
    const covered = needs.filter((need) => isKnownAgain(need) && !isWhole(need));
    if (covered.length === 0) return undefined;
    const { default: xxhash } = await import('xxhash-wasm');
    return new RowMemory(await xxhash(), covered, slots);
  }

  private constructor(xxhash: XXHashAPI, covered: readonly TableNeed[], slots: number) {
    this.#xxhash = xxhash;
    this.#covers = wantedTables(covered);
    this.#before = new RunTable(slots);
    this.#now = new RunTable(slots);
  }

  /** Another backup is about to be read: what the last one held is what was before. */
  begin(): void {
    const oldest = this.#before;
    this.#before = this.#now;
    this.#now = oldest;
    oldest.clear();
    this.#passed = 0;
  }

  /** What was read so far does not count: its backup could not be read wholly, or a table was made anew. */
  forget(): void {
    this.#before.clear();
    this.#now.clear();
  }

  /** How many rows of this backup were known. */
  get passed(): number {
    return this.#passed;
  }

  of({ database, table }: Pick<RowBatch, 'database' | 'table'>, meaning: string): KnownRuns | undefined {
    if (!this.#covers({ database, table })) return undefined;
    const seed = this.#xxhash.h64(JSON.stringify([database, table, meaning]));
    const shortSeed = Number(seed & 0xffffffffn) | 0;
    const hashOf = (bytes: Uint8Array, from: number, to: number) => this.#xxhash.h64Raw(bytes.subarray(from, to), seed);
    return {
      lengthAt: (bytes, at) => {
        const before = this.#before;
        if (before.isEmpty || at + LOOK > bytes.length) return 0;
        const place = before.find(lookOf(bytes, at, shortSeed));
        return place === NOWHERE ? 0 : before.lengths[place]!;
      },
      pass: (bytes, at) => {
        const look = lookOf(bytes, at, shortSeed);
        const place = this.#before.find(look);
        if (place === NOWHERE) return false;
        const length = this.#before.lengths[place]!;
        const rows = this.#before.rows[place]!;
        const hash = this.#before.hashes[place]!;
        // Once is enough, whether it is the same run or another: many rows may begin alike.
        this.#before.lengths[place] = 0;
        if (length === 0 || hashOf(bytes, at, at + length) !== hash) return false;
        this.#now.add(look, length, rows, hash);
        this.#passed += rows;
        return true;
      },
      add: (bytes, from, to, rows) => {
        const length = to - from;
        if (length < SHORTEST_RUN || length > LONGEST_RUN) return;
        this.#now.add(lookOf(bytes, from, shortSeed), length, rows, hashOf(bytes, from, to));
      },
    };
  }
}

/** FNV-1a. Never 0, which marks a free slot. */
function lookOf(bytes: Uint8Array, at: number, seed: number): number {
  let hash = seed;
  for (let i = at; i < at + LOOK; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0 || 1;
}

const NOWHERE = -1;
/** How many slots are tried. */
const TRIES = 8;

/** Runs by how they begin, side by side in arrays: an object for each would take several times as much. */
class RunTable {
  readonly #looks: Uint32Array;
  /** 0 when the run has been tried. */
  readonly lengths: Uint32Array;
  readonly rows: Uint32Array;
  readonly hashes: BigUint64Array;
  isEmpty = true;

  /** @param slots a power of two */
  constructor(slots: number) {
    this.#looks = new Uint32Array(slots);
    this.lengths = new Uint32Array(slots);
    this.rows = new Uint32Array(slots);
    this.hashes = new BigUint64Array(slots);
  }

  find(look: number): number {
    const looks = this.#looks;
    for (let i = 0; i < TRIES; i++) {
      const slot = (look + i) & (looks.length - 1);
      if (looks[slot] === look) return slot;
      if (looks[slot] === 0) return NOWHERE;
    }
    return NOWHERE;
  }

  add(look: number, length: number, rows: number, hash: bigint): void {
    const looks = this.#looks;
    for (let i = 0; i < TRIES; i++) {
      const slot = (look + i) & (looks.length - 1);
      if (looks[slot] !== look && looks[slot] !== 0) continue;
      looks[slot] = look;
      this.lengths[slot] = length;
      this.rows[slot] = rows;
      this.hashes[slot] = hash;
      this.isEmpty = false;
      return;
    }
  }

  clear(): void {
    if (this.isEmpty) return;
    this.#looks.fill(0);
    this.isEmpty = true;
  }
}
