/**
 * From bits to the last column of the sorted rotations. A symbol is a digit of a run length, or a place in the list of
 * recent bytes, or the end of the block; a run repeats the most recent byte.
 */
import {
  BLOCK_BAD_CODE, BLOCK_BAD_ORIGIN, BLOCK_OK, BLOCK_TOO_FEW_SELECTORS, BLOCK_TOO_LARGE,
} from '../block-status';
import { GROUP_SIZE, MAX_CODE_LENGTH } from '../limits';
import { bitBuffer, bitCount, continueReading, lastByte, nextByte } from './bit-reader';
import { bytesInUse, origin, selectorCount } from './block-header';
import { codeLength, entryBits, entryCount, entryRun, entrySymbol, RUN_DIGITS, symbolOf } from './huffman';
import { COUNTS, COUNTS_SIZE, FAST, FAST_BITS, FAST_SIZE, RECENT, ROWS, SELECTORS } from './memory';
import { moveToFront } from './recent-bytes';

export let rowCount = 0;

/** What a rank of one adds to a row: a row is `rank << 10 | byte`. */
export const ONE = 1 << 10;

/**
 * Row i of the column gets its byte, and its rank: how many rows above hold the same byte. COUNTS knows the rank of the
 * next row of each byte.
 *
 * This function reads the bits by itself, because in local variables the position stays in registers: with readBits, each
 * step would wait for the stores of the one before.
 */
export function readSymbols(maxSize: i32): i32 {
  let bits = bitBuffer;
  let count = bitCount;
  let next = nextByte;
  let front = v128.load(RECENT);
  let row = ROWS;
  const endRow = ROWS + maxSize * 4;
  let run = 0;
  let digits = 0;
  const endOfBlock = bytesInUse + 1;
  memory.fill(COUNTS, 0, COUNTS_SIZE);

  for (let group = 0; group < selectorCount; group++) {
    // The buffer holds up to 63 bits: it is read this far ahead only when some that were used lie beyond the end.
    if (next > lastByte + 8) break;
    const table = <i32>load<u8>(SELECTORS + group);
    let left = GROUP_SIZE;
    while (left > 0) {
      if (count <= 32) {
        bits |= <u64>bswap<u32>(load<u32>(next)) << (32 - count);
        next += 4;
        count += 32;
      }
      let symbol: i32;
      const entry = load<i32>(FAST + table * FAST_SIZE + (<i32>(bits >> (64 - FAST_BITS)) << 2));
      const decoded = entryCount(entry);
      if (<u32>(decoded - 1) < <u32>left) {
        left -= decoded;
        bits <<= entryBits(entry);
        count -= entryBits(entry);
        run += entryRun(entry) << digits;
        symbol = entrySymbol(entry);
        if (symbol == 0) digits += decoded;
      } else {
        // A long code, or more symbols in the entry than are left in the group: decode one.
        const code = <i32>(bits >> (64 - MAX_CODE_LENGTH));
        const length = codeLength(table, code);
        // All these bits had a say in it: if some lie beyond the end, it is not known that they are wrong.
        if (length > MAX_CODE_LENGTH) return stop(BLOCK_BAD_CODE, next, count - MAX_CODE_LENGTH);
        symbol = symbolOf(table, code, length);
        left--;
        bits <<= length;
        count -= length;
        if (symbol < RUN_DIGITS) {
          run += (symbol + 1) << digits++;
          symbol = 0;
        }
      }
      if (run > (endRow - row) >> 2) return stop(BLOCK_TOO_LARGE, next, count);
      if (symbol == 0) continue;

      // The run, four rows at a time. Most have no more, and are written without a decision; what is too much will be
      // overwritten.
      const endOfRun = row + (run << 2);
      const repeated = <i32>i8x16.extract_lane_u(front, 0);
      let rows = i32x4.add(i32x4.splat(takeRanks(repeated, run) | repeated), i32x4(0, ONE, 2 * ONE, 3 * ONE));
      v128.store(row, rows);
      while ((row += 16) < endOfRun) {
        rows = i32x4.add(rows, i32x4.splat(4 * ONE));
        v128.store(row, rows);
      }
      row = endOfRun;
      run = 0;
      digits = 0;

      if (symbol == endOfBlock) {
        rowCount = (row - ROWS) >> 2;
        return stop(origin < rowCount ? BLOCK_OK : BLOCK_BAD_ORIGIN, next, count);
      }
      if (row == endRow) return stop(BLOCK_TOO_LARGE, next, count);
      front = moveToFront(front, symbol - 1);
      const byte = <i32>i8x16.extract_lane_u(front, 0);
      store<i32>(row, takeRanks(byte, 1) | byte);
      row += 4;
    }
  }
  return stop(BLOCK_TOO_FEW_SELECTORS, next, count);
}

/** The rank of the next row that holds the byte; `rows` of them follow. */
function takeRanks(byte: i32, rows: i32): i32 {
  const at = COUNTS + (byte << 2);
  const rank = load<i32>(at);
  store<i32>(at, rank + rows * ONE);
  return rank;
}

function stop(status: i32, next: i32, count: i32): i32 {
  continueReading(next, count);
  return status;
}
