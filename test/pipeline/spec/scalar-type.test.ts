import { describe, expect, it } from 'vitest';
import { typeOfPlain } from '../../../pipeline/spec/scalar-type.ts';

describe('typeOfPlain', () => {
  it.each([
    ['', null],
    ['~', null],
    ['Null', null],
    ['true', true],
    ['False', false],
    ['12', 12],
    ['-012', -12],
    ['0o17', 15],
    ['0x1F', 31],
    ['.5', 0.5],
    ['1e3', 1000],
    ['-.INF', Number.NEGATIVE_INFINITY],
    ['.nan', Number.NaN],
    ['yes', 'yes'],
    ['1_000', '1_000'],
    ['12:30', '12:30'],
    ['2015-09-17', '2015-09-17'],
    ['[1]', '[1]'],
    ['a: b', 'a: b'],
    ['*a', '*a'],
    [' 12', ' 12'],
  ])('takes %j for %j', (text, value) => {
    expect(typeOfPlain(text)).toBe(value);
  });
});
