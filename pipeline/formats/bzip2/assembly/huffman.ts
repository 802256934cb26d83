/**
 * Canonical Huffman codes: codes of one length are consecutive numbers, given out in the order of the symbols, and shorter
 * codes come first. So decoding needs no tree: for each length, where its codes end and where its symbols lie, will do.
 *
 * Two symbols are digits of a run length, and every other one ends a run. The data is therefore a sequence of *some digits,
 * then a symbol*, and one lookup in the fast table decodes as much of such a sequence as its ten bits hold: almost two
 * symbols in SQL text. More than the lookup it saves the branch between digit and symbol, which no processor can predict.
 */
import { MAX_CODE_LENGTH } from '../limits';
import {
  FAST, FAST_BITS, FAST_ENTRIES, FAST_SIZE, LENGTHS, LIMIT, LIMIT_SIZE, OFFSET, SINGLE, SORTED, SORTED_SIZE,
} from './memory';

/** Symbols 0 and 1 are the digits. */
export const RUN_DIGITS = 2;

// An entry of the fast table; 0 when ten bits do not decide even one symbol:
//   bits 0-3    bits used
//   bits 4-7    symbols decoded
//   bits 8-16   the last of them, or 0 when all are digits
//   bits 17-27  the run's length, if its digits begin here
export function entryBits(entry: i32): i32 { return entry & 15; }
export function entryCount(entry: i32): i32 { return (entry >> 4) & 15; }
export function entrySymbol(entry: i32): i32 { return (entry >> 8) & 511; }
export function entryRun(entry: i32): i32 { return entry >> 17; }

/** The length of the code that these twenty bits begin with; more than {@link MAX_CODE_LENGTH} when they are none. */
export function codeLength(table: i32, bits: i32): i32 {
  const limits = LIMIT + table * LIMIT_SIZE;
  let length = 1;
  while (length <= MAX_CODE_LENGTH && bits >= load<i32>(limits + (length << 2))) length++;
  return length;
}

export function symbolOf(table: i32, bits: i32, length: i32): i32 {
  const index = load<i32>(OFFSET + table * LIMIT_SIZE + (length << 2)) + (bits >> (MAX_CODE_LENGTH - length));
  return load<u16>(SORTED + table * SORTED_SIZE + (index << 1));
}

/** Builds a table from the lengths of `symbols` codes at LENGTHS. */
export function buildTable(table: i32, symbols: i32): void {
  const limit = LIMIT + table * LIMIT_SIZE;
  const offset = OFFSET + table * LIMIT_SIZE;
  const sorted = SORTED + table * SORTED_SIZE;
  memory.fill(SINGLE, 0, FAST_ENTRIES * 2);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= MAX_CODE_LENGTH; length++) {
    store<i32>(offset + (length << 2), index - code);
    for (let symbol = 0; symbol < symbols; symbol++) {
      if (load<u8>(LENGTHS + symbol) != length) continue;
      if (code >> length) return clearTable(table);
      if (length <= FAST_BITS) fillSingle(code, length, symbol);
      store<u16>(sorted + (index << 1), symbol);
      index++;
      code++;
    }
    store<i32>(limit + (length << 2), code << (MAX_CODE_LENGTH - length));
    code <<= 1;
  }
  combineSingles(FAST + table * FAST_SIZE);
}

/**
 * More codes than their bits can tell apart: a table that decodes nothing. It is no damage by itself, because encoders
 * that need one table send a second that may be anything.
 */
function clearTable(table: i32): void {
  memory.fill(LIMIT + table * LIMIT_SIZE, 0, LIMIT_SIZE);
  memory.fill(FAST + table * FAST_SIZE, 0, FAST_SIZE);
}

/** All ten-bit numbers that begin with the code get its symbol, as `symbol << 4 | length`. */
function fillSingle(code: i32, length: i32, symbol: i32): void {
  const spare = FAST_BITS - length;
  for (let i = code << spare; i < (code + 1) << spare; i++) store<u16>(SINGLE + (i << 1), (symbol << 4) | length);
}

/** Reads each ten-bit number symbol by symbol, as long as they are digits and the bits last. */
function combineSingles(fast: i32): void {
  for (let i = 0; i < FAST_ENTRIES; i++) {
    let used = 0;
    let count = 0;
    let run = 0;
    let symbol = 0;
    while (symbol == 0) {
      const single = <i32>load<u16>(SINGLE + (((i << used) & (FAST_ENTRIES - 1)) << 1));
      const length = single & 15;
      if (length == 0 || used + length > FAST_BITS) break;
      used += length;
      symbol = single >> 4;
      if (symbol < RUN_DIGITS) {
        run += (symbol + 1) << count;
        symbol = 0;
      }
      count++;
    }
    store<i32>(fast + (i << 2), (run << 17) | (symbol << 8) | (count << 4) | used);
  }
}
