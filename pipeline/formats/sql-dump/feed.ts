import { notUnderstood } from './errors.ts';

/**
 * Reads on in `bytes` from `from`. Gives back how far it came; what is left it gets again, with more behind it.
 *
 * @param base where `bytes` begins in the stream
 * @param final nothing follows `bytes`
 */
export type Consumer = (bytes: Buffer, from: number, base: number, final: boolean) => number;

/** How many bytes of a new chunk are first copied behind what was left of the last one. Most units of a dump are shorter. */
const BRIDGE = 4096;

/** A larger store, made for a long row, is given back. */
const LARGEST_STORE = 2 ** 20;

/** More than any unit of a dump can be: MySQL refuses statements above its max_allowed_packet of at most 1 GiB. */
const LONGEST_UNIT = 2 ** 30;

/**
 * Lets a consumer read a stream of chunks as if it were one run of bytes, without copying the chunks. What the consumer leaves of
 * a chunk (the beginning of a row, say) is copied, and so is a little of the next chunk; once the consumer is past the seam it
 * goes on in the chunk itself. What does not fit is offered again only when it has doubled: reading a long row costs linear time
 * however small the chunks are.
 */
export class Feed {
  readonly #consume: Consumer;
  /** The bytes left over are the first `#left` of it. */
  #store = Buffer.alloc(0);
  #left = 0;
  /** How many bytes there have to be before the consumer is asked again. */
  #wanted = 0;
  /** Where the left bytes begin in the stream. */
  #base = 0;

  constructor(consume: Consumer) {
    this.#consume = consume;
  }

  push(chunk: Uint8Array): void {
    const bytes = chunk instanceof Buffer ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    while (this.#left > 0) {
      const old = this.#left;
      const taken = Math.min(bytes.length - from, Math.max(BRIDGE, this.#wanted - old, old));
      this.#keep(bytes.subarray(from, from + taken));
      from += taken;
      if (this.#left < this.#wanted) return;
      const reached = this.#consume(this.#store.subarray(0, this.#left), 0, this.#base, false);
      if (reached >= old) {
        from -= this.#left - reached;
        this.#base += reached;
        this.#left = 0;
        if (this.#store.length > LARGEST_STORE) this.#store = Buffer.alloc(0);
      } else {
        this.#drop(reached);
        if (from === bytes.length) return;
      }
    }
    if (from === bytes.length) return;
    const base = this.#base - from;
    const reached = this.#consume(bytes, from, base, false);
    this.#base = base + reached;
    if (reached < bytes.length) this.#keep(bytes.subarray(reached));
    this.#wanted = 2 * this.#left;
  }

  /** Offers what is left for the last time. Returns how much of it the consumer left over even so, and where the stream ended. */
  finish(): { unread: number; end: number } {
    const end = this.#base + this.#left;
    const reached = this.#consume(this.#store.subarray(0, this.#left), 0, this.#base, true);
    return { unread: this.#left - reached, end };
  }

  /** What is pushed next begins at this place of the stream. Call it behind `finish`. */
  restart(base: number): void {
    this.#base = base;
    this.#left = 0;
    this.#wanted = 0;
  }

  #keep(bytes: Buffer): void {
    const total = this.#left + bytes.length;
    if (total > LONGEST_UNIT) throw notUnderstood('expected a row or statement to end within 1 GiB', this.#base);
    if (total > this.#store.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(total, 2 * this.#store.length));
      this.#store.copy(larger, 0, 0, this.#left);
      this.#store = larger;
    }
    bytes.copy(this.#store, this.#left);
    this.#left = total;
  }

  #drop(count: number): void {
    this.#store.copyWithin(0, count, this.#left);
    this.#left -= count;
    this.#base += count;
    this.#wanted = 2 * this.#left;
  }
}
