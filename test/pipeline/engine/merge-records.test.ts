import { describe, expect, it } from 'vitest';
import { withoutDuplicates } from '../../../pipeline/engine/merge-records.ts';
import type { DataRecord } from '../../../pipeline/records/record-type.ts';
import { collect } from '../../support/collect.ts';
import { runState, thingType } from '../../support/planned.ts';

const type = { ...thingType, key: ['TIME', 'NAME'] };
const record = (TIME: number, NAME: string, NOTE: string | null = null): DataRecord => ({ TIME, NAME, NOTE });

async function* source(...records: DataRecord[]) {
  yield records;
}

async function merged(...sources: DataRecord[][]) {
  const state = runState();
  const records = (
    await collect(
      withoutDuplicates(
        sources.map((records) => source(...records)),
        type,
        state,
      ),
    )
  ).flat();
  return { records, counters: Object.fromEntries(state.counters) };
}

describe('withoutDuplicates', () => {
  it('tells once what two sources tell, and counts it', async () => {
    const { records, counters } = await merged([record(1, 'a'), record(2, 'b')], [record(2, 'b'), record(3, 'c')]);
    expect(records).toEqual([record(1, 'a'), record(2, 'b'), record(3, 'c')]);
    expect(counters).toEqual({ 'duplicates between sources': 1 });
  });

  it('gives the fuller of two, else that of the later source', async () => {
    expect((await merged([record(1, 'a', 'x')], [record(1, 'a')])).records).toEqual([record(1, 'a', 'x')]);
    expect((await merged([record(1, 'a', 'x')], [record(1, 'a', 'y')])).records).toEqual([record(1, 'a', 'y')]);
  });

  it('keeps what one source has several of', async () => {
    const { records } = await merged([record(1, 'a'), record(1, 'a')], [record(1, 'a')]);
    expect(records).toEqual([record(1, 'a'), record(1, 'a')]);
  });

  it('of nothing is nothing', async () => {
    expect((await merged([], [])).records).toEqual([]);
  });
});
