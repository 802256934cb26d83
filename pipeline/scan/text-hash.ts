/**
 * 64-bit hashes of texts under a key, in two halves. They stay in memory and serve equality only; the key keeps whoever chooses
 * the texts from choosing ones that collide.
 *
 * A hash can be made character by character, so that all beginnings of a text cost one pass.
 */
export class TextHash {
  /** The halves, once `finish` was called. */
  high = 0;
  low = 0;
  readonly #highSeed: number;
  readonly #lowSeed: number;
  #a = 0;
  #b = 0;

  /** @param key 8 bytes or more. */
  constructor(key: Uint8Array) {
    const words = new DataView(key.buffer, key.byteOffset, key.byteLength);
    this.#highSeed = words.getInt32(0);
    this.#lowSeed = words.getInt32(4);
  }

  start(): void {
    this.#a = this.#highSeed;
    this.#b = this.#lowSeed;
  }

  /** @param unit a UTF-16 unit. */
  push(unit: number): void {
    let a = Math.imul(this.#a ^ unit, 0x85ebca6b);
    a = (a << 13) | (a >>> 19);
    this.#a = (Math.imul(a, 5) + 0x561ccd1b) | 0;
    let b = Math.imul(this.#b ^ unit, 0xc2b2ae35);
    b = (b << 17) | (b >>> 15);
    this.#b = (Math.imul(b, 5) + 0x38b34ae5) | 0;
  }

  finish(): void {
    this.high = avalanche(this.#a) >>> 0;
    // Zero marks a free slot in a table.
    this.low = avalanche(this.#b ^ (this.#a >>> 7)) >>> 0 || 1;
  }

  /** The hash of a part of a text. */
  of(text: string, from = 0, to = text.length): this {
    this.start();
    for (let i = from; i < to; i++) this.push(text.charCodeAt(i));
    this.finish();
    return this;
  }
}

/** Every bit of the argument changes half the bits of the result (the last steps of MurmurHash3). */
function avalanche(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
