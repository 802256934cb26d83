import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InTimeOrder } from '../../../pipeline/engine/in-time-order.ts';
import { recordOrder } from '../../../pipeline/engine/record-order.ts';
import type { DataRecord } from '../../../pipeline/records/record-type.ts';
import { collect } from '../../support/collect.ts';
import { runState, thingType } from '../../support/planned.ts';

const compare = recordOrder(thingType);
const order = (most?: number) => new InTimeOrder('TIME', compare, runState(), most);
const things = (...times: (number | null)[]): DataRecord[] => times.map((TIME, NAME) => ({ TIME, NAME }));
const timesOf = (records: readonly DataRecord[]) => records.map(({ TIME }) => TIME);

describe('InTimeOrder', () => {
  it('gives what nothing can precede any more, in order, and keeps the rest', async () => {
    const sorted = order();
    expect(timesOf(await sorted.add(things(3, 1, 2), 3))).toEqual([1, 2]);
    expect(timesOf(await sorted.add(things(5, 3), 3))).toEqual([]);
    expect(timesOf(await sorted.add(things(4), 5))).toEqual([3, 3, 4]);
    expect(timesOf((await collect(sorted.rest())).flat())).toEqual([5]);
    expect(sorted.late).toBe(0);
  });

  it('keeps everything while nobody knows what is to come', async () => {
    const sorted = order();
    expect(await sorted.add(things(3, null, 1), undefined)).toEqual([]);
    expect(await sorted.add(things(2), Number.NEGATIVE_INFINITY)).toEqual([]);
    expect(timesOf((await collect(sorted.rest())).flat())).toEqual([null, 1, 2, 3]);
  });

  it('counts what comes too late, and gives it all the same', async () => {
    const sorted = order();
    await sorted.add(things(1, 5, 7), 6);
    // Early, but not too late.
    expect(timesOf(await sorted.add(things(5), 6.5))).toEqual([5]);
    expect(timesOf(await sorted.add(things(4, null, 6), 7))).toEqual([null, 4, 6]);
    expect(sorted.late).toBe(2);
    expect(timesOf((await collect(sorted.rest())).flat())).toEqual([7]);
  });

  it('gives the same as sorting everything, whatever is known and however little fits into memory', async () => {
    const thing = fc.record({
      TIME: fc.option(fc.integer({ min: 0, max: 40 })),
      NAME: fc.integer({ min: 0, max: 3 }).map(String),
    });
    const given = fc.array(fc.record({ things: fc.array(thing, { maxLength: 9 }), known: fc.boolean() }));
    await fc.assert(
      fc.asyncProperty(given, fc.integer({ min: 1, max: 40 }), async (batches, most) => {
        const sorted = order(most);
        const all: DataRecord[] = batches.flatMap(({ things }, batch) =>
          things.map((one, i) => ({ ...one, batch, i })),
        );
        const told: DataRecord[] = [];
        for (const [at, { known }] of batches.entries()) {
          const later = all.filter(({ batch }) => (batch as number) > at);
          const bound = Math.min(...later.map(({ TIME }) => (TIME as number | null) ?? Number.NEGATIVE_INFINITY));
          const own = all.filter(({ batch }) => batch === at);
          told.push(...(await sorted.add(own, known ? bound : undefined)));
        }
        for await (const batch of sorted.rest()) told.push(...batch);
        expect(told).toEqual([...all].sort(compare));
        expect(sorted.late).toBe(0);
      }),
    );
  });
});
