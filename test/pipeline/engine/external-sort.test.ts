import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { ExternalSorter } from '../../../pipeline/engine/external-sort.ts';
import { SpillFile } from '../../../pipeline/engine/spill-file.ts';
import { collect } from '../../support/collect.ts';

interface Item {
  key: number;
  arrival: number;
}

const files: SpillFile[] = [];
afterEach(async () => {
  await Promise.all(files.splice(0).map((file) => file.close()));
});

async function sort(keys: readonly number[], limits: { memory: number; fanIn: number }): Promise<Item[]> {
  const file = new SpillFile();
  files.push(file);
  const sorter = new ExternalSorter<Item>((a, b) => a.key - b.key, file, limits);
  const items = keys.map((key, arrival) => ({ key, arrival }));
  for (let i = 0; i < items.length; i += 7) await sorter.add(items.slice(i, i + 7));
  return (await collect(sorter.sorted())).flat();
}

const stable = (keys: readonly number[]) =>
  keys.map((key, arrival) => ({ key, arrival })).sort((a, b) => a.key - b.key || a.arrival - b.arrival);

describe('ExternalSorter', () => {
  it('sorts in memory and keeps equal items in the order of their arrival', async () => {
    const keys = [3, 1, 2, 1, 3];
    expect(await sort(keys, { memory: 1 << 20, fanIn: 64 })).toEqual(stable(keys));
  });

  it('gives the same when it spills every few items and merges in several passes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 400 }), async (keys) => {
        expect(await sort(keys, { memory: 500, fanIn: 3 })).toEqual(stable(keys));
      }),
      { numRuns: 40 },
    );
  });

  it('sorts nothing', async () => {
    expect(await sort([], { memory: 1, fanIn: 2 })).toEqual([]);
  });
});
