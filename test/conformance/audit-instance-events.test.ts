/** From real audit tables to the goldens of Star Compactor, and what the default semantics adds to them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataRecord, RecordType } from '../../pipeline/records/record-type.ts';
import auditParquet from '../../pipeline/sources/audit-parquet.ts';
import { instanceAudit } from '../../transforms/instance-events/audit.ts';
import { instanceEventsOptions } from '../../transforms/instance-events/options.ts';
import { runCli } from '../support/cli.ts';
import { collect } from '../support/collect.ts';
import { compareTraces, conformancePath, hasConformance } from '../support/conformance.ts';
import { memoryContext } from '../support/run-context.ts';
import { readTrace } from '../support/trace-records.ts';

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

const TRACES = (['zstd', 'snappy'] as const).flatMap((tables) => [
  { tables, golden: 'vm.none', kinds: ['csv', 'jsonl'], options: { cloud: 'vm' } },
  { tables, golden: 'vm.salted', kinds: ['csv', 'jsonl'], options: { cloud: 'vm' } },
  { tables, golden: 'vm.window.none', kinds: ['csv'], options: { cloud: 'vm', ...WINDOW } },
  { tables, golden: 'baremetal.none', kinds: ['csv', 'jsonl'], options: { cloud: 'baremetal' } },
  { tables, golden: 'baremetal.salted', kinds: ['csv', 'jsonl'], options: { cloud: 'baremetal' } },
]);

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

describe.skipIf(!hasConformance)('the whole path', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audit-instances-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(['zstd', 'snappy'])('from the tables (%s) to the bytes of the goldens', async (tables) => {
    const branch = (golden: string, options: object, kinds: readonly string[]) => [
      { 'instance-events': { databases: ['nova'], semantics: 'starcompactor', ...options } },
      { mask: golden.endsWith('salted') ? { salt: 'chameleon', weak_salt: 'accept' } : { method: 'none' } },
      ...kinds.map((kind) => ({ [kind]: { path: `${golden}.${kind}`, dialect: 'starcompactor' } })),
    ];
    const traces = TRACES.filter((trace) => trace.tables === tables);
    const branches = traces.map(({ golden, options, kinds }) => [
      golden.replaceAll('.', '-'),
      branch(golden, options, kinds),
    ]);
    const stages = [
      { 'audit-parquet': { path: conformancePath(`audit/${tables}`) } },
      { branch: Object.fromEntries(branches) },
    ];
    await writeFile(join(folder, 'pipeline.yaml'), JSON.stringify({ stages }));
    expect(await runCli(['run', 'pipeline.yaml'], { cwd: folder })).toMatchObject({ code: 0, stdout: '' });
    for (const { golden, kinds } of traces) {
      for (const kind of kinds) {
        const path = conformancePath(`audit/golden/instance.${golden}.${kind}`);
        expect(compareTraces(path, join(folder, `${golden}.${kind}`), '--bytes')).toMatchObject({ equal: true });
      }
    }
  });
});
