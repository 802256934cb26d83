import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { ProgressMeter } from '../../../pipeline/engine/progress.ts';
import { RowReceivers } from '../../../pipeline/engine/row-receivers.ts';
import { cutIntoStretches, readSnapshots } from '../../../pipeline/engine/snapshots.ts';
import { runStretch } from '../../../pipeline/engine/stretch.ts';
import type { PlannedStage } from '../../../pipeline/spec/plan.ts';
import type { SnapshotStage } from '../../../pipeline/stage.ts';
import { collect } from '../../support/collect.ts';
import { lettersEvents, lettersReader, lettersSource, quarantined } from '../../support/letters.ts';
import { chainOf, memoryLog, planned, runState } from '../../support/planned.ts';

beforeEach(() => quarantined.splice(0));

async function read(texts: string[], onError: 'fail' | 'skip' | 'quarantine' = 'fail') {
  const log = memoryLog();
  const state = runState(undefined, log);
  const options = { texts, onError };
  const inputs = await lettersSource.plan(options, { signal: state.signal, warn: () => {} });
  const plan = {
    source: planned(lettersSource, options) as never,
    reader: planned(lettersReader),
    inputs,
  };
  const trunks = [{ planned: planned(lettersEvents) as PlannedStage<SnapshotStage<unknown>>, rest: chainOf({}) }];
  const receivers = new RowReceivers(trunks, state);
  const meter = new ProgressMeter({ inputs: inputs.length, totalBytes: undefined, terminal: undefined });
  const settings = { workers: 0, checksums: true, folder: '.' };
  const outcomes = await readSnapshots(plan, receivers, settings, state, meter);
  const events = (await collect(receivers.finish()[0]!)).flat();
  return { events: events.map(({ TIME, NAME }) => `${TIME}${NAME}`), outcomes, log, state, meter };
}

describe('readSnapshots', () => {
  it('compares each snapshot with the one before', async () => {
    const { events } = await read(['ab', 'abc', 'c']);
    expect(events).toEqual(['0+a', '0+b', '1+c', '2-a', '2-b']);
  });

  it('leaves a damaged input out of the comparison under skip, and tells', async () => {
    const { events, outcomes, log } = await read(['ab', 'a!', 'ab', 'a'], 'skip');
    expect(events).toEqual(['0+a', '0+b', '3-b']);
    expect(outcomes.map((outcome) => outcome.error?.code)).toEqual([undefined, 'damaged', undefined, undefined]);
    expect(log.lines).toEqual(['warning input-skipped #1: expected a letter, found ! (damaged)']);
    expect(quarantined).toEqual([]);
  });

  it('hands a damaged input to the source under quarantine', async () => {
    await read(['ab', 'a!', 'ab'], 'quarantine');
    expect(quarantined).toEqual(['#1']);
  });

  it('fails at the first damaged input otherwise, naming it', async () => {
    await expect(read(['ab', 'a!', '!'])).rejects.toMatchObject({
      code: 'damaged',
      exitCode: 65,
      location: { file: '#1', byteOffset: 1 },
    });
  });

  it('fails when nothing at all could be read', async () => {
    await expect(read(['!', '!'], 'skip')).rejects.toMatchObject({ code: 'no-readable-input' });
  });

  it('gathers warnings, counters, checksums and bytes', async () => {
    const { log, state, outcomes, meter } = await read(['a~', 'b~']);
    expect(log.lines).toEqual(['warning wavy a wavy letter']);
    expect(state.warnings.get('wavy')?.times).toBe(2);
    expect(state.counters.get('letters')).toBe(4);
    expect(outcomes[0]).toMatchObject({
      bytes: 2,
      rawBytes: 2,
      rows: 2,
      sha256: 'b5bf04141f3d23a1e2714c7e3315dc6c9f0a0f44be6482dc34ffca4563aaa333',
    });
    expect(meter.line()).toContain('reading 2/2 inputs, 4 B');
  });
});

describe('runStretch', () => {
  const surroundings = (signal = new AbortController().signal) => ({ signal, progress: () => {} });
  const settings = { epoch: 0, checksums: false, requireTrailer: false, goOn: false };
  const stages = (options: unknown) => ({
    source: { stage: lettersSource as never, options },
    reader: { stage: lettersReader, options: {} },
    snapshots: [{ stage: lettersEvents as SnapshotStage<unknown>, options: {} }],
  });

  it('finds the same changes however the inputs are cut into stretches', async () => {
    const texts = fc.array(
      fc.subarray([...'abcdef']).map((letters) => letters.join('')),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 12 }), async (all, length) => {
        const inputs = await lettersSource.plan(
          { texts: all },
          { signal: new AbortController().signal, warn: () => {} },
        );
        const whole = await changesOf([inputs]);
        const cut: (typeof inputs)[] = [];
        for (let i = 0; i < inputs.length; i += length) cut.push(inputs.slice(i, i + length));
        expect(await changesOf(cut)).toEqual(whole);
      }),
    );

    async function changesOf(stretches: Awaited<ReturnType<typeof lettersSource.plan>>[]) {
      const changes: unknown[] = [];
      let last: { state: string[]; snapshot: never } | undefined;
      for (const stretch of stretches) {
        const result = await runStretch(stretch, stages({}), settings, surroundings());
        const own = result.stages[0];
        if (own?.first) changes.push(lettersEvents.compare(last as never, own.first as never, {}));
        changes.push(...(own?.changes.map(({ change }) => change) ?? []));
        last = own?.last as never;
      }
      return changes;
    }
  });

  it('stops when aborted', async () => {
    const inputs = await lettersSource.plan({ texts: ['a'] }, { signal: new AbortController().signal, warn: () => {} });
    await expect(runStretch(inputs, stages({}), settings, surroundings(AbortSignal.abort()))).rejects.toThrow(
      'aborted',
    );
  });
});

describe('cutIntoStretches', () => {
  it('keeps every input, in order, and every worker busy', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 16 }),
        fc.integer({ min: 1, max: 4 }),
        (count, workers, perWorker) => {
          const inputs = Array.from({ length: count }, (_, index) => ({
            path: '',
            snapshot: { index, time: 0, name: '' },
          }));
          const stretches = cutIntoStretches(inputs, workers, perWorker);
          expect(stretches.flat()).toEqual(inputs);
          expect(stretches.length).toBeGreaterThanOrEqual(Math.min(count, workers));
        },
      ),
    );
  });
});
