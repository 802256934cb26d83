import { corrupt } from './damage.ts';
import type { StreamEvent } from './streams.ts';

/** Checks the checksums of streams, and keeps in mind their level. */
export class StreamChecker {
  /** Of the last stream. */
  level = 9;
  #checksum = 0;

  /** Takes the events of a file, in order. Throws where a checksum is not that of the blocks before it. */
  accept(event: StreamEvent): void {
    if (event.kind === 'stream') {
      this.level = event.level;
      this.#checksum = 0;
    } else if (event.kind === 'block') {
      this.#checksum = ((this.#checksum << 1) | (this.#checksum >>> 31)) ^ event.checksum;
    } else if (event.kind === 'end' && event.checksum !== this.#checksum) {
      throw corrupt('the checksum of a stream is not that of its blocks', event.byteOffset);
    }
  }
}
