import { bitsAt } from './format.ts';

/**
 * The compressed bytes at hand: a stretch of the input, in the memory of the kernel, that moves on as it is used.
 * Positions are bits of the whole input.
 */
export class CompressedWindow {
  readonly #bytes: Uint8Array;
  readonly #source: AsyncIterator<Uint8Array>;
  /** What of the source's last chunk had no room yet. */
  #chunk: Uint8Array = new Uint8Array(0);
  #sourceEnded = false;
  /** The byte of the input that the window begins with. */
  #start: number;
  /** How many bytes of the window are filled, and the bit that comes next. */
  #filled = 0;
  #bit: number;

  /**
   * @param bytes where to keep them
   * @param firstBit where in the input the reading begins; the source begins with the byte that this bit is in
   */
  constructor(source: AsyncIterable<Uint8Array>, bytes: Uint8Array, firstBit = 0) {
    this.#source = source[Symbol.asyncIterator]();
    this.#bytes = bytes;
    this.#start = Math.floor(firstBit / 8);
    this.#bit = firstBit % 8;
  }

  /** The bit of the input that comes next. */
  get position(): number {
    return this.#start * 8 + this.#bit;
  }

  /** The byte of the input that the next bit is in. */
  get byteOffset(): number {
    return Math.floor(this.position / 8);
  }

  /** The byte after the last one that the window holds; after {@link fill} found the end, that of the input. */
  get endOffset(): number {
    return this.#start + this.#filled;
  }

  /** The next bit, counted from the start of the window. */
  get bit(): number {
    return this.#bit;
  }

  get filled(): number {
    return this.#filled;
  }

  /** Whole bytes left, at the most. */
  get available(): number {
    return this.#filled - (this.#bit >>> 3);
  }

  get capacity(): number {
    return this.#bytes.length;
  }

  /** The filled part from the byte that the next bit is in. */
  get rest(): Uint8Array {
    return this.#bytes.subarray(this.#bit >>> 3, this.#filled);
  }

  /** Makes `bytes` bytes available; false when the input has not so many. */
  async fill(bytes: number): Promise<boolean> {
    while (this.available < bytes) {
      if (this.#chunk.length === 0 && !(await this.#nextChunk())) return false;
      if (this.#filled === this.#bytes.length) this.#dropUsed();
      const piece = this.#chunk.subarray(0, this.#bytes.length - this.#filled);
      this.#bytes.set(piece, this.#filled);
      this.#filled += piece.length;
      this.#chunk = this.#chunk.subarray(piece.length);
    }
    return true;
  }

  /** Reads `count` bits, up to 48; undefined when the input has not so many. */
  async take(count: number): Promise<number | undefined> {
    if (!(await this.fill(Math.ceil(((this.#bit % 8) + count) / 8)))) return undefined;
    const bits = bitsAt(this.#bytes, this.#bit, count);
    this.#bit += count;
    return bits;
  }

  /** Goes to a bit of the window. */
  moveTo(bit: number): void {
    this.#bit = bit;
  }

  skip(bits: number): void {
    this.#bit += bits;
  }

  skipToByte(): void {
    this.#bit = Math.ceil(this.#bit / 8) * 8;
  }

  /** Reads the source to its end; gives how many bytes there were from the current byte on. */
  async drain(): Promise<number> {
    let bytes = this.available + this.#chunk.length;
    while (await this.#nextChunk()) bytes += this.#chunk.length;
    this.#chunk = new Uint8Array(0);
    return bytes;
  }

  /** Closes the source, if it has not ended by itself. */
  async close(): Promise<void> {
    if (!this.#sourceEnded) await this.#source.return?.();
  }

  async #nextChunk(): Promise<boolean> {
    const next = await this.#source.next();
    this.#sourceEnded = next.done === true;
    if (next.done !== true) this.#chunk = next.value;
    return next.done !== true;
  }

  #dropUsed(): void {
    const used = this.#bit >>> 3;
    this.#bytes.copyWithin(0, used, this.#filled);
    this.#start += used;
    this.#filled -= used;
    this.#bit -= used * 8;
  }
}
