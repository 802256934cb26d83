/** From real audit tables to the goldens of Star Compactor, and what the default semantics adds to them. */
import { describe, expect, it } from 'vitest';
import type { DataRecord, RecordType } from '../../pipeline/records/record-type.ts';
import auditParquet from '../../pipeline/sources/audit-parquet.ts';
import type { RecordFunction } from '../../pipeline/stage.ts';
import csv from '../../sinks/csv.ts';
import jsonl from '../../sinks/jsonl.ts';
import { instanceAudit } from '../../transforms/instance-events/audit.ts';
import { instanceEventsOptions } from '../../transforms/instance-events/options.ts';
import mask from '../../transforms/mask.ts';
import { collect } from '../support/collect.ts';
import { conformancePath, hasConformance } from '../support/conformance.ts';
import { differenceFromGolden } from '../support/golden-traces.ts';
import { memoryContext } from '../support/run-context.ts';
import { encoded, readTrace } from '../support/trace-records.ts';

const WINDOW = { start: '2026-11-20T09:57:00', end: '2026-11-20T10:16:20' };
type Tables = 'zstd' | 'snappy';

async function found(tables: Tables, options: object): Promise<{ records: DataRecord[]; type: RecordType }> {
  const parsed = instanceEventsOptions.parse(options);
  const context = memoryContext(Date.UTC(2015, 8, 17) * 1000);
  const folder = instanceAudit.fold(parsed, context);
  const source = { path: conformancePath(`audit/${tables}`) };
  const inputs = await auditParquet.plan(source, instanceAudit.needs(parsed), context);
  for (const input of inputs) {
    for await (const batch of auditParquet.read(input, source, context)) await folder.add(batch);
  }
  return { records: (await collect(folder.finish())).flat(), type: instanceAudit.gives!(parsed) };
}

function masked(records: readonly DataRecord[], type: RecordType, method: 'none' | 'salted') {
  const options = mask.options.parse(method === 'none' ? { method } : { salt: 'chameleon', weak_salt: 'accept' });
  const replace = mask.create(options, memoryContext(), type) as RecordFunction;
  return { records: records.map((record) => replace(record) as DataRecord), type: mask.gives(type, options) };
}

const TRACES = (['zstd', 'snappy'] as const).flatMap((tables) => [
  { tables, golden: 'vm.none', kinds: ['csv', 'jsonl'], options: { cloud: 'vm' } },
  { tables, golden: 'vm.salted', kinds: ['csv', 'jsonl'], options: { cloud: 'vm' } },
  { tables, golden: 'vm.window.none', kinds: ['csv'], options: { cloud: 'vm', ...WINDOW } },
  { tables, golden: 'baremetal.none', kinds: ['csv', 'jsonl'], options: { cloud: 'baremetal' } },
  { tables, golden: 'baremetal.salted', kinds: ['csv', 'jsonl'], options: { cloud: 'baremetal' } },
]);

describe.skipIf(!hasConformance)('semantics: starcompactor equals the goldens', () => {
  it.each(TRACES)('$tables, $golden', async ({ tables, golden, kinds, options }) => {
    const plain = await found(tables, { ...options, semantics: 'starcompactor' });
    const { records, type } = masked(plain.records, plain.type, golden.endsWith('salted') ? 'salted' : 'none');
    for (const kind of kinds) {
      const sink = kind === 'csv' ? csv : jsonl;
      const text = encoded(sink.create({ path: '-', compress: 'none', dialect: 'starcompactor' }, type), records);
      expect(differenceFromGolden(`audit/golden/instance.${golden}.${kind}`, text, '--bytes')).toBe('');
    }
  });
});

describe.skipIf(!hasConformance)('semantics: default', () => {
  const keyOf = ({ INSTANCE_UUID, EVENT, START_TIME, FINISH_TIME, RESULT }: DataRecord) =>
    JSON.stringify([INSTANCE_UUID, EVENT, START_TIME, FINISH_TIME, RESULT]);

  // The tables tell of 460 events, 13 of them of instances of `admin`; half have finishes that came as UPDATE rows.
  it.each(['vm', 'baremetal'] as const)(
    '%s: tells every event once, among them all that Star Compactor tells',
    async (cloud) => {
      const { records, type } = await found('zstd', { cloud });
      const golden = readTrace(conformancePath(`audit/golden/instance.${cloud}.none.jsonl`), type);
      const told = new Set(records.map(keyOf));
      expect([golden.length, records.length]).toEqual([223, 447]);
      expect(golden.map(keyOf).filter((key) => !told.has(key))).toEqual([]);
      expect(records.filter(({ FINISH_TIME }) => FINISH_TIME === null)).toEqual([]);
    },
  );

  it('tells what the database told of these instances before they were deleted', async () => {
    const { records, type } = await found('zstd', { cloud: 'vm' });
    const told = new Set(records.map(keyOf));
    const live = readTrace(conformancePath('kvm/golden-instances/vm.none.jsonl'), type);
    const audited = new Set(records.map(({ INSTANCE_UUID }) => INSTANCE_UUID));
    const shared = live.filter(({ INSTANCE_UUID }) => audited.has(INSTANCE_UUID));
    expect(shared).toHaveLength(334);
    expect(shared.map(keyOf).filter((key) => !told.has(key))).toEqual([]);
  });
});
