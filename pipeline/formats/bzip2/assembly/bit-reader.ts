/** Reads the window bit by bit, most significant first: all of a block but its symbols (see symbols.ts for those). */
import { WINDOW } from './memory';

/** The bits to come, at the top; zeros below. */
export let bitBuffer: u64 = 0;
export let bitCount = 0;
/** The first byte that is not in the buffer. */
export let nextByte = 0;
/** The last byte of the window. */
export let lastByte = 0;

export function startReading(bit: i32, length: i32): void {
  lastByte = WINDOW + length - 1;
  moveTo(bit);
}

export function moveTo(bit: i32): void {
  nextByte = WINDOW + (bit >> 3);
  bitBuffer = 0;
  bitCount = 0;
  readBits(bit & 7);
}

/** 0 to 24 bits. Beyond the end they are junk, which {@link isPastEnd} tells: one check for many reads. */
export function readBits(n: i32): i32 {
  if (bitCount <= 32) {
    bitBuffer |= <u64>bswap<u32>(load<u32>(nextByte)) << (32 - bitCount);
    nextByte += 4;
    bitCount += 32;
  }
  const bits = <i32>((bitBuffer >> 40) >> (24 - n));
  bitBuffer <<= n;
  bitCount -= n;
  return bits;
}

/** For a reader of its own that began where this one was. */
export function continueReading(at: i32, count: i32): void {
  nextByte = at;
  bitCount = count;
}

/** The bit of the window that comes next. */
export function position(): i32 {
  return (nextByte - WINDOW) * 8 - bitCount;
}

export function isPastEnd(): bool {
  return position() > (lastByte + 1 - WINDOW) * 8;
}
