/**
 * The outermost layer: four equal bytes are followed by a count, 0 to 255, of how many more there were. A block of 900 kB
 * can expand to 46 MB that way, so it is handed out in pieces.
 */
import { PIECE_SIZE } from '../limits';
import { updateCrc } from './crc';
import { OUTPUT, RAW } from './memory';
import { rowCount } from './symbols';

const FULL = OUTPUT + PIECE_SIZE;

let crc = 0;
/** What comes next of RAW. */
let position = 0;

export function startExpanding(): void {
  crc = -1;
  position = RAW;
}

/** The checksum of all pieces so far. */
export function checksum(): i32 {
  return ~crc;
}

/** How many bytes of RAW are still to be expanded. */
export function remaining(): i32 {
  return RAW + rowCount - position;
}

/**
 * Writes the next piece to OUTPUT. A run is never split, so a piece can exceed PIECE_SIZE by one run.
 * @returns its length; -1 when the block ends where a count is due
 */
export function expandPiece(): i32 {
  const end = RAW + rowCount;
  let from = position;
  let to = OUTPUT;
  while (from < end && to < FULL) {
    const plain = copyPlain(from, to, end);
    from += plain;
    to += plain;
    if (from == end || to >= FULL) break;
    if (end - from < 5) return -1;
    const length = 4 + <i32>load<u8>(from, 4);
    const bytes = i8x16.splat(load<i8>(from));
    for (let at = to; at < to + length; at += 16) v128.store(at, bytes);
    from += 5;
    to += length;
  }
  position = from;
  crc = updateCrc(crc, OUTPUT, to);
  return to - OUTPUT;
}

/** Copies what comes before the next run; gives the number of bytes. */
function copyPlain(start: i32, to: i32, end: i32): i32 {
  let from = start;
  for (; from + 19 <= end && to < FULL; from += 16, to += 16) {
    const bytes = v128.load(from);
    v128.store(to, bytes);
    const runs = v128.and(
      v128.and(i8x16.eq(bytes, v128.load(from, 1)), i8x16.eq(bytes, v128.load(from, 2))),
      i8x16.eq(bytes, v128.load(from, 3)),
    );
    if (v128.any_true(runs)) return from + ctz(i8x16.bitmask(runs)) - start;
  }
  for (; from < end && to < FULL; from++, to++) {
    const byte = load<u8>(from);
    if (from + 4 <= end && load<u32>(from) == <u32>byte * 0x01010101) break;
    store<u8>(to, byte);
  }
  return from - start;
}
