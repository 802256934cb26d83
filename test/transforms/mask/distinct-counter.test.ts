import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { DistinctCounter } from '../../../transforms/mask/distinct-counter.ts';

const hash = (name: string) => createHash('sha256').update(name).digest('hex');

test('counts each name once, through many growths of its table', () => {
  const counter = new DistinctCounter();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 5000; i++) counter.add(`name ${i}`, hash(`name ${i}`));
  }
  expect(counter.counts()).toEqual({ in: 5000, out: 5000, exact: true });
});

test('tells when two names were given one pseudonym', () => {
  const counter = new DistinctCounter();
  for (const name of ['a', 'b', 'c']) counter.add(name, hash(name === 'c' ? 'a' : name));
  expect(counter.counts()).toEqual({ in: 3, out: 2, exact: true });
});

test('tells pseudonyms apart that differ in either half of their first 64 bits', () => {
  const counter = new DistinctCounter();
  const pseudonyms = ['0000000000000000', '0000000000000002', '0000000100000000', '0000000100000002'];
  for (const pseudonym of [...pseudonyms, ...pseudonyms]) counter.add(pseudonym, pseudonym);
  expect(counter.counts().out).toBe(4);
});

test('says so when there were too many to count', () => {
  const counter = new DistinctCounter(10);
  for (let i = 0; i < 10; i++) counter.add(String(i), hash(String(i)));
  expect(counter.counts()).toEqual({ in: 10, out: 10, exact: true });
  for (let i = 0; i < 20; i++) counter.add(String(i), hash(String(i)));
  expect(counter.counts()).toEqual({ in: 10, out: 10, exact: false });
});
