import { describe, expect, it } from 'vitest';
import { ProgressMeter } from '../../../pipeline/engine/progress.ts';
import { planReading } from '../../../pipeline/engine/reading.ts';
import type { Chain, Pipeline, PlannedStage } from '../../../pipeline/spec/plan.ts';
import type { AnyStage, RowBatch } from '../../../pipeline/stage.ts';
import csv from '../../../sinks/csv.ts';
import mask from '../../../transforms/mask.ts';
import { collect } from '../../support/collect.ts';
import { lettersEvents, lettersHistory, lettersLive, lettersReader, lettersSource } from '../../support/letters.ts';
import { chainOf, memoryLog, planned, runState, thingType, transform } from '../../support/planned.ts';

const archive = (texts: string[], options = {}): PlannedStage[] => [
  planned(lettersSource, { texts, ...options }),
  planned(lettersReader),
];
const events = planned(lettersEvents);
const history = planned(lettersHistory);

/** What comes out of the first trunk, in order of time. */
async function read(parts: Partial<Chain>, inOrder = false) {
  const log = memoryLog();
  const state = runState(undefined, log);
  const reading = await planReading({ chain: chainOf(parts) } as Pipeline, state);
  const meter = new ProgressMeter({ ...reading, terminal: undefined });
  const result = await reading.read({ workers: 0, checksums: false, folder: '.' }, meter);
  const records = (await collect(result.trunks[0]!.records)).flat();
  await result.commit();
  await result.close();
  const lines = records.map(({ TIME, NAME }) => `${TIME}${NAME}`);
  const told = inOrder ? lines : lines.toSorted();
  return { told, outcomes: result.outcomes, reading, log, state, meter, id: result.trunks[0]?.id };
}

const merge = (sources: Record<string, PlannedStage<AnyStage>[]>): NonNullable<Chain['merged']> =>
  Object.entries(sources).map(([name, stages]) => ({ name, chain: chainOf({ stages }) }));

