import { describe, expect, test } from 'vitest';
import { dictWriter } from '../../../../pipeline/formats/dict.ts';
import { PYTHON_DICT, pythonString } from '../../../../pipeline/formats/python/repr.ts';

// Expected values are the output of repr() of CPython 3.11.
describe('pythonString', () => {
  test.each([
    ['plain text', "'plain text'"],
    ['', "''"],
    ["it's", `"it's"`],
    ['say "hi"', `'say "hi"'`],
    [`it's "both"`, `'it\\'s "both"'`],
    ['back\\slash', "'back\\\\slash'"],
    ['\t\n\r', "'\\t\\n\\r'"],
    ['\0\x01\x1f\x7f', "'\\x00\\x01\\x1f\\x7f'"],
    ['\x80\xa0\xad', "'\\x80\\xa0\\xad'"],
    ['é¡ÿ', "'é¡ÿ'"],
    ['实验', "'实验'"],
    ['\u0378', "'\\u0378'"], // unassigned
    ['\u200b\u2028\u2029\u3000', "'\\u200b\\u2028\\u2029\\u3000'"],
    ['\ue000', "'\\ue000'"], // private use
    ['\ud800', "'\\ud800'"], // half a pair
    ['😀', "'😀'"],
    ['\u{e0001}\u{10ffff}', "'\\U000e0001\\U0010ffff'"],
    ['e\u0301', "'e\u0301'"], // a combining mark is printable
  ])('%j is written %s', (text, written) => {
    expect(pythonString(text)).toBe(written);
  });
});

test('a dict holds texts, numbers and None', () => {
  const write = dictWriter(PYTHON_DICT);
  expect(write({ rack: 1, name: null, 'a.b': "it's", share: 0.5 })).toBe(
    `{'rack': 1, 'name': None, 'a.b': "it's", 'share': 0.5}`,
  );
  expect(write({})).toBe('{}');
});
