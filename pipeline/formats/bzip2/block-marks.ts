import { findBlocks } from './find-blocks.ts';
import { bitsAt, CHECKSUM_BITS, MARK_BITS } from './format.ts';
import type { RandomAccess } from './parallel/stretch.ts';

const READ_BYTES = 1 << 20;
/** A mark and the checksum behind it, from any bit of a byte on. */
const MARK_BYTES = Math.ceil((MARK_BITS + CHECKSUM_BITS + 7) / 8);

/**
 * What looks like the marks of blocks and of ends of streams in a file, with the checksums behind them, found without decoding anything
 * at a hundredth of its cost. Files with the same marks in the same places have the same content: each block has its checksum there.
 *
 * @param onRead is given the file's bytes, in order
 */
export async function* blockMarks(
  file: RandomAccess,
  onRead?: (bytes: Uint8Array) => void,
): AsyncGenerator<{ readonly bit: number; readonly kind: 'block' | 'end'; readonly checksum: number }> {
  for (let offset = 0; offset < file.size; offset += READ_BYTES) {
    const length = Math.min(READ_BYTES, file.size - offset);
    const bytes = await file.read(offset, Math.min(length + MARK_BYTES, file.size - offset));
    onRead?.(bytes.subarray(0, length));
    for (const { bit, kind } of findBlocks(bytes, 0, length)) {
      const at = bit + MARK_BITS;
      const count = Math.max(0, Math.min(CHECKSUM_BITS, bytes.length * 8 - at));
      yield { bit: offset * 8 + bit, kind, checksum: count > 0 ? bitsAt(bytes, at, count) : 0 };
    }
  }
}
