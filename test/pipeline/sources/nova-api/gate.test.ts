import { expect, it } from 'vitest';
import { Gate } from '../../../../pipeline/sources/nova-api/gate.ts';

it('lets some through at once, the others in their turn, whatever becomes of them', async () => {
  const gate = new Gate(2);
  const begun: number[] = [];
  let inside = 0;
  const work = (i: number) =>
    gate.run(async () => {
      begun.push(i);
      inside += 1;
      expect(inside).toBeLessThanOrEqual(2);
      await new Promise(setImmediate);
      inside -= 1;
      if (i % 2 === 1) throw new Error(String(i));
      return i;
    });
  const results = await Promise.allSettled([0, 1, 2, 3, 4, 5].map(work));
  expect(results.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'rejected',
    'fulfilled',
    'rejected',
  ]);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
});
