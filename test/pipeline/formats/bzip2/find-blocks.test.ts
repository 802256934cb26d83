import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitWriter } from '../../../../fixtures/bzip2/bit-writer.ts';
import { BLOCK_MARK, bitsAt, END_MARK } from '../../../../pipeline/formats/bzip2/format.ts';
import { findBlocks } from '../../../../pipeline/formats/bzip2/index.ts';
import { encode, sampleText } from '../../../support/bzip2.ts';

/** Bytes with marks at certain bits, and ones or zeros elsewhere. */
function withMarks(length: number, fill: number, marks: readonly [bit: number, mark: number][]): Uint8Array {
  const writer = new BitWriter();
  let bit = 0;
  for (const [start, mark] of marks) {
    for (; bit < start; bit++) writer.write(1, fill);
    writer.write(48, mark);
    bit += 48;
  }
  for (; bit < length * 8; bit++) writer.write(1, fill);
  return writer.take();
}

describe('findBlocks', () => {
  it('finds a mark at any bit, whatever stands around it', () => {
    for (const fill of [0, 1]) {
      for (let bit = 0; bit <= 12 * 8 - 48; bit++) {
        expect(findBlocks(withMarks(12, fill, [[bit, BLOCK_MARK]]))).toEqual([{ bit, kind: 'block' }]);
        expect(findBlocks(withMarks(12, fill, [[bit, END_MARK]]))).toEqual([{ bit, kind: 'end' }]);
      }
    }
  });

  it('finds marks that follow each other, in order', () => {
    const bytes = withMarks(40, 1, [
      [3, BLOCK_MARK],
      [51, BLOCK_MARK],
      [99, END_MARK],
      [150, BLOCK_MARK],
    ]);
    expect(findBlocks(bytes).map(({ bit, kind }) => `${kind} ${bit}`)).toEqual([
      'block 3',
      'block 51',
      'end 99',
      'block 150',
    ]);
  });

  it('finds none of which a bit is wrong, or missing', () => {
    const whole = withMarks(12, 0, [[11, BLOCK_MARK]]);
    for (let bit = 11; bit < 11 + 48; bit++) {
      const broken = Uint8Array.from(whole);
      broken[bit >> 3]! ^= 0x80 >> (bit & 7);
      expect(findBlocks(broken)).toEqual([]);
    }
    for (let bit = 0; bit < 8; bit++) {
      for (const mark of [BLOCK_MARK, END_MARK]) {
        const ending = withMarks(12, 0, [[bit, mark]]).subarray(0, Math.ceil((bit + 48) / 8));
        expect(findBlocks(ending)).toHaveLength(1);
        expect(findBlocks(ending.subarray(0, -1))).toEqual([]);
      }
    }
  });

  it('looks at marks that begin in the bytes asked for', () => {
    const bytes = withMarks(30, 0, [
      [15, BLOCK_MARK],
      [80, BLOCK_MARK],
    ]);
    const found = (from: number, to: number) => findBlocks(bytes, from, to).map((mark) => mark.bit);
    expect(found(1, 10)).toEqual([15]);
    expect(found(2, 10)).toEqual([]);
    expect(found(2, 11)).toEqual([80]);
    expect(found(1, 30)).toEqual([15, 80]);
    expect(found(11, 30)).toEqual([]);
  });

  it('finds what looking at each bit finds', async () => {
    const bytes = Buffer.concat([await encode(sampleText(300_000), 1), await encode(sampleText(100), 1)]);
    const expected: number[] = [];
    for (let bit = 0; bit + 48 <= bytes.length * 8; bit++) {
      const value = bitsAt(bytes, bit, 48);
      if (value === BLOCK_MARK || value === END_MARK) expected.push(bit);
    }
    expect(expected.length).toBe(4 + 1 + 2);
    expect(findBlocks(bytes).map((mark) => mark.bit)).toEqual(expected);
  });

  it('takes arrays that are parts of others', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(40), (before, bit) => {
        const marked = withMarks(12, 0, [[bit, BLOCK_MARK]]);
        const larger = new Uint8Array(before + marked.length + 5);
        larger.set(marked, before);
        expect(findBlocks(larger.subarray(before, before + marked.length))).toEqual([{ bit, kind: 'block' }]);
      }),
    );
  });
});
