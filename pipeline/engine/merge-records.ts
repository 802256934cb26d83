/** Records of one type from several sources, put together: what several of them tell is told once. */
import type { DataRecord, RecordType } from '../records/record-type.ts';
import { mergeTypes } from '../spec/merge.ts';
import type { Chain } from '../spec/plan.ts';
import type { Events, EventTrunk, Reading } from './reading.ts';
import { throughStages } from './record-chain.ts';
import type { RunState } from './run-state.ts';
import { totalSize } from './total-size.ts';

const BATCH = 1000;

/** @param rest what the records go through together. */
export function mergeRecords(readings: readonly Reading[], rest: Chain, state: RunState): Reading {
  return {
    inputs: readings.reduce((sum, { inputs }) => sum + inputs, 0),
    totalBytes: totalSize(readings.map(({ totalBytes }) => totalBytes)),
    async read(settings, meter) {
      const all: Events[] = [];
      const each = async (act: (events: Events) => Promise<void>) => {
        for (const events of all) await act(events);
      };
      try {
        for (const reading of readings) all.push(await reading.read(settings, meter));
        const sources = all
          .flatMap(({ trunks }) => trunks)
          .map((trunk) => throughStages(trunk.records, trunk.type, trunk.rest, state));
        const type = mergeTypes(sources.map((source) => source.type)) as RecordType;
        const records = withoutDuplicates(
          sources.map((source) => source.records),
          type,
          state,
        );
        const trunk: EventTrunk = { id: 'merge', type, records, rest };
        return {
          outcomes: all.flatMap(({ outcomes }) => outcomes),
          trunks: [trunk],
          commit: () => each((events) => events.commit()),
          close: () => each((events) => events.close()),
        };
      } catch (error) {
        await each((events) => events.close());
        throw error;
      }
    },
  };
}

type Item = readonly [key: string, source: number, record: DataRecord];

/**
 * Records that agree in the key columns of their type are one; a source that has several of them means several. Of those that two
 * sources tell, the fuller one is given, else that of the later source.
 */
export async function* withoutDuplicates(
  sources: readonly AsyncIterable<readonly DataRecord[]>[],
  type: RecordType,
  state: Pick<RunState, 'sorter' | 'count'>,
): AsyncGenerator<DataRecord[]> {
  const columns = type.key ?? type.columns.map(({ name }) => name);
  const sorter = state.sorter<Item>(([a, i], [b, j]) => (a < b ? -1 : a > b ? 1 : i - j));
  for (const [source, batches] of sources.entries()) {
    for await (const batch of batches) {
      await sorter.add(batch.map((record) => [JSON.stringify(columns.map((name) => record[name])), source, record]));
    }
  }
  let out: DataRecord[] = [];
  let group: Item[] = [];
  for await (const items of sorter.sorted()) {
    for (const item of items) {
      if (group.length > 0 && (group[0] as Item)[0] !== item[0]) {
        out.push(...once(group, state));
        group = [];
      }
      group.push(item);
    }
    if (out.length >= BATCH) {
      yield out;
      out = [];
    }
  }
  out.push(...once(group, state));
  if (out.length > 0) yield out;
}

function once(group: readonly Item[], state: Pick<RunState, 'count'>): DataRecord[] {
  if (group.length < 2) return group.map(([, , record]) => record);
  const bySource = new Map<number, DataRecord[]>();
  for (const [, source, record] of group) {
    const own = bySource.get(source);
    if (own === undefined) bySource.set(source, [record]);
    else own.push(record);
  }
  const lists = [...bySource.values()];
  const length = Math.max(...lists.map((list) => list.length));
  if (group.length > length) state.count('duplicates between sources', group.length - length);
  return Array.from({ length }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1)).reduce(fuller));
}

const fuller = (a: DataRecord, b: DataRecord): DataRecord => (filled(a) > filled(b) ? a : b);
const filled = (record: DataRecord): number => Object.values(record).filter((value) => value !== null).length;
