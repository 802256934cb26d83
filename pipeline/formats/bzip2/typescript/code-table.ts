import { MAX_CODE_LENGTH, MAX_SYMBOLS } from '../limits.ts';

const FAST_BITS = 10;

/** A canonical Huffman code; assembly/huffman.ts tells how it works. */
export class CodeTable {
  /** For every ten bits that begin with a whole code, `symbol << 4 | length`; else 0. */
  readonly #fast = new Uint16Array(1 << FAST_BITS);
  /** For each length, the end of its codes, in 20 bits, and what to add to a code to get its place in `sorted`. */
  readonly #limit = new Int32Array(MAX_CODE_LENGTH + 1);
  readonly #offset = new Int32Array(MAX_CODE_LENGTH + 1);
  readonly #sorted = new Uint16Array(MAX_SYMBOLS);

  build(lengths: Uint8Array): void {
    this.#fast.fill(0);
    let code = 0;
    let index = 0;
    for (let length = 1; length <= MAX_CODE_LENGTH; length++) {
      this.#offset[length] = index - code;
      for (let symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] !== length) continue;
        if (code >> length !== 0) {
          this.#clear();
          return;
        }
        const spare = FAST_BITS - length;
        if (spare >= 0) this.#fast.fill((symbol << 4) | length, code << spare, (code + 1) << spare);
        this.#sorted[index++] = symbol;
        code++;
      }
      this.#limit[length] = code << (MAX_CODE_LENGTH - length);
      code <<= 1;
    }
  }

  /** More codes than their bits can tell apart: no damage as long as the block does not use the table. */
  #clear(): void {
    this.#fast.fill(0);
    this.#limit.fill(0);
  }

  /**
   * The symbol that the bits (at the top of a 32 bit number) begin with, as `symbol << 5 | length`; -1 when it is none.
   */
  decode(bits: number): number {
    const fast = this.#fast[bits >>> (32 - FAST_BITS)]!;
    if (fast !== 0) return ((fast >> 4) << 5) | (fast & 15);
    const code = bits >>> (32 - MAX_CODE_LENGTH);
    for (let length = 1; length <= MAX_CODE_LENGTH; length++) {
      if (code >= this.#limit[length]!) continue;
      return (this.#sorted[this.#offset[length]! + (bits >>> (32 - length))]! << 5) | length;
    }
    return -1;
  }
}
