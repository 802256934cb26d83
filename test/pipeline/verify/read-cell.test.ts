import { describe, expect, it } from 'vitest';
import { isBad, readCell } from '../../../pipeline/verify/read-cell.ts';

const column = (type?: 'time' | 'seconds' | 'integer' | 'text' | 'enum' | 'properties', nullable = false) => ({
  name: 'X',
  nullable,
  treatment: 'as it is',
  ...(type && { type }),
  ...(type === 'enum' && { values: ['A', 'B'] }),
});

describe('readCell', () => {
  it.each([
    ['time', '1970-01-01T00:00:01.5Z', 'default', 1_500_000],
    ['time', '1970-01-01T00:00:01', 'starcompactor', 1_000_000],
    ['seconds', '-1', 'default', -1],
    ['seconds', 4.5, 'default', 4.5],
    ['seconds', '1e-06', 'starcompactor', 1e-6],
    ['enum', 'B', 'default', 'B'],
    ['text', 'None', 'default', 'None'],
  ] as const)('%s %s, %s', (type, raw, dialect, value) => {
    expect(readCell(raw, column(type), dialect)).toBe(value);
  });

  it.each([
    ['time', '1970-01-01T00:00:01', 'default'],
    ['time', '1970-01-01T00:00:01Z', 'starcompactor'],
    ['time', 1, 'default'],
    ['seconds', 'x', 'default'],
    ['seconds', '', 'default'],
    ['enum', 'C', 'default'],
    ['enum', null, 'default'],
    ['text', 4, 'default'],
    ['properties', 'rack 1', 'default'],
    ['properties', '[1]', 'default'],
    ['properties', '{"a":{"b":1}}', 'default'],
  ] as const)('not %s %s, %s', (type, raw, dialect) => {
    expect(isBad(readCell(raw, column(type), dialect))).toBe(true);
  });

  it('knows nothing by many names', () => {
    expect(readCell('', column('time', true), 'default')).toBeNull();
    expect(readCell('None', column('time', true), 'starcompactor')).toBeNull();
    expect(readCell(null, column('enum', true), 'default')).toBeNull();
    expect(readCell('', column('text'), 'default')).toBeNull();
  });

  it('reads properties in either dialect', () => {
    const expected = new Map([['a', 'x']]);
    expect(readCell('{"a":"x"}', column('properties'), 'default')).toEqual(expected);
    expect(readCell({ a: 'x' }, column('properties'), 'default')).toEqual(expected);
    expect(readCell("{'a': 'x'}", column('properties'), 'starcompactor')).toEqual(expected);
  });
});
