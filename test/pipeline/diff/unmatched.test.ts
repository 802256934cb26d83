import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Surplus, Unmatched } from '../../../pipeline/diff/unmatched.ts';
import { collect } from '../../support/collect.ts';
import { memoryContext } from '../../support/run-context.ts';

function unmatched(room?: number) {
  const { sorter } = memoryContext();
  let spilled = 0;
  const counting = (compare: (a: Surplus, b: Surplus) => number) => {
    const inner = sorter(compare);
    return {
      ...inner,
      add: (items: readonly Surplus[]) => {
        spilled += items.length;
        return inner.add(items);
      },
    };
  };
  return { rows: new Unmatched(counting, room), spilled: () => spilled };
}

describe('Unmatched', () => {
  it('forgets what both have', async () => {
    const { rows, spilled } = unmatched();
    await rows.add(['a', 'b', 'b'], 1);
    await rows.add(['b', 'a', 'c', 'c', 'b'], -1);
    expect(await collect(rows.surplus())).toEqual([['c', -2]]);
    expect(spilled()).toBe(1);
  });

  it('counts rows that one has oftener', async () => {
    const { rows } = unmatched();
    await rows.add(['a', 'a', 'a'], 1);
    await rows.add(['a'], -1);
    expect(await collect(rows.surplus())).toEqual([['a', 2]]);
  });

  it('matches across what went to the sorter', async () => {
    const { rows, spilled } = unmatched(3);
    await rows.add(['a', 'b', 'c', 'd'], 1);
    await rows.add(['e', 'd', 'c', 'b', 'x'], -1);
    expect(await collect(rows.surplus())).toEqual([
      ['a', 1],
      ['e', -1],
      ['x', -1],
    ]);
    expect(spilled()).toBe(9);
  });

  it('finds the difference of any two bags, whatever the room', async () => {
    const bag = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(bag, bag, fc.integer({ min: 0, max: 10 }), async (a, b, room) => {
        const { rows } = unmatched(room);
        for (let i = 0; i < 12; i += 3) {
          await rows.add(a.slice(i, i + 3), 1);
          await rows.add(b.slice(i, i + 3), -1);
        }
        const count = (items: readonly string[], letter: string) => items.filter((item) => item === letter).length;
        const expected = ['a', 'b', 'c', 'd'].map((letter) => [letter, count(a, letter) - count(b, letter)]);
        expect(await collect(rows.surplus())).toEqual(expected.filter(([, surplus]) => surplus !== 0));
      }),
    );
  });
});
