import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentValues } from '../../../pipeline/scan/recent-values.ts';

test('knows what was added last, and never what was not', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.double({ noNaN: true })), { minLength: 1 }),
      fc.string(),
      (values, other) => {
        const recent = new RecentValues();
        for (const value of values) recent.add(value);
        expect(recent.has(values.at(-1)!)).toBe(true);
        expect(recent.has(other) && !values.includes(other)).toBe(false);
      },
    ),
  );
});

test('a text is no number', () => {
  const recent = new RecentValues();
  recent.add(4);
  expect(recent.has('4')).toBe(false);
  expect(recent.has(4 + 4096)).toBe(false);
});
