import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RawValues } from '../../../pipeline/scan/raw-values.ts';

const KEY = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const SMALL = { mostExact: 20, bloomBits: 2 ** 16 };

const holding = (...values: string[]): RawValues => {
  const raw = new RawValues(KEY);
  for (const value of values) raw.add(value, 'host');
  return raw;
};

test('a value is found as a whole, with what it is', () => {
  const raw = holding('m1');
  raw.add('alice', 'user');
  expect(raw.find('m1')?.fieldClass).toBe('host');
  expect(raw.find('alice')?.fieldClass).toBe('user');
  expect(raw.find('m')).toBeUndefined();
  expect(raw.find('alicE')).toBeUndefined();
});

test('inside a text, values of 8 characters and more are found', () => {
  const raw = holding('compute', 'compute1', 'böse-Größe');
  expect(raw.findWithin('on compute-2')).toBeUndefined();
  expect(raw.findWithin('on compute1.')).toEqual({ start: 3, end: 11, fieldClass: 'host' });
  expect(raw.findWithin('böse-Größe')).toMatchObject({ start: 0, end: 10 });
  expect(raw.facts()).toMatchObject({ hiddenValues: 3, tooShortToFindInsideTexts: 1, exact: true });
});

test('an occurrence that does not count hides no other', () => {
  const raw = holding('instance', 'instance-of-alice');
  const isName = (value: string) => value !== 'instance';
  expect(raw.findWithin('delete instance', isName)).toBeUndefined();
  expect(raw.findWithin('delete instance-of-alice', isName)).toMatchObject({ start: 7, end: 24 });
});

test('an empty text is no value', () => {
  const raw = holding('');
  expect(raw.count).toBe(0);
  expect(raw.find('')).toBeUndefined();
});

test('very long values are found as a whole', () => {
  const text = 'word '.repeat(1000);
  expect(holding(text).find(text)).toBeDefined();
  expect(holding(text).findWithin(`${text}!`)).toBeUndefined();
});

const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'é', '-'), maxLength: 14 }), { maxLength: 60 });

test.each([
  ['the table', undefined],
  ['the table and the Bloom filter', SMALL],
])('%s: finds just what a search for every value finds', (_, limits) => {
  fc.assert(
    fc.property(texts, fc.string({ unit: fc.constantFrom('a', 'b', 'é', '-'), maxLength: 40 }), (values, text) => {
      const raw = new RawValues(KEY, limits);
      for (const value of values) raw.add(value, 'host');
      expect(raw.find(text) !== undefined).toBe(text !== '' && values.includes(text));
      const within = values.some((value) => value.length >= 8 && text.includes(value));
      expect(raw.findWithin(text) !== undefined).toBe(within);
    }),
  );
});

test('beyond the limit it still knows every value, and says that it may be wrong', () => {
  const raw = new RawValues(KEY, SMALL);
  for (let i = 0; i < 100; i++) raw.add(`value number ${i}`, 'host');
  for (let i = 0; i < 100; i++) expect(raw.find(`value number ${i}`)).toBeDefined();
  expect(raw.findWithin('a value number 99')).toBeDefined();
  expect(raw.find('value number 100')).toBeUndefined();
  const { exact, falsePositives } = raw.facts();
  expect(exact).toBe(false);
  expect(falsePositives).toBeLessThan(1e-9);
});
