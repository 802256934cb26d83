import { expect, test } from 'vitest';
import { HashSet } from '../../../pipeline/scan/hash-set.ts';
import { TextHash } from '../../../pipeline/scan/text-hash.ts';

test('keeps every hash and its label while it grows', () => {
  const set = new HashSet(5000);
  const hash = new TextHash(new Uint8Array(8));
  for (let i = 0; i < 5000; i++) expect(set.add(hash.of(`text ${i}`), i % 256)).toBe(true);
  for (let i = 0; i < 5000; i++) {
    expect(set.add(hash.of(`text ${i}`), 7)).toBe(false);
    expect(set.get(hash.of(`text ${i}`))).toBe(i % 256);
  }
  expect(set.get(hash.of('text 5000'))).toBeUndefined();
  expect(set.size).toBe(5000);
  expect(set.isFull).toBe(true);
});
