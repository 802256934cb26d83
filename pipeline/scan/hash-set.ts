import type { TextHash } from './text-hash.ts';

const FIRST_SLOTS = 2 ** 10;
const LOAD = 0.75;

/** A set of 64-bit hashes, each with a small number beside it, in typed arrays: 12 to 24 bytes for each. It grows up to a limit. */
export class HashSet {
  readonly #most: number;
  #slots = FIRST_SLOTS;
  #high = new Uint32Array(FIRST_SLOTS);
  #low = new Uint32Array(FIRST_SLOTS);
  #label = new Uint8Array(FIRST_SLOTS);
  #size = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size >= this.#most;
  }

  /**
   * @param label 0 to 255; that of the first who added the hash stays.
   * @returns false when it was there already. Never call when full.
   */
  add({ high, low }: TextHash, label: number): boolean {
    const slot = this.#find(high, low);
    if (this.#low[slot] !== 0) return false;
    this.#put(slot, high, low, label);
    this.#size++;
    if (this.#size > this.#slots * LOAD) this.#grow();
    return true;
  }

  /** The label of a hash; undefined when it is not there. */
  get({ high, low }: TextHash): number | undefined {
    const slot = this.#find(high, low);
    return this.#low[slot] === 0 ? undefined : this.#label[slot];
  }

  /** The slot of a hash, or the free one where it belongs. */
  #find(high: number, low: number): number {
    const last = this.#slots - 1;
    let slot = high & last;
    while (this.#low[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high)) slot = (slot + 1) & last;
    return slot;
  }

  #put(slot: number, high: number, low: number, label: number): void {
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#label[slot] = label;
  }

  #grow(): void {
    const [high, low, label] = [this.#high, this.#low, this.#label];
    this.#slots *= 2;
    this.#high = new Uint32Array(this.#slots);
    this.#low = new Uint32Array(this.#slots);
    this.#label = new Uint8Array(this.#slots);
    for (let i = 0; i < low.length; i++) {
      if (low[i] !== 0) this.#put(this.#find(high[i]!, low[i]!), high[i]!, low[i]!, label[i]!);
    }
  }
}
