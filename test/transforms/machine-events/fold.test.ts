import { describe, expect, it } from 'vitest';
import { type FoldSettings, foldChanges } from '../../../transforms/machine-events/fold.ts';
import type { KeyedEvent } from '../../../transforms/machine-events/state.ts';
import type { Told } from '../../../transforms/machine-events/walk.ts';
import { collect } from '../../support/collect.ts';
import { memoryContext } from '../../support/run-context.ts';

const settings = (more: Partial<FoldSettings> = {}): FoldSettings => ({
  properties: [
    { name: 'rack', nullable: true, description: '', sensitivity: 'ordered' },
    { name: 'size', description: '', sensitivity: 'public' },
  ],
  wanted: [],
  // Keeps everything.
  newWalk: () => (moment) =>
    moment.map(({ kind, time, values }) => ({ event: kind === 'RETURN' ? 'CREATE' : kind, time, values })),
  ofDeleted: null,
  ...more,
});
const event = (
  host: string,
  time: number,
  name: KeyedEvent['event'],
  values: KeyedEvent['values'] = ['r', 1],
): KeyedEvent => ({
  host,
  time,
  event: name,
  values,
});
const snapshot = (index: number) => ({ index, time: 1000 + index, name: '' });

describe('foldChanges', () => {
  it('walks through the moments of one host after the other, each in the order of its kinds', async () => {
    const walks: Told[][][] = [];
    const newWalk = () => {
      const seen: Told[][] = [];
      walks.push(seen);
      return (moment: readonly Told[]) => {
        seen.push([...moment]);
        return [];
      };
    };
    const folder = foldChanges(settings({ newWalk }), memoryContext());
    await folder.add(
      { events: [event('b', 2, 'UPDATE'), event('b', 2, 'CREATE'), event('a', 9, 'ENABLE')], appeared: [] },
      snapshot(0),
    );
    await folder.add({ events: [event('a', 3, 'CREATE'), event('b', 2, 'DELETE', null)], appeared: [] }, snapshot(1));
    await collect(folder.finish());
    const kinds = walks
      .filter((walk) => walk.length > 0)
      .map((walk) => walk.map((moment) => moment.map(({ kind }) => kind)));
    expect(kinds).toEqual([[['CREATE'], ['ENABLE']], [['CREATE', 'DELETE', 'UPDATE']]]);
  });

  it('of one event the oldest backup’s telling counts, in whatever order they are added', async () => {
    const folder = foldChanges(settings(), memoryContext());
    for (const index of [2, 0, 1])
      await folder.add({ events: [event('a', 5, 'CREATE', ['r', index])], appeared: [] }, snapshot(index));
    const records = (await collect(folder.finish())).flat();
    expect(records.map(({ PROPERTIES }) => PROPERTIES)).toEqual([{ rack: 'r', size: 0 }]);
  });

  it('a host that appeared returns at the time of the backup, with its status if it has one', async () => {
    const seen: Told[] = [];
    const newWalk = () => (moment: readonly Told[]) => {
      seen.push(...moment);
      return [];
    };
    const folder = foldChanges(settings({ newWalk }), memoryContext());
    const appeared = [
      { host: 'a', values: ['r', 1], status: 'DISABLE', statusTime: 7 } as const,
      { host: 'b', values: ['r', 2], status: undefined, statusTime: undefined },
    ];
    await folder.add({ events: [], appeared }, snapshot(4));
    await collect(folder.finish());
    expect(seen).toEqual([
      { kind: 'RETURN', time: 1004, values: ['r', 1], status: 'DISABLE', statusTime: 7 },
      { kind: 'RETURN', time: 1004, values: ['r', 2], status: undefined, statusTime: undefined },
    ]);
  });

  it('a property that is null is left out, unless it may be null; a DELETE has what it is given', async () => {
    const events = [event('a', 1, 'CREATE', [null, null]), event('a', 2, 'DELETE', null)];
    const of = async (ofDeleted: FoldSettings['ofDeleted']) => {
      const folder = foldChanges(settings({ ofDeleted }), memoryContext());
      await folder.add({ events, appeared: [] }, snapshot(0));
      return (await collect(folder.finish())).flat().map(({ PROPERTIES }) => PROPERTIES);
    };
    expect(await of(null)).toEqual([{ rack: null }, null]);
    expect(await of({ rack: null })).toEqual([{ rack: null }, { rack: null }]);
  });

  it('a property may have any name', async () => {
    const properties = [{ name: '__proto__', description: '', sensitivity: 'public' } as const];
    const folder = foldChanges(settings({ properties }), memoryContext());
    await folder.add({ events: [event('a', 1, 'CREATE', ['x'])], appeared: [] }, snapshot(0));
    expect(JSON.stringify((await collect(folder.finish())).flat()[0]?.PROPERTIES)).toBe('{"__proto__":"x"}');
  });

  it('warns of a wanted property that no machine has', async () => {
    const warningsOf = async (values: KeyedEvent['values']) => {
      const context = memoryContext();
      const folder = foldChanges(settings({ wanted: ['rack', 'size'] }), context);
      await folder.add({ events: [event('a', 1, 'CREATE', values)], appeared: [] }, snapshot(0));
      await collect(folder.finish());
      return context.warnings.map((warning) => warning.replace(/.* /, ''));
    };
    expect(await warningsOf(['r', 1])).toEqual([]);
    expect(await warningsOf([null, 0])).toEqual(['rack']);
    expect(await warningsOf([null, null])).toEqual(['rack', 'size']);
  });
});
