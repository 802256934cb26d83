/**
 * What the host sees of the kernel; simd-kernel.ts is the other side. A block is decoded in steps that the host calls one
 * by one: V8 optimises whole functions, between calls, and does better with these three than with one that holds them all.
 */
import { BLOCK_INCOMPLETE, BLOCK_TOO_LARGE } from '../block-status';
import { BLOCK_SIZE_STEP } from '../limits';
import { isPastEnd, moveTo, position, startReading } from './bit-reader';
import { randomised, readHeader as header, storedChecksum as stored } from './block-header';
import { isTooLargeBeforeEnd } from './excess';
import { invert as invertRows } from './inverse-bwt';
import { checksum, expandPiece, remaining, startExpanding } from './run-length';
import { readSymbols as symbols, rowCount } from './symbols';

export { OUTPUT, RAW, WINDOW } from './memory';
export { checksum, expandPiece, remaining };

/**
 * First step: the header of the block, at a bit of the window.
 * @param length bytes in the window
 * @returns a status of block-status.ts, as the second step does
 */
export function readHeader(bit: i32, length: i32): i32 {
  startReading(bit, length);
  return verdict(header());
}

/** Second step: the last column of the sorted rotations. */
export function readSymbols(level: i32): i32 {
  const firstSymbol = position();
  const maxSize = level * BLOCK_SIZE_STEP;
  const status = symbols(maxSize);
  if (status != BLOCK_TOO_LARGE || !isPastEnd()) return verdict(status);
  moveTo(firstSymbol);
  return isTooLargeBeforeEnd(maxSize) ? BLOCK_TOO_LARGE : BLOCK_INCOMPLETE;
}

/** Third step: the bytes of the block, at RAW. */
export function invert(): void {
  invertRows();
  startExpanding();
}

/** Whatever is found wrong in bits that are not there is not wrong, but missing. */
function verdict(status: i32): i32 {
  return isPastEnd() ? BLOCK_INCOMPLETE : status;
}

export function endBit(): i32 { return position(); }
export function storedChecksum(): i32 { return stored; }
export function size(): i32 { return rowCount; }
export function isRandomised(): i32 { return randomised; }
