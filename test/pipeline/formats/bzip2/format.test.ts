import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitsAt, streamLevel } from '../../../../pipeline/formats/bzip2/format.ts';

describe('bitsAt', () => {
  it('reads up to 48 bits anywhere', () => {
    const bytes = fc.uint8Array({ minLength: 7, maxLength: 20 });
    fc.assert(
      fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 48 }), (array, somewhere, count) => {
        const bit = somewhere % (array.length * 8 - count + 1);
        const whole = BigInt(`0x${Buffer.from(array).toString('hex')}`);
        const expected = (whole >> BigInt(array.length * 8 - bit - count)) & (2n ** BigInt(count) - 1n);
        expect(bitsAt(array, bit, count)).toBe(Number(expected));
      }),
    );
  });
});

describe('streamLevel', () => {
  it.each([
    ['BZh1', 1],
    ['BZh9', 9],
    ['BZh0', undefined],
    ['BZh:', undefined],
    ['BZx9', undefined],
    ['bZh9', undefined],
    ['BZh', undefined],
    ['', undefined],
  ])('reads %j', (header, level) => {
    expect(streamLevel(Buffer.from(header))).toBe(level);
  });
});
