import type { TextHash } from './text-hash.ts';

/** Bits that a member sets. */
const PROBES = 20;

/**
 * A set of 64-bit hashes in a fixed amount of memory. It never forgets a member; with many members it may take a stranger for one
 * (with 128 MiB: one in 10^10 at 20 million members, one in 10^6 at 40 million).
 */
export class BloomFilter {
  readonly #words: Uint32Array;
  readonly #lastBit: number;
  #set = 0;

  /** @param bits a power of two, at most 2^30. */
  constructor(bits: number) {
    this.#words = new Uint32Array(bits / 32);
    this.#lastBit = bits - 1;
  }

  /** @returns false when it seemed to be there already. */
  add(hash: TextHash): boolean {
    const before = this.#set;
    this.#visit(hash, (word, bit) => {
      if ((this.#words[word]! & bit) === 0) this.#set++;
      this.#words[word]! |= bit;
      return true;
    });
    return this.#set > before;
  }

  has(hash: TextHash): boolean {
    return this.#visit(hash, (word, bit) => (this.#words[word]! & bit) !== 0);
  }

  /** The share of strangers that are taken for members. */
  get falsePositives(): number {
    return (this.#set / (this.#lastBit + 1)) ** PROBES;
  }

  /** Shows the bits of a hash as long as `visitor` wants more (double hashing). */
  #visit({ high, low }: TextHash, visitor: (word: number, bit: number) => boolean): boolean {
    let at = high;
    for (let i = 0; i < PROBES; i++) {
      const bit = (at & this.#lastBit) >>> 0;
      if (!visitor(bit >>> 5, 1 << (bit & 31))) return false;
      at = (at + (low | 1) + i) >>> 0;
    }
    return true;
  }
}
