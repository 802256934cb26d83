import { expect, test } from 'vitest';
import { oneMore, Tally } from '../../../pipeline/risk/tally.ts';

test('counts exactly as long as there is room', () => {
  const tally = new Tally<number>(100);
  for (let i = 0; i < 300; i++) tally.update(`key ${i % 100}`, oneMore);
  expect([...tally.values()]).toEqual(Array.from({ length: 100 }, () => 3));
  expect(tally.every).toBe(1);
});

test('beyond that, keeps the true counts of a share of the keys', () => {
  const tally = new Tally<number>(1000);
  for (let i = 0; i < 60_000; i++) tally.update(`key ${i % 20_000}`, oneMore);
  const counts = [...tally.values()];
  expect(counts.length).toBeLessThanOrEqual(1000);
  expect(new Set(counts)).toEqual(new Set([3]));
  expect(counts.length * tally.every).toBeGreaterThan(17_000);
  expect(counts.length * tally.every).toBeLessThan(23_000);
});

test('forgets a key on request', () => {
  const tally = new Tally<number>();
  tally.update('a', () => 1);
  tally.update('a', () => undefined);
  expect([...tally.values()]).toEqual([]);
});
