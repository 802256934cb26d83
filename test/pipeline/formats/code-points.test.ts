import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareCodePoints } from '../../../pipeline/formats/code-points.ts';

/** Code points one by one, as Python compares. */
function expected(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => Array.from(text, (character) => character.codePointAt(0)!)) as [
    number[],
    number[],
  ];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] !== right[i]) return Math.sign(left[i]! - right[i]!);
  }
  return Math.sign(left.length - right.length);
}

const units = fc
  .array(fc.constantFrom('a', 'b', 'é', '\uffff', '\ue000', '\ud800', '\ud83d', '\udc00', '\ude00'), { maxLength: 5 })
  .map((parts) => parts.join(''));

test('orders by code point, lone surrogates included', () => {
  fc.assert(
    fc.property(units, units, (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(expected(a, b));
    }),
    { numRuns: 3000 },
  );
});

test('puts what lies beyond the basic plane last, where UTF-16 order puts it before U+E000', () => {
  expect(['😀', '\uff21', 'Z', 'a', '', 'c10', 'c2'].sort(compareCodePoints)).toEqual([
    '',
    'Z',
    'a',
    'c10',
    'c2',
    '\uff21',
    '😀',
  ]);
});
