import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvDictWriter, csvField } from '../../../pipeline/formats/csv-field.ts';
import { dictWriter, JSON_DICT } from '../../../pipeline/formats/dict.ts';
import { PYTHON_DICT } from '../../../pipeline/formats/python/repr.ts';

const text = fc
  .array(fc.constantFrom('"', "'", ',', '\r', '\n', ';', ' ', 'a', 'é', '\0', '\\'), { maxLength: 8 })
  .map((parts) => parts.join(''));

describe('csvField', () => {
  test.each([
    ['', ''],
    [' a b ', ' a b '],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a\nb', '"a\nb"'],
    ['a\rb', '"a\rb"'],
    ["it's", "it's"],
    ['=cmd|x', '=cmd|x'],
  ])('%j is written %j', (value, written) => {
    expect(csvField(value)).toBe(written);
  });

  test('agrees with csv-stringify', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(csvField(value)).toBe(stringify([[value]], { eof: false }));
      }),
    );
  });
});

describe('csvDictWriter', () => {
  const properties = fc.dictionary(text, fc.oneof(text, fc.integer(), fc.constant(null)), { noNullPrototype: true });

  test.each([
    ['JSON', JSON_DICT],
    ['Python', PYTHON_DICT],
  ])('gives the field that csv-stringify makes of the %s text', (_, spelling) => {
    const [write, asField] = [dictWriter(spelling), csvDictWriter(spelling)];
    fc.assert(
      fc.property(properties, (value) => {
        expect(asField(value)).toBe(stringify([[write(value)]], { eof: false }));
      }),
    );
  });
});
