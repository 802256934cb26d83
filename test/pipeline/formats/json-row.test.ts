import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonRow } from '../../../pipeline/formats/json-row.ts';

describe('parseJsonRow', () => {
  it('keeps the wanted columns as text, and null as null', () => {
    const text = '{"id": 7, "host": "c01", "disabled": true, "deleted": false, "deleted_at": null, "secret": "x"}';
    expect(parseJsonRow(text, ['host', 'id', 'disabled', 'deleted', 'deleted_at'])).toEqual({
      host: 'c01',
      id: '7',
      disabled: '1',
      deleted: '0',
      deleted_at: null,
    });
  });

  it('leaves out a column that the row lacks, whatever objects inherit', () => {
    expect(parseJsonRow('{"a": 1}', ['a', 'b', 'toString'])).toEqual({ a: '1' });
  });

  it('keeps every digit of a long integer', () => {
    const text = '{"a": 9007199254740993, "b": -123456789012345678901234567890, "c": [9007199254740993]}';
    expect(parseJsonRow(text, ['a', 'b', 'c'])).toEqual({
      a: '9007199254740993',
      b: '-123456789012345678901234567890',
      c: '["9007199254740993"]',
    });
  });

  it('leaves digits in texts alone', () => {
    const row = { a: 'x: 12345678901234567, "y"', b: '\\', c: '1234567890123456\\"' };
    expect(parseJsonRow(JSON.stringify(row), ['a', 'b', 'c'])).toEqual(row);
  });

  it('takes long fractions as the numbers they are', () => {
    expect(parseJsonRow('{"a": 0.12345678901234567, "b": 1234567890123456e2}', ['a', 'b'])).toEqual({
      a: '0.12345678901234566',
      b: '123456789012345600',
    });
  });

  it('writes what is nested as JSON', () => {
    expect(parseJsonRow('{"properties": {"cpus": [1, "a"]}}', ['properties'])).toEqual({
      properties: '{"cpus":[1,"a"]}',
    });
  });

  it('keeps a column whose name means something to objects', () => {
    expect(Object.entries(parseJsonRow('{"__proto__": 0}', ['__proto__']) ?? {})).toEqual([['__proto__', '0']]);
  });

  it.each(['', '[]', 'null', '3', '"x"', '{"a": }', '{"a": 1'])('refuses %j', (text) => {
    expect(parseJsonRow(text, ['a'])).toBeUndefined();
  });

  it('reads any row of texts and safe integers as JSON.parse does', () => {
    const value = fc.oneof(fc.string(), fc.maxSafeInteger(), fc.constant(null));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (row) => {
        const expected = Object.entries(row).map(([key, cell]) => [key, cell === null ? null : String(cell)]);
        expect(Object.entries(parseJsonRow(JSON.stringify(row), Object.keys(row)) ?? {})).toEqual(expected);
      }),
    );
  });
});
