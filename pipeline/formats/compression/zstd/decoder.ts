import type { FrameHeader, FramePart } from './frames.ts';

/** A way to decode zstd. */
export interface FrameDecoder {
  /** The content of one frame, of which it is given all parts. Throws when they are damaged or do not fit the checksum. */
  decode(header: FrameHeader, parts: AsyncIterable<FramePart>): AsyncIterable<Uint8Array>;
  /** Does an error of `decode` speak of the data (rather than come from the source)? */
  isDamage(error: unknown): error is Error;
}
