import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { eachLimited } from '../../../../pipeline/sources/backups/each-limited.ts';

it('keeps the order of the results and the limit', async () => {
  let running = 0;
  let most = 0;
  const results = await eachLimited(
    Array.from({ length: 50 }, (_, i) => i),
    4,
    async (i) => {
      most = Math.max(most, ++running);
      for (let turns = i % 5; turns >= 0; turns--) await turn();
      running--;
      return i * 2;
    },
  );
  expect(results).toEqual(Array.from({ length: 50 }, (_, i) => i * 2));
  expect(most).toBe(4);
});

it('throws what the function throws', async () => {
  await expect(eachLimited([1, 2], 4, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