describe('a history', () => {
  it('is given the rows of every snapshot, those of damaged ones not counting', async () => {
    const { told } = await read({ stages: [...archive(['ab', 'c!', 'd'], { onError: 'skip' }), history] });
    expect(told).toEqual(['0t.a', '0t.b', '2t.d']);
  });

  it('is not given again what has not changed', async () => {
    const { told } = await read({ stages: [...archive(Array.from({ length: 12 }, () => 'ab')), history] });
    expect(told).toEqual(['0t.a', '0t.b']);
    const { told: ofMany } = await read({ stages: [...archive(Array.from({ length: 40 }, () => 'a')), history] });
    // Stretches of sixteen at most: each begins with everything.
    expect(ofMany.toSorted()).toEqual(['0t.a', '16t.a', '32t.a']);
  });

  it('that cannot take its rows ends the run, whatever is done with damaged inputs', async () => {
    const folder = { add: () => Promise.reject(new Error('disk full')), finish: () => undefined as never };
    const full = planned({ ...lettersHistory, fold: () => folder });
    const stages = [...archive(['a'], { onError: 'skip' }), full as never];
    await expect(read({ stages })).rejects.toThrow('disk full');
  });

  it('is given again what a damaged backup held', async () => {
    const texts = ['a', 'ab', 'ab!', 'ab', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x'];
    const { told } = await read({ stages: [...archive(texts, { onError: 'skip' }), history] });
    expect(told.slice(0, 4)).toEqual(['0t.a', '1t.b', '3t.a', '3t.b']);
  });
});

describe('a live source', () => {
  const live = (letters: string, more = {}) => planned(lettersLive, { letters, time: 100, ...more });

  it('is one snapshot of now', async () => {
    const log: string[] = [];
    const { told, outcomes } = await read({ stages: [live('ab', { log }), events] });
    expect(told).toEqual(['100+a', '100+b']);
    expect(outcomes).toMatchObject([{ rows: 2, snapshot: { name: 'live', index: 0 }, error: undefined }]);
    expect(log).toEqual(['open t', 'commit', 'close']);
  });

  it('gives a view instead of the tables to those who want it', async () => {
    const log: string[] = [];
    const withView = planned(lettersHistory, { views: true });
    const { told } = await read({ stages: [live('ab', { log }), withView] });
    expect(told).toEqual(['100alphabet.a', '100alphabet.b']);
    expect(log[0]).toBe('open view alphabet');
  });

  describe('of which records can be made row by row', () => {
    const direct = planned(
      {
        ...lettersHistory,
        direct:
          () =>
          ({ rows, table }: RowBatch) =>
            rows.map(([letter]) => ({ TIME: 7, NAME: `${table}/${String(letter)}` })),
      },
      { views: true },
    );

    it('is read while they are consumed', async () => {
      const log: string[] = [];
      const { told, outcomes, id } = await read({ stages: [live('ab', { log }), direct] });
      expect(told).toEqual(['7alphabet/a', '7alphabet/b']);
      expect(id).toBe('letter-history');
      expect(outcomes).toMatchObject([{ rows: 2, snapshot: { name: 'live', index: 0 }, error: undefined }]);
      expect(log).toEqual(['open view alphabet', 'commit', 'close']);
    });

    it('may give the tables all the same', async () => {
      const { told } = await read({ stages: [live('ab'), { ...direct, options: { views: false } }] });
      expect(told).toEqual(['100t.a', '100t.b']);
    });

    it('gives them in time order as far as it says what is to come', async () => {
      const timed = planned(
        {
          ...direct.stage,
          direct:
            () =>
            ({ rows }: RowBatch) =>
              rows.map(([letter]) => ({ TIME: Number(letter), NAME: 'n' })),
        },
        { views: true },
      );
      const file = planned({ ...csv }, { path: '/t.csv', compress: 'none' });
      const told = async (letters: string, notBefore: number[]) => {
        const { told, state } = await read({ stages: [live(letters, { notBefore }), timed], sinks: [file] }, true);
        return [told.map((line) => line[0]).join(''), state.counters.get('records-out-of-order')];
      };
      expect(await told('2143', [1, 3, 3, 9])).toEqual(['1234', undefined]);
      expect(await told('2143', [3, 3, 3, 9])).toEqual(['2134', 1]);
      expect(await told('2143', [])).toEqual(['1234', undefined]);
      // Standard output waits for the end of the source all the same where something is hidden; the chain sorts then.
      const hidden = planned(mask, mask.options.parse({ salt: '8f3a1c9e5b7d2046', fields: ['NAME'] }));
      const stdout = planned({ ...csv }, { path: '-', compress: 'none' });
      const { told: unsorted } = await read({ stages: [live('2143'), timed, hidden], sinks: [stdout] }, true);
      expect(unsorted.map((line) => line[0]).join('')).toBe('2143');
    });

    it('may fail while they are consumed', async () => {
      await expect(read({ stages: [live('a!'), direct] })).rejects.toMatchObject({ code: 'gone' });
    });

    it('is gathered where it is not alone', async () => {
      const both = { archive: archive(['a']), live: [live('b')] };
      expect((await read({ merged: merge(both), stages: [direct] })).told).toEqual(['0t.a', '100alphabet.b']);
      const branches = [direct, direct].map((stage, i) => ({ name: String(i), chain: chainOf({ stages: [stage] }) }));
      expect((await read({ stages: [live('b')], branches })).told).toEqual(['100alphabet.b']);
    });
  });

  it('gives the tables to others beside it', async () => {
    const log: string[] = [];
    const branches = [planned(lettersHistory, { views: true }), events].map((stage, i) => ({
      name: String(i),
      chain: chainOf({ stages: [stage] }),
    }));
    await read({ stages: [live('ab', { log })], branches });
    expect(log[0]).toBe('open t view alphabet');
  });

  it('is let go of when it fails', async () => {
    const log: string[] = [];
    await expect(read({ stages: [live('a!', { log }), events] })).rejects.toMatchObject({ code: 'gone' });
    expect(log).toEqual(['open t', 'close']);
  });

  it('may leave out a part, named as the masks below name it', async () => {
    const mask = transform('mask', () => (record) => record);
    Object.assign(mask.stage, { alias: () => (value: string, kind: string) => `masked-${kind}-${value.length}` });
    const { told, state, log } = await read({ stages: [live('ab', { unreadable: 'b' }), events, mask] });
    expect(told).toEqual(['100+a']);
    expect(state.leftOut).toBe(1);
    expect(log.lines).toEqual(['warning part-left-out letter masked-letter-1: expected leave to read it (forbidden)']);
    expect(state.facts.get('live-letters')).toEqual({
      leftOut: [{ part: 'letter masked-letter-1', error: 'forbidden' }],
      partsLeftOut: 1,
    });
  });

  it('names a part by a keyed hash where nothing masks it', async () => {
    const { log } = await read({ stages: [live('b', { unreadable: 'b' }), events] });
    expect(log.lines[0]).toMatch(/letter [0-9a-f]{32}: /);
  });
});

describe('a merge', () => {
  const live = planned(lettersLive, { letters: 'bc', time: 100 });

  it('compares the live state with the last of the archive', async () => {
    const { told, outcomes } = await read({
      merged: merge({ live: [live], archive: archive(['a', 'ab']) }),
      stages: [events],
    });
    expect(told).toEqual(['0+a', '1+b', '100+c', '100-a']);
    expect(outcomes.map(({ snapshot }) => [snapshot.index, snapshot.name])).toEqual([
      [0, '#0'],
      [1, '#1'],
      [2, 'live'],
    ]);
  });

  it('gives a history the rows of all', async () => {
    const { told } = await read({ merged: merge({ archive: archive(['a']), live: [live] }), stages: [history] });
    expect(told).toEqual(['0t.a', '100t.b', '100t.c']);
  });

  it('refuses to compare what overlaps in time, or two live states', async () => {
    const overlapping = { a: archive(['a', 'b']), b: archive(['a']) };
    await expect(read({ merged: merge(overlapping), stages: [events] })).rejects.toMatchObject({
      code: 'overlapping-sources',
    });
    await expect(read({ merged: merge(overlapping), stages: [history] })).resolves.toMatchObject({
      told: ['0t.a', '0t.a', '1t.b'],
    });
    const twice = merge({ a: [live], b: [live] });
    await expect(read({ merged: twice, stages: [events] })).rejects.toMatchObject({ code: 'overlapping-sources' });
  });

  it('of records tells once what several sources tell', async () => {
    const gives = { kind: 'records', type: thingType } as const;
    const found = { ...events, gives };
    const merged = merge({ a: [...archive(['ab']), found], b: [...archive(['bc']), found] });
    const { told, id, reading, outcomes } = await read({ merged, stages: [] });
    expect(told).toEqual(['0+a', '0+b', '0+c']);
    expect(id).toBe('merge');
    expect([reading.inputs, outcomes.length]).toEqual([2, 2]);
  });
});
