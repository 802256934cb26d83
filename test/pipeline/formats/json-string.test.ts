import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonString } from '../../../pipeline/formats/json-string.ts';

test('is JSON.stringify', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
      expect(jsonString(text)).toBe(JSON.stringify(text));
    }),
  );
  for (const text of ['"', '\\', '\n', '\x7f', '\ud800', '\u2028', 'é'])
    expect(jsonString(text)).toBe(JSON.stringify(text));
});
