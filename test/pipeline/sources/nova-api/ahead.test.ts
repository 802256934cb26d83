import { describe, expect, it } from 'vitest';
import { workAhead } from '../../../../pipeline/sources/nova-api/ahead.ts';
import { collect } from '../../../support/collect.ts';

describe('working ahead', () => {
  it('gives results in the order of the items, whichever is ready first', async () => {
    const turns = [5, 1, 3, 0, 2];
    const work = async (turn: number) => {
      for (let i = 0; i < turn; i++) await new Promise(setImmediate);
      return turn;
    };
    expect(await collect(workAhead(turns, 3, work))).toEqual(turns);
  });

  it('begins no more than it may before a result is taken', async () => {
    let begun = 0;
    const results = workAhead([1, 2, 3, 4, 5], 2, async () => ++begun);
    await results.next();
    expect(begun).toBe(2);
    await results.next();
    expect(begun).toBe(3);
    await results.return(0);
    expect(begun).toBe(3);
  });

  it('ends with the first error in order, once nothing is under way any more', async () => {
    let over = 0;
    let cancelled = false;
    const work = async (item: number) => {
      await new Promise(setImmediate);
      if (item > 1) throw new Error(`no ${item}`);
      for (let i = 0; i < 5 && !cancelled; i++) await new Promise(setImmediate);
      over += 1;
    };
    const cancel = () => {
      cancelled = true;
    };
    await expect(collect(workAhead([2, 3, 1], 3, work, cancel))).rejects.toThrow('no 2');
    expect([over, cancelled]).toEqual([1, true]);
  });
});
