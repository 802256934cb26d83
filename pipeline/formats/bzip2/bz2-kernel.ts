import bz2 from 'bz2';
import { BLOCK_INCOMPLETE, BLOCK_OK, BLOCK_UNREADABLE } from './block-status.ts';
import { findBlocks } from './find-blocks.ts';
import { BLOCK_MARK, bitsAt, CHECKSUM_BITS, END_MARK, HEADER_BYTES, HEADER_START, MARK_BITS } from './format.ts';
import type { BlockKernel, DecodedBlock } from './kernel.ts';
import { PIECE_SIZE, WINDOW_SIZE } from './limits.ts';

/** A mark may stand inside a block by chance; more than once does not happen. */
const ENDS_TRIED = 2;
/** Bytes: bz2 begins with room for half as much again as its input, and doubles that once when a run of 259 does not fit. */
const PADDING = 256;
const HEADER_BITS = HEADER_BYTES * 8;
const CHUNK_BITS = 48;

/**
 * The kernel around the npm package `bz2`: far slower than the others, but nobody here wrote it. It shows in tests that the
 * others are right. It decodes whole streams only, so each block is made a stream of its own, which ends at the
 * next mark; bz2 fails unless the block ends right there. It knows no randomised blocks, and fails on those that begin with
 * byte 255. A damaged block can make it fill the memory.
 */
export function createBz2Kernel(): BlockKernel {
  const window = new Uint8Array(WINDOW_SIZE);
  let content: Uint8Array = new Uint8Array(0);
  let position = 0;
  let storedChecksum = 0;
  return {
    name: 'bz2',
    window,
    decodeBlock(bit, length): DecodedBlock {
      const marks = findBlocks(window.subarray(0, length), bit >>> 3).filter((mark) => mark.bit >= bit);
      if (marks.length === 0) return { status: BLOCK_INCOMPLETE, endBit: bit, storedChecksum: 0 };
      storedChecksum = bitsAt(window, bit, CHECKSUM_BITS) | 0;
      for (const { bit: endBit } of marks.slice(0, ENDS_TRIED)) {
        const decoded = tryDecompress(streamOf(window, bit, endBit));
        if (decoded === undefined) continue;
        content = decoded;
        position = 0;
        return { status: BLOCK_OK, endBit, storedChecksum };
      }
      return { status: BLOCK_UNREADABLE, endBit: bit, storedChecksum };
    },
    nextPiece() {
      const piece = content.subarray(position, position + PIECE_SIZE);
      position += piece.length;
      return piece;
    },
    get remaining() {
      return content.length - position;
    },
    /** bz2 has compared it. */
    get checksum() {
      return storedChecksum;
    },
  };
}

function tryDecompress(stream: Uint8Array): Uint8Array | undefined {
  try {
    return bz2.decompress(stream, true);
  } catch {
    return undefined;
  }
}

/** The block, whose mark lies before `from`, as a stream; bz2 looks for a checksum after its end mark, but not at it. */
function streamOf(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const stream = new Uint8Array(Math.ceil((HEADER_BITS + 2 * MARK_BITS + to - from) / 8) + PADDING);
  stream.set(Buffer.from(`${HEADER_START}9`));
  putBits(stream, HEADER_BITS, MARK_BITS, BLOCK_MARK);
  let at = HEADER_BITS + MARK_BITS;
  for (let bit = from; bit < to; ) {
    const count = Math.min(to - bit, CHUNK_BITS);
    putBits(stream, at, count, bitsAt(bytes, bit, count));
    at += count;
    bit += count;
  }
  putBits(stream, at, MARK_BITS, END_MARK);
  return stream;
}

/** Sets bits, the most significant first, where zeros are. */
function putBits(bytes: Uint8Array, start: number, count: number, value: number): void {
  for (let i = 0; i < count; i++) {
    const bit = start + i;
    if (Math.floor(value / 2 ** (count - 1 - i)) % 2 === 1) bytes[bit >>> 3]! |= 0x80 >>> (bit & 7);
  }
}
