import { expect, it } from 'vitest';
import { askedFor } from '../../../transforms/lease-events/conditions.ts';

it.each([
  ['["=", "$node_type", "compute"]', 'compute'],
  ['["==","$node_type","compute"]', 'compute'],
  ['["and", [">=", "$memory_mb", "8"], ["=", "$node_type", "gpu"]]', 'gpu'],
  ['["and", ["and", ["=", "$node_type", "gpu"]], ["=", "$uid", "x"]]', 'gpu'],
  ['["=", "$uid", "3f6a"]', undefined],
  ['["!=", "$node_type", "compute"]', undefined],
  ['["or", ["=", "$node_type", "a"], ["=", "$node_type", "b"]]', undefined],
  ['["=", "$node_type", 7]', undefined],
  ['["=", "$node_type"]', undefined],
  ['"$node_type"', undefined],
  ['[]', undefined],
  ['[', undefined],
  ['', undefined],
  [null, undefined],
])('%s asks for %s', (conditions, type) => {
  expect(askedFor('node_type', conditions)).toBe(type);
});
