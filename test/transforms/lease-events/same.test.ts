import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSame } from '../../../transforms/lease-events/same.ts';

const data = fc.jsonValue({ maxDepth: 2 });

it('plain data are the same when Node calls them so', () => {
  fc.assert(
    fc.property(data, data, (a, b) => {
      expect(isSame(a, structuredClone(a))).toBe(true);
      expect(isSame(a, b)).toBe(isDeepStrictEqual(a, b));
    }),
  );
});

it.each([
  [{ a: 1 }, { b: 1 }],
  [{ a: 1 }, { a: 1, b: null }],
  [[1], [1, 2]],
  [null, {}],
  ['1', 1],
])('%j and %j are not', (a, b) => {
  expect(isSame(a, b)).toBe(false);
  expect(isSame(b, a)).toBe(false);
});
