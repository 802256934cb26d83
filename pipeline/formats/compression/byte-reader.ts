/** Reads exact numbers of bytes from a source of chunks of any size; copies only what straddles two chunks. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;
  #offset = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#offset;
  }

  /** Is there nothing left? */
  async atEnd(): Promise<boolean> {
    while (this.#at === this.#chunk.length) {
      const { done, value } = await this.#source.next();
      if (done === true) return true;
      this.#chunk = value;
      this.#at = 0;
    }
    return false;
  }

  /** The next `length` bytes without reading them; undefined when there are fewer. */
  async peek(length: number): Promise<Uint8Array | undefined> {
    const parts: Uint8Array[] = [];
    let missing = length - (this.#chunk.length - this.#at);
    if (missing > 0) {
      parts.push(this.#chunk.subarray(this.#at));
      while (missing > 0) {
        const { done, value } = await this.#source.next();
        if (done === true) break;
        parts.push(value);
        missing -= value.length;
      }
      this.#chunk = Buffer.concat(parts);
      this.#at = 0;
    }
    return missing > 0 ? undefined : this.#chunk.subarray(this.#at, this.#at + length);
  }

  /** The next `length` bytes; undefined when there are fewer. */
  async read(length: number): Promise<Uint8Array | undefined> {
    const bytes = await this.peek(length);
    if (bytes !== undefined) {
      this.#at += length;
      this.#offset += length;
    }
    return bytes;
  }

  /** Closes the source. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
