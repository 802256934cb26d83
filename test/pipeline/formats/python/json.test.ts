import { describe, expect, test } from 'vitest';
import { dictWriter } from '../../../../pipeline/formats/dict.ts';
import { PYTHON_JSON_DICT, pythonJsonString } from '../../../../pipeline/formats/python/json.ts';

// Expected values are the output of json.dumps() of CPython 3.11.
describe('pythonJsonString', () => {
  test.each([
    ['plain', '"plain"'],
    ['a/b "c" \\', '"a/b \\"c\\" \\\\"'],
    ['\b\f\n\r\t\0\x1f', '"\\b\\f\\n\\r\\t\\u0000\\u001f"'],
    ['\x7f\x80é', '"\\u007f\\u0080\\u00e9"'],
    ['\u2028', '"\\u2028"'],
    ['😀', '"\\ud83d\\ude00"'],
    ['\ud800', '"\\ud800"'],
  ])('%j is written %s', (text, written) => {
    expect(pythonJsonString(text)).toBe(written);
  });
});

test('a dict has blanks after commas and colons', () => {
  expect(dictWriter(PYTHON_JSON_DICT)({ é: 'ü', rack: 1, none: null })).toBe(
    '{"\\u00e9": "\\u00fc", "rack": 1, "none": null}',
  );
});
