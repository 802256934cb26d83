import type { ErrorData } from '../../../errors.ts';
import type { Place, StreamEvent } from '../streams.ts';

/** A file that can be read anywhere. */
export interface RandomAccess {
  /** In bytes. */
  readonly size: number;
  /** Exactly these bytes; nobody asks for bytes beyond the end. They are used up before the next call. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** The part of a file that begins at `startBit`, and ends before the first block at `endBit` or after it. Plain data. */
export interface Stretch {
  readonly startBit: number;
  readonly start: Place;
  /** Of the stream that it begins in, as far as is known. */
  readonly level: number;
  readonly endBit: number;
}

/** What was met in a stretch. Plain data. */
export interface StretchResult {
  readonly startBit: number;
  readonly start: Place;
  /** Where it really ended. */
  readonly endBit: number;
  readonly end: Place;
  readonly events: readonly StreamEvent[];
  /** What stopped it. Says nothing about the file if the stretch was planned where no block begins. */
  readonly damage?: ErrorData;
}
