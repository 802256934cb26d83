import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextHash } from '../../../pipeline/scan/text-hash.ts';

const hashed = (hash: TextHash) => `${hash.high}/${hash.low}`;
const one = new TextHash(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
const other = new TextHash(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 9));

test('the hash of a part is that of a text of its own', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (before, text, after) => {
      const part = hashed(one.of(before + text + after, before.length, before.length + text.length));
      expect(part).toBe(hashed(one.of(text)));
    }),
  );
});

test('depends on the key and on every character', () => {
  expect(hashed(one.of('host-1'))).not.toBe(hashed(other.of('host-1')));
  const halves = [new Set<number>(), new Set<number>()] as const;
  for (let i = 0; i < 50_000; i++) {
    one.of(`host-${i}.example.org`);
    halves[0].add(one.high);
    halves[1].add(one.low);
  }
  // Of so many random numbers of 32 bits, 0.3 pairs are equal on average.
  for (const half of halves) expect(half.size).toBeGreaterThan(49_990);
});
