import { BLOCK_INCOMPLETE, BLOCK_OK } from './block-status.ts';
import { corrupt, corruptBlock, cutOff } from './damage.ts';
import { BLOCK_MARK, CHECKSUM_BITS, END_MARK, HEADER_BYTES, HEADER_START, MARK_BITS, streamLevel } from './format.ts';
import type { BlockKernel } from './kernel.ts';
import { BLOCK_SIZE_STEP } from './limits.ts';
import type { CompressedWindow } from './window.ts';

/** What is met on the way through a file, in order; `byteOffset` says where in the file. Plain data. */
export type StreamEvent =
  | { readonly kind: 'stream'; readonly byteOffset: number; readonly level: number }
  /** `bit` says where its mark begins, `level` that of its stream. */
  | {
      readonly kind: 'block';
      readonly byteOffset: number;
      readonly bit: number;
      readonly level: number;
      readonly checksum: number;
    }
  /** The content of the last block was given out: so many bytes. */
  | { readonly kind: 'content'; readonly bytes: number }
  | { readonly kind: 'end'; readonly byteOffset: number; readonly checksum: number }
  | { readonly kind: 'garbage'; readonly byteOffset: number };

/** Where reading begins or stops: between two streams, at a block or the end mark of a stream, or after the last stream. */
export type Place = 'between' | 'within' | 'after';

export interface ReadOptions {
  readonly window: CompressedWindow;
  readonly kernel: BlockKernel;
  /** Default: between streams. */
  readonly start?: Place;
  /** Of the stream that reading begins in. */
  readonly level?: number;
  /** Reading stops before the first block or stream that begins at this bit or after it. */
  readonly until?: number;
  /** Told of each thing before any of its content is given out; may throw. */
  onEvent(event: StreamEvent): void;
}

/**
 * Gives the content of streams, block by block, each checked by its own checksum; the checksums of whole streams are left
 * to `onEvent`. What follows the last stream without being one is left unread.
 *
 * @returns where it stopped. The pieces are valid until the next one is asked for.
 */
export async function* readStreams(options: ReadOptions): AsyncGenerator<Uint8Array, Place> {
  const { window, kernel, until = Number.POSITIVE_INFINITY, onEvent } = options;
  let { start: place = 'between', level = 9 } = options;
  while (place !== 'after' && window.position < until) {
    const event: StreamEvent | undefined =
      place === 'between' ? await readHeader(window) : await readBlockOrEnd(window, kernel, level);
    if (event !== undefined) onEvent(event);
    switch (event?.kind) {
      case 'stream':
        level = event.level;
        place = 'within';
        break;
      case 'block':
        onEvent({ kind: 'content', bytes: yield* contentOf(kernel, event) });
        break;
      case 'end':
        place = 'between';
        break;
      default:
        place = 'after';
    }
  }
  return place;
}

/** As bzip2 does it: anything may follow the first stream, but not the beginning of a header. */
async function readHeader(window: CompressedWindow): Promise<StreamEvent | undefined> {
  const { byteOffset } = window;
  const isFirst = byteOffset === 0;
  await window.fill(HEADER_BYTES);
  const header = window.rest.subarray(0, HEADER_BYTES);
  const level = streamLevel(header);
  if (level !== undefined) {
    window.skip(HEADER_BYTES * 8);
    return { kind: 'stream', byteOffset, level };
  }
  if (header.length === 0 && !isFirst) return undefined;
  if (HEADER_START.startsWith(Buffer.from(header).toString('latin1'))) {
    throw cutOff('the header of a stream', window.endOffset);
  }
  if (isFirst) throw corrupt(`expected ${HEADER_START} and a level from 1 to 9, found something else`, byteOffset);
  return { kind: 'garbage', byteOffset };
}

async function readBlockOrEnd(window: CompressedWindow, kernel: BlockKernel, level: number): Promise<StreamEvent> {
  const { byteOffset, position: bit } = window;
  const mark = await window.take(MARK_BITS);
  if (mark === undefined) throw cutOff('a block or the end of the stream', window.endOffset);
  if (mark === BLOCK_MARK) {
    const { storedChecksum } = await decodeBlock(window, kernel, level, byteOffset);
    return { kind: 'block', byteOffset, bit, level, checksum: storedChecksum };
  }
  if (mark === END_MARK) {
    const checksum = await window.take(CHECKSUM_BITS);
    if (checksum === undefined) throw cutOff('the checksum of the stream', window.endOffset);
    window.skipToByte();
    return { kind: 'end', byteOffset, checksum: checksum | 0 };
  }
  throw corrupt('expected a block or the end of the stream, found something else', byteOffset);
}

/** Nothing tells how long a block is: it is tried with as much input as bzip2 would need at most, then with a full window. */
async function decodeBlock(window: CompressedWindow, kernel: BlockKernel, level: number, byteOffset: number) {
  for (const bytes of [level * BLOCK_SIZE_STEP * 1.1, window.capacity]) {
    const mayHaveMore = await window.fill(bytes);
    const block = kernel.decodeBlock(window.bit, window.filled, level);
    if (block.status === BLOCK_OK) {
      window.moveTo(block.endBit);
      return block;
    }
    if (block.status !== BLOCK_INCOMPLETE) throw corruptBlock(block.status, byteOffset);
    if (!mayHaveMore) throw cutOff('the rest of a block', window.endOffset);
  }
  throw corruptBlock(BLOCK_INCOMPLETE, byteOffset);
}

function* contentOf(
  kernel: BlockKernel,
  block: { readonly checksum: number; readonly byteOffset: number },
): Generator<Uint8Array, number> {
  let bytes = 0;
  while (kernel.remaining > 0) {
    const piece = kernel.nextPiece();
    if (piece === undefined) throw corrupt('expected the count of a run, found the end of the block', block.byteOffset);
    if (kernel.remaining === 0 && kernel.checksum !== block.checksum) {
      throw corrupt('the checksum of a block is not that of its content', block.byteOffset);
    }
    bytes += piece.length;
    yield piece;
  }
  return bytes;
}
