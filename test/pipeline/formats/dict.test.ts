import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dictWriter, JSON_DICT } from '../../../pipeline/formats/dict.ts';

const properties = fc.dictionary(
  fc.string(),
  fc.oneof(fc.string(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null)),
  { noNullPrototype: true },
);

test('writes JSON as JSON.stringify does', () => {
  const write = dictWriter(JSON_DICT);
  fc.assert(
    fc.property(properties, (value) => {
      expect(write(value)).toBe(JSON.stringify(value));
    }),
  );
});

test('puts commas and colons as the spelling says', () => {
  const write = dictWriter({
    comma: ' & ',
    colon: '=',
    nothing: 'nil',
    text: (text) => `<${text}>`,
    number: (number) => `#${number}`,
  });
  expect(write({})).toBe('{}');
  expect(write({ a: null })).toBe('{<a>=nil}');
  expect(write({ b: 1, a: '' })).toBe('{<b>=#1 & <a>=<>}');
});
