import { BloomFilter } from './bloom-filter.ts';
import { HashSet } from './hash-set.ts';
import { TextHash } from './text-hash.ts';

/** Shorter values occur inside other texts by chance. */
export const LEAST_SEARCHED = 8;
/** Longer values are looked for as whole cells only. */
const LONGEST_SEARCHED = 1024;
/** 36 to 72 MB. */
const MOST_EXACT = 3 * 2 ** 20;
/** 128 MiB, taken only when there are more. */
const BLOOM_BITS = 2 ** 30;

export interface RawValuesLimits {
  readonly mostExact: number;
  readonly bloomBits: number;
}

/** A raw value inside a text. */
export interface Occurrence {
  /** UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** What kind of value it is, where that is known. */
  readonly fieldClass: string | undefined;
}

/**
 * Remembers the values that must not come out again, as keyed hashes in bounded memory, and finds them in texts. Nothing of a
 * value can be read back from it.
 */
export class RawValues {
  readonly #hash: TextHash;
  readonly #limits: RawValuesLimits;
  readonly #whole: HashSet;
  /** Beginnings of the values that are looked for inside texts: most places of a text are ruled out by them. */
  readonly #beginnings: HashSet;
  #overflow: BloomFilter | undefined;
  readonly #lengths = new Uint8Array(LONGEST_SEARCHED + 1);
  readonly #classes: string[] = [];
  #count = 0;
  #short = 0;

  /** @param key random bytes of this run. */
  constructor(key: Uint8Array, limits: RawValuesLimits = { mostExact: MOST_EXACT, bloomBits: BLOOM_BITS }) {
    this.#hash = new TextHash(key);
    this.#limits = limits;
    this.#whole = new HashSet(limits.mostExact);
    this.#beginnings = new HashSet(limits.mostExact);
  }

  /** How many different values are remembered. */
  get count(): number {
    return this.#count;
  }

  /** Remembers a value; an empty one is none. */
  add(value: string, fieldClass: string): void {
    if (value === '' || !this.#addWhole(value, fieldClass)) return;
    this.#count++;
    if (value.length < LEAST_SEARCHED) this.#short++;
    else if (value.length <= LONGEST_SEARCHED) {
      this.#lengths[value.length] = 1;
      if (!this.#beginnings.isFull) this.#beginnings.add(this.#hash.of(value, 0, LEAST_SEARCHED), 0);
    }
  }

  /** Is the whole text a remembered value? */
  find(text: string): Occurrence | undefined {
    if (this.#count === 0) return undefined;
    this.#hash.of(text);
    return this.#isKnown() ? this.#occurrence(0, text.length) : undefined;
  }

  /**
   * The first remembered value of 8 characters or more inside a text.
   *
   * @param counts says of an occurrence whether it is one; by default all are.
   */
  findWithin(text: string, counts: (value: string) => boolean = () => true): Occurrence | undefined {
    if (this.#count === this.#short) return undefined;
    for (let start = 0; start + LEAST_SEARCHED <= text.length; start++) {
      this.#hash.of(text, start, start + LEAST_SEARCHED);
      // A table that had no more room rules nothing out.
      if (!this.#beginnings.isFull && this.#beginnings.get(this.#hash) === undefined) continue;
      const found = this.#findAt(text, start, counts);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What the manifest says of it. */
  facts() {
    return {
      hiddenValues: this.#count,
      tooShortToFindInsideTexts: this.#short,
      exact: this.#overflow === undefined,
      ...(this.#overflow && { falsePositives: this.#overflow.falsePositives }),
    };
  }

  #findAt(text: string, start: number, counts: (value: string) => boolean): Occurrence | undefined {
    const last = Math.min(text.length, start + LONGEST_SEARCHED);
    this.#hash.start();
    for (let end = start; end < last; ) {
      this.#hash.push(text.charCodeAt(end++));
      if (this.#lengths[end - start] === 0) continue;
      this.#hash.finish();
      if (this.#isKnown() && counts(text.slice(start, end))) return this.#occurrence(start, end);
    }
    return undefined;
  }

  #addWhole(value: string, fieldClass: string): boolean {
    this.#hash.of(value);
    if (this.#isKnown()) return false;
    if (!this.#whole.isFull) return this.#whole.add(this.#hash, this.#labelOf(fieldClass));
    this.#overflow ??= new BloomFilter(this.#limits.bloomBits);
    return this.#overflow.add(this.#hash);
  }

  /** Is the text that was hashed last a remembered value? */
  #isKnown(): boolean {
    return this.#whole.get(this.#hash) !== undefined || this.#overflow?.has(this.#hash) === true;
  }

  /** That of the text that was hashed last. */
  #occurrence(start: number, end: number): Occurrence {
    const label = this.#whole.get(this.#hash);
    return { start, end, fieldClass: label === undefined ? undefined : this.#classes[label] };
  }

  #labelOf(fieldClass: string): number {
    const known = this.#classes.indexOf(fieldClass);
    if (known >= 0) return known;
    return Math.min(this.#classes.push(fieldClass) - 1, 255);
  }
}
