/**
 * The outer layers of a bzip2 file:
 *
 *     file    one or more streams, each beginning at a whole byte
 *     stream  "BZh" level | blocks | end mark 48 | checksum over the checksums of the blocks 32 | zeros up to a whole byte
 *     block   block mark 48 | header and symbols, see assembly/block-header.ts
 *
 * Blocks begin at any bit, and nothing tells their length. The marks are the digits of pi and of its square root.
 */

export const BLOCK_MARK = 0x314159265359;
export const END_MARK = 0x177245385090;
export const MARK_BITS = 48;
export const CHECKSUM_BITS = 32;
export const HEADER_START = 'BZh';
export const HEADER_BYTES = 4;

/** `count` bits, up to 48, the most significant first. */
export function bitsAt(bytes: Uint8Array, bit: number, count: number): number {
  let at = Math.floor(bit / 8);
  let value = bytes[at]! & (0xff >> (bit % 8));
  let left = count - (8 - (bit % 8));
  for (; left >= 8; left -= 8) value = value * 256 + bytes[++at]!;
  if (left > 0) value = value * 2 ** left + (bytes[++at]! >> (8 - left));
  return left < 0 ? value >> -left : value;
}

/** The level that a stream header tells, 1 to 9; undefined when these bytes are none. */
export function streamLevel([b, z, h, digit]: Uint8Array): number | undefined {
  const isHeader = b === 0x42 && z === 0x5a && h === 0x68 && digit !== undefined && digit >= 0x31 && digit <= 0x39;
  return isHeader ? digit - 0x30 : undefined;
}
