import type { Column } from './symbols.ts';

/**
 * The inverse Burrows-Wheeler transform, forwards. The r-th b of the last column is the same b as the r-th of those that
 * rotations begin with; so each row learns which row begins one byte later, and that chain spells the block.
 */
export function invert({ rows, size, counts }: Column, origin: number, block: Uint8Array): void {
  let first = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = counts[byte]!;
    counts[byte] = first;
    first += count;
  }
  for (let row = 0; row < size; row++) {
    const byte = rows[row]! & 255;
    const beginsWithByte = counts[byte]!++;
    rows[beginsWithByte]! |= row << 8;
  }
  let row = rows[origin]! >>> 8;
  for (let i = 0; i < size; i++) {
    const value = rows[row]!;
    block[i] = value;
    row = value >>> 8;
  }
}
