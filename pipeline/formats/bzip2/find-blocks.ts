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

/** The whole bytes of a mark hold this many pairs of neighbours, so one of as many places in a row begins a pair of it. */
const PAIRS = 4;

/** One entry per pair of bytes: 1 where some pattern holds it. Few do, and these alone are looked at closely. */
const PAIR_OF_MARK = new Uint8Array(1 << 16);
for (const { middle } of PATTERNS) {
  for (let i = 0; i < PAIRS; i++) PAIR_OF_MARK[(middle[i]! << 8) | middle[i + 1]!] = 1;
}

/**
 * Finds all marks, at any bit, that begin in bytes `from` to `to` (which is not included) and lie wholly within `bytes`. Looks at
 * half of the bytes, once.
 *
 * @returns the marks in order. To be sure of one, decode the block before it: it must end there.
 */
export function findBlocks(bytes: Uint8Array, from = 0, to = bytes.length): FoundMark[] {
  const found: FoundMark[] = [];
  // Of a mark that begins in the byte before `to`, the last pair begins there.
  const end = Math.min(to + PAIRS, bytes.length - 1);
  for (let at = from + 1; at < end; at += PAIRS) {
    if (PAIR_OF_MARK[(bytes[at]! << 8) | bytes[at + 1]!] === 1) addMarks(bytes, at, from, to, found);
  }
  return found.sort((a, b) => a.bit - b.bit);
}

/** Adds the marks that have a pair of whole bytes at `at`. */
function addMarks(bytes: Uint8Array, at: number, from: number, to: number, found: FoundMark[]): void {
  for (const pattern of PATTERNS) {
    for (let i = 0; i < PAIRS; i++) {
      const start = at - i;
      if (start > from && start <= to && isMark(bytes, start, pattern)) {
        found.push({ bit: (start - 1) * 8 + pattern.shift, kind: pattern.kind });
      }
    }
  }
}

/** @param start where the whole bytes of the mark would begin */
function isMark(bytes: Uint8Array, start: number, pattern: Pattern): boolean {
  const { shift, middle, before, beforeMask, after, afterMask } = pattern;
  for (let i = 0; i < middle.length; i++) if (bytes[start + i] !== middle[i]) return false;
  const end = start + middle.length;
  const isWithin = shift === 0 || end < bytes.length;
  return isWithin && (bytes[start - 1]! & beforeMask) === before && ((bytes[end] ?? 0) & afterMask) === after;
}
