import { expect, test } from 'vitest';
import type { Field } from '../../../pipeline/records/fields.ts';
import { Numbering } from '../../../transforms/number/numbering.ts';

const FIELD: Field = {
  label: 'PROPERTIES.rack',
  name: 'rack',
  within: 'PROPERTIES',
  type: 'property',
  schema: { name: 'rack', description: 'For a test.', sensitivity: 'ordered' },
};

function numbered(values: string[]) {
  const numbering = new Numbering(FIELD);
  for (const value of values) numbering.gather(value);
  const count = numbering.finish(undefined);
  return { count, numbers: Object.fromEntries(values.map((value) => [value, numbering.numberOf(value)])) };
}

test('numbers distinct values from 0 in the order of their code points', () => {
  expect(numbered(['c2', 'c10', 'é1', 'C2', 'c2', '😀', '\uff21', ''])).toEqual({
    count: 7,
    numbers: { '': 0, C2: 1, c10: 2, c2: 3, é1: 4, '\uff21': 5, '😀': 6 },
  });
});

test('ends when there are too many values to be racks', () => {
  const numbering = new Numbering(FIELD);
  const many = () => {
    for (let i = 0; i <= 100_000; i++) numbering.gather(String(i));
  };
  expect(many).toThrow('expected at most 100000 different values of PROPERTIES.rack');
});
