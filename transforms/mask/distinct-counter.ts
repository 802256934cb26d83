/** Some 50 MB for a field that has this many names; beyond, the numbers are lower bounds. */
const MOST = 2 ** 21;
const FIRST_SLOTS = 2 ** 10;

export interface DistinctCounts {
  readonly in: number;
  readonly out: number;
  /** False when there were too many to count all. */
  readonly exact: boolean;
}

/**
 * Counts the different names that went into a mask and the different pseudonyms that came out: when they differ, two names were
 * merged into one. It keeps 64 bits of each pseudonym and 32 bits of a checksum of its name, in an open-addressing table, so that
 * a name may be given any number of times.
 */
export class DistinctCounter {
  readonly #most: number;
  #slots = FIRST_SLOTS;
  #high = new Uint32Array(FIRST_SLOTS);
  #low = new Uint32Array(FIRST_SLOTS);
  #check = new Uint32Array(FIRST_SLOTS);
  #out = 0;
  #merged = 0;
  #exact = true;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** @param pseudonym at least 16 hexadecimal digits. */
  add(name: string, pseudonym: string): void {
    const high = Number.parseInt(pseudonym.slice(0, 8), 16);
    // Zero marks a free slot.
    const low = Number.parseInt(pseudonym.slice(8, 16), 16) || 1;
    const check = checksum(name);
    const slot = this.#find(high, low);
    if (this.#low[slot] !== 0) {
      if (this.#check[slot] !== check) this.#merged++;
      return;
    }
    if (this.#out >= this.#most) {
      this.#exact = false;
      return;
    }
    this.#put(slot, high, low, check);
    this.#out++;
    if (this.#out > this.#slots * 0.75) this.#grow();
  }

  counts(): DistinctCounts {
    return { in: this.#out + this.#merged, out: this.#out, exact: this.#exact };
  }

  /** The slot of a pseudonym, or the free one where it belongs. */
  #find(high: number, low: number): number {
    let slot = high & (this.#slots - 1);
    while (this.#low[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high)) {
      slot = (slot + 1) & (this.#slots - 1);
    }
    return slot;
  }

  #put(slot: number, high: number, low: number, check: number): void {
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#check[slot] = check;
  }

  #grow(): void {
    const [high, low, check] = [this.#high, this.#low, this.#check];
    this.#slots *= 2;
    this.#high = new Uint32Array(this.#slots);
    this.#low = new Uint32Array(this.#slots);
    this.#check = new Uint32Array(this.#slots);
    for (let i = 0; i < low.length; i++) {
      if (low[i] !== 0) this.#put(this.#find(high[i]!, low[i]!), high[i]!, low[i]!, check[i]!);
    }
  }
}

/** FNV-1a, 32 bits, over UTF-16 units. */
function checksum(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
