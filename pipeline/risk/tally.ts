import { TextHash } from '../scan/text-hash.ts';

/** Some 15 MB. */
const MOST_KEYS = 2 ** 18;
const KEY = new Uint8Array(8);

/**
 * Values by text key, in bounded memory: all of them up to a limit; beyond it those of every second key, every fourth, and so on,
 * chosen by hash, so that shares stay true.
 */
export class Tally<V> {
  readonly #hash = new TextHash(KEY);
  readonly #most: number;
  #values = new Map<number, V>();
  #every = 1;

  constructor(most = MOST_KEYS) {
    this.#most = most;
  }

  /** @param change is given the value so far; what it returns takes its place, undefined removes it. */
  update(key: string, change: (value: V | undefined) => V | undefined): void {
    // 30 bits are a small integer to V8, with no object of its own; among so few keys they hardly ever collide.
    const id = this.#hash.of(key).low >>> 2;
    if (id % this.#every !== 0) return;
    const value = change(this.#values.get(id));
    if (value === undefined) this.#values.delete(id);
    else this.#values.set(id, value);
    if (this.#values.size > this.#most) this.#thinOut();
  }

  values(): Iterable<V> {
    return this.#values.values();
  }

  /** How many keys there are for each one that is kept; 1 where all are. */
  get every(): number {
    return this.#every;
  }

  #thinOut(): void {
    this.#every *= 2;
    for (const id of this.#values.keys()) if (id % this.#every !== 0) this.#values.delete(id);
  }
}

/** For counting: `tally.update(key, oneMore)`. */
export const oneMore = (count = 0): number => count + 1;
