import {
  BLOCK_BAD_CODE,
  BLOCK_BAD_ORIGIN,
  BLOCK_INCOMPLETE,
  BLOCK_OK,
  BLOCK_TOO_FEW_SELECTORS,
  BLOCK_TOO_LARGE,
} from '../block-status.ts';
import { GROUP_SIZE, MAX_CODE_LENGTH } from '../limits.ts';
import type { BitReader } from './bit-reader.ts';
import type { BlockHeader } from './block-header.ts';

/** The last column of the sorted rotations. */
export interface Column {
  /** One byte a row, in the low eight bits. */
  readonly rows: Int32Array;
  size: number;
  /** How often each byte occurs. */
  readonly counts: Int32Array;
}

/** From bits to the last column: run digits repeat the most recent byte, other symbols are places in the list of recent bytes. */
export function readSymbols(reader: BitReader, header: BlockHeader, maxSize: number, column: Column): number {
  const { rows, counts } = column;
  const recent = header.bytes.slice(0, header.bytesInUse);
  const endOfBlock = header.bytesInUse + 1;
  let size = 0;
  let run = 0;
  let digits = 0;
  counts.fill(0);
  for (let group = 0; group < header.selectorCount; group++) {
    if (reader.isPastEnd) return BLOCK_INCOMPLETE;
    const table = header.tables[header.selectors[group]!]!;
    for (let i = 0; i < GROUP_SIZE; i++) {
      const decoded = table.decode(reader.peek());
      if (decoded === -1) {
        // All these bits had a say in it: if some lie beyond the end, it is not known that they are wrong.
        reader.skip(MAX_CODE_LENGTH);
        return BLOCK_BAD_CODE;
      }
      reader.skip(decoded & 31);
      const symbol = decoded >> 5;
      if (symbol < 2) {
        run += (symbol + 1) << digits++;
        if (run > maxSize - size) return BLOCK_TOO_LARGE;
        continue;
      }
      if (run > 0) {
        rows.fill(recent[0]!, size, size + run);
        counts[recent[0]!]! += run;
        size += run;
        run = 0;
        digits = 0;
      }
      if (symbol === endOfBlock) {
        column.size = size;
        return header.origin < size ? BLOCK_OK : BLOCK_BAD_ORIGIN;
      }
      if (size === maxSize) return BLOCK_TOO_LARGE;
      const byte = recent[symbol - 1]!;
      recent.copyWithin(1, 0, symbol - 1);
      recent[0] = byte;
      counts[byte]!++;
      rows[size++] = byte;
    }
  }
  return BLOCK_TOO_FEW_SELECTORS;
}
