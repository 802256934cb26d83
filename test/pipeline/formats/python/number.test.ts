import { describe, expect, test } from 'vitest';
import { pythonFloat, pythonNumber } from '../../../../pipeline/formats/python/number.ts';

// Expected values are the output of repr() of CPython 3.11.
describe('pythonFloat', () => {
  test.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [4251901, '4251901.0'],
    [-5, '-5.0'],
    [267062871.163768, '267062871.163768'],
    [0.1, '0.1'],
    [0.000001, '1e-06'],
    [0.0001, '0.0001'],
    [0.00012345, '0.00012345'],
    [0.00001, '1e-05'],
    [-0.000015, '-1.5e-05'],
    [9999999999999998, '9999999999999998.0'],
    [1e16, '1e+16'],
    [123456789012345680, '1.2345678901234568e+17'],
    [1e100, '1e+100'],
    [5e-324, '5e-324'],
  ])('%d is %s', (value, written) => {
    expect(pythonFloat(value)).toBe(written);
  });
});

describe('pythonNumber', () => {
  test.each([
    [7, '7'],
    [-1, '-1'],
    [0, '0'],
    [2.5, '2.5'],
    [1e16, '10000000000000000'],
    [1e21, '1000000000000000000000'],
    [-1e22, '-10000000000000000000000'],
  ])('%d is %s', (value, written) => {
    expect(pythonNumber(value)).toBe(written);
  });
});
