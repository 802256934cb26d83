import type { KnownRuns } from '../../stage.ts';
import type { TextDamage } from './charset.ts';

/** Runs end here, or where less is at hand. The shorter, the less is read again for one row that has changed. */
const RUN_BYTES = 8192;

const NONE = -1;

/**
 * Passes over runs of rows that stood in the dump before as well, and cuts what is read besides into runs for the next one.
 *
 * Runs have nothing to do with where statements end, which another row far ahead changes. One that no longer is what it was is read up
 * to the row that the next one begins with, so all behind a change is known again.
 */
export class RowRuns {
  readonly #damage: TextDamage;
  #known: KnownRuns | undefined;
  /** The run that is being read. */
  #from = NONE;
  #to = NONE;
  #rows = 0;
  /** How many damaged values there were before this run. */
  #damagedBefore = 0;

  constructor(damage: TextDamage) {
    this.#damage = damage;
  }

  /** The rows of a statement follow. */
  begin(known: KnownRuns | undefined): void {
    this.#known = known;
    this.#damagedBefore = this.#damaged;
  }

  /** @returns the place behind the run that begins with the row at `at`, where its rows are known; else `at` */
  pass(bytes: Buffer, at: number): number {
    const known = this.#known;
    if (known === undefined) return at;
    const length = known.lengthAt(bytes, at);
    // What is not at hand as a whole is not waited for: damage behind these rows has to be met where it always is.
    if (length === 0 || at + length > bytes.length) return at;
    this.end(bytes);
    return known.pass(bytes, at) ? at + length : at;
  }

  /** A row was read. */
  note(bytes: Buffer, from: number, to: number): void {
    if (this.#known === undefined) return;
    if (this.#from === NONE) {
      this.#from = from;
      this.#rows = 0;
    }
    this.#to = to;
    this.#rows++;
    if (to - this.#from >= RUN_BYTES) this.end(bytes);
  }

  /** What follows is no row, or `bytes` is not at hand for longer. */
  end(bytes: Buffer): void {
    if (this.#from === NONE) return;
    // Damaged text is counted in every dump, so it has to be read in every dump.
    const damaged = this.#damaged;
    if (damaged === this.#damagedBefore) this.#known?.add(bytes, this.#from, this.#to, this.#rows);
    this.#damagedBefore = damaged;
    this.#from = NONE;
  }

  get #damaged(): number {
    return this.#damage.invalid + this.#damage.guessed;
  }
}
