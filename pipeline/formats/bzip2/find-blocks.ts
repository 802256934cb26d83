import { BLOCK_MARK, END_MARK, MARK_BITS } from './format.ts';

/** Where the bits of a mark stand. They may stand inside a block by chance: once in some thirty million blocks. */
export interface FoundMark {
  /** Its first bit, counted from the start of the bytes searched. */
  readonly bit: number;
  readonly kind: 'block' | 'end';
}

/** A mark as it looks when it begins at a certain bit of a byte: five whole bytes, and some bits on either side. */
interface Pattern {
  readonly kind: 'block' | 'end';
  readonly shift: number;
  readonly middle: Buffer;
  readonly before: number;
  readonly beforeMask: number;
  readonly after: number;
  readonly afterMask: number;
}

const PATTERNS = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((shift) => [
  pattern('block', BLOCK_MARK, shift),
  pattern('end', END_MARK, shift),
]);

function pattern(kind: Pattern['kind'], mark: number, shift: number): Pattern {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(mark) << BigInt(64 - MARK_BITS - shift));
  return {
    kind,
    shift,
    middle: bytes.subarray(1, 6),
    before: bytes[0]!,
    beforeMask: 0xff >> shift,
    after: bytes[6]!,
    afterMask: (0xff << (8 - shift)) & 0xff,
  };
}

/**
 * Finds all marks, at any bit, that begin in bytes `from` to `to` (which is not included) and lie wholly within `bytes`.
 * Each of the sixteen patterns is searched for by its five whole bytes, which `indexOf` does at memory speed.
 *
 * @returns the marks in order. To be sure of one, decode the block before it: it must end there.
 */
export function findBlocks(bytes: Uint8Array, from = 0, to = bytes.length): FoundMark[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: FoundMark[] = [];
  for (const { kind, shift, middle, before, beforeMask, after, afterMask } of PATTERNS) {
    for (let at = buffer.indexOf(middle, from + 1); at !== -1 && at <= to; at = buffer.indexOf(middle, at + 1)) {
      const fits = (buffer[at - 1]! & beforeMask) === before && ((buffer[at + 5] ?? 0) & afterMask) === after;
      const within = shift === 0 || at + 5 < buffer.length;
      if (fits && within) found.push({ bit: (at - 1) * 8 + shift, kind });
    }
  }
  return found.sort((a, b) => a.bit - b.bit);
}
