import { expect, it } from 'vitest';
import { totalSize } from '../../../pipeline/engine/total-size.ts';

it('is the sum, and unknown where one size is', () => {
  expect(totalSize([])).toBe(0);
  expect(totalSize([1, 2])).toBe(3);
  expect(totalSize([1, undefined, 2])).toBeUndefined();
});
