import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePythonDict } from '../../../../pipeline/formats/python/dict.ts';
import { pythonString } from '../../../../pipeline/formats/python/repr.ts';

const parse = (text: string) => {
  const dict = parsePythonDict(text);
  return dict && Object.fromEntries(dict);
};

describe('parsePythonDict', () => {
  it('reads scalars; numbers keep their text', () => {
    expect(parse("{'a': 1, 'b': -2.50, 'c': 'x', \"d\": None, 'e': True, 'f': False, 'g': 1e+16, 'h': nan}")).toEqual({
      a: { number: '1' },
      b: { number: '-2.50' },
      c: 'x',
      d: null,
      e: true,
      f: false,
      g: { number: '1e+16' },
      h: { number: 'nan' },
    });
    expect(parse('{}')).toEqual({});
    expect(parse(" { 'a':1 } ".trim())).toEqual({ a: { number: '1' } });
  });

  it('reads the escapes of repr', () => {
    expect(parse(String.raw`{'a': 'x\'y"\\\n\r\t\x07\xe9é\U0001f600', 'b': "it's"}`)).toEqual({
      a: 'x\'y"\\\n\r\t\x07éé😀',
      b: "it's",
    });
  });

  it.each([
    '',
    '{',
    '{}x',
    "{'a'}",
    "{'a': }",
    "{'a': 1,}",
    "{'a': 1 'b': 2}",
    "{1: 'a'}",
    "{'a': [1]}",
    "{'a': x}",
    "{'a': 'x}",
    '{"a": null}',
  ])('refuses %s', (text) => {
    expect(parsePythonDict(text)).toBeUndefined();
  });

  it('reads back what repr writes', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.constant(null));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (dict) => {
        const expected = Object.entries(dict).map(([key, item]) => [
          key,
          typeof item === 'number' ? { number: String(item) } : item,
        ]);
        const spell = (item: (typeof dict)[string]) =>
          typeof item === 'string' ? pythonString(item) : item === null ? 'None' : String(item);
        const items = Object.entries(dict).map(([key, item]) => `${pythonString(key)}: ${spell(item)}`);
        expect([...(parsePythonDict(`{${items.join(', ')}}`) ?? [])]).toEqual(expected);
      }),
    );
  });
});
