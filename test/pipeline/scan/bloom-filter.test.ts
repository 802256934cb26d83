import { expect, test } from 'vitest';
import { BloomFilter } from '../../../pipeline/scan/bloom-filter.ts';
import { TextHash } from '../../../pipeline/scan/text-hash.ts';

const hash = new TextHash(new Uint8Array(8));

test('forgets no member, and takes as many strangers for members as it says', () => {
  const filter = new BloomFilter(2 ** 14);
  const members = 700;
  for (let i = 0; i < members; i++) expect(filter.add(hash.of(`member ${i}`))).toBe(true);
  for (let i = 0; i < members; i++) {
    expect(filter.has(hash.of(`member ${i}`))).toBe(true);
    expect(filter.add(hash.of(`member ${i}`))).toBe(false);
  }
  const strangers = Array.from({ length: 100_000 }, (_, i) => filter.has(hash.of(`stranger ${i}`)));
  const share = strangers.filter(Boolean).length / strangers.length;
  expect(filter.falsePositives).toBeGreaterThan(0);
  expect(share).toBeLessThan(filter.falsePositives * 3 + 1e-4);
});

test('a filter as large as that of a run', () => {
  const filter = new BloomFilter(2 ** 30);
  filter.add(hash.of('member'));
  expect(filter.has(hash.of('member'))).toBe(true);
  expect(filter.has(hash.of('stranger'))).toBe(false);
});
