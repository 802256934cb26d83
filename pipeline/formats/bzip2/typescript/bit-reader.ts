/** Reads bytes bit by bit, the most significant first. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #bit = 0;
  #end = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Goes to a bit; `length` bytes are filled. */
  start(bit: number, length: number): void {
    this.#bit = bit;
    this.#end = length * 8;
  }

  get bit(): number {
    return this.#bit;
  }

  /** 0 to 24 bits. Beyond the end they are junk, which {@link isPastEnd} tells. */
  read(count: number): number {
    const bits = this.peek() >>> (32 - count);
    this.#bit += count;
    return count === 0 ? 0 : bits;
  }

  /** The next 25 bits or more, at the top of a 32 bit number. */
  peek(): number {
    const at = this.#bit >>> 3;
    const bytes = this.#bytes;
    return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) << (this.#bit & 7);
  }

  skip(count: number): void {
    this.#bit += count;
  }

  get isPastEnd(): boolean {
    return this.#bit > this.#end;
  }
}
