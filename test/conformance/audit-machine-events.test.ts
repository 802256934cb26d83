/** From real audit tables to the goldens of Star Compactor, and to what the default semantics makes of them. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditReceivers, planAudit, readAudit } from '../../pipeline/engine/audit.ts';
import { ProgressMeter } from '../../pipeline/engine/progress.ts';
import { RunState } from '../../pipeline/engine/run-state.ts';
import { formatZonelessTime } from '../../pipeline/formats/iso-time.ts';
import { HOST_NAME } from '../../pipeline/records/machine-event.ts';
import type { DataRecord, Properties, RecordType } from '../../pipeline/records/record-type.ts';
import auditParquet from '../../pipeline/sources/audit-parquet.ts';
import { type TwoPassTransform, withSchema } from '../../pipeline/stage.ts';
import csv from '../../sinks/csv.ts';
import jsonl from '../../sinks/jsonl.ts';
import { machineEventsOptions } from '../../transforms/machine-events/options.ts';
import machineEvents from '../../transforms/machine-events.ts';
import mask from '../../transforms/mask.ts';
import { runCli } from '../support/cli.ts';
import { collect } from '../support/collect.ts';
import { conformancePath, hasConformance } from '../support/conformance.ts';
import { differenceFromGolden } from '../support/golden-traces.ts';
import { chainOf, memoryLog, planned } from '../support/planned.ts';
import { encoded, readTrace } from '../support/trace-records.ts';
import { BAREMETAL, type Differences, VM } from './audit-differences.ts';

const EPOCH = Date.UTC(2015, 8, 17) * 1000;
const CLOUDS = {
  vm: { cloud: 'vm', rack: { regex: '(\\w\\d{2})-(\\d{2}).cloud.example.org', group: 1 } },
  baremetal: { cloud: 'baremetal' },
} as const;
type Cloud = keyof typeof CLOUDS;

/** The masked machine events of a folder of audit tables. */
async function trace(
  tables: 'zstd' | 'snappy',
  cloud: Cloud,
  semantics: 'default' | 'starcompactor',
  method: 'none' | 'salted' = 'none',
): Promise<{ records: DataRecord[]; type: RecordType }> {
  const state = new RunState(EPOCH, new AbortController().signal, memoryLog());
  const options = machineEventsOptions.parse({ ...CLOUDS[cloud], semantics });
  const stage = planned(await withSchema(machineEvents), options);
  const source = planned(auditParquet, { path: conformancePath(`audit/${tables}`) });
  const trunks = [{ planned: stage as never, rest: chainOf({}) }];
  const plan = await planAudit(source as never, trunks, state);
  const meter = new ProgressMeter({ inputs: plan.inputs.length, totalBytes: undefined, terminal: undefined });
  const receivers = new AuditReceivers(trunks, state);
  await readAudit(plan, receivers, { checksums: false }, state, meter);
  const found = (await collect(receivers.finish()[0]!)).flat();

  const foundType = machineEvents.gives(options);
  const maskOptions = mask.options.parse(method === 'none' ? { method } : { salt: 'chameleon', weak_salt: 'accept' });
  const masking = mask.create(maskOptions, state.contextOf(planned(mask)), foundType) as TwoPassTransform;
  const once = found.map((record) => masking.first(record) as DataRecord);
  const numbered = masking.second();
  return {
    records: once.map((record) => numbered(record) as DataRecord),
    type: mask.gives(foundType, maskOptions),
  };
}

const TRACES = (['vm', 'baremetal'] as const).flatMap((cloud) =>
  (['zstd', 'snappy'] as const).flatMap((tables) =>
    (['none', 'salted'] as const).map((method) => ({ cloud, tables, method })),
  ),
);

describe.skipIf(!hasConformance)('semantics: starcompactor equals the goldens', () => {
  it.each(TRACES)('$cloud, $tables, $method', async ({ cloud, tables, method }) => {
    const { records, type } = await trace(tables, cloud, 'starcompactor', method);
    for (const [kind, sink] of Object.entries({ csv, jsonl })) {
      const text = encoded(sink.create({ path: '-', compress: 'none', dialect: 'starcompactor' }, type), records);
      expect(differenceFromGolden(`audit/golden/machine.${cloud}.${method}.${kind}`, text, '--bytes')).toBe('');
    }
  });
});

/** Events by time, host and kind; hosts cut short. */
function byKey(
  records: readonly DataRecord[],
  rackOf: (rack: unknown) => unknown = (rack) => rack,
): Map<string, string> {
  return new Map(
    records.map((record) => {
      const name = String(record[HOST_NAME]);
      const host = name.includes('.') ? name.split('.')[0] : name.split('-')[0];
      const properties = { ...(record.PROPERTIES as Properties | null) };
      if ('rack' in properties) properties.rack = rackOf(properties.rack) as null;
      const known = Object.entries(properties).filter(([, value]) => value !== null);
      return [
        `${formatZonelessTime(record.EVENT_TIME as number)} ${host} ${record.EVENT}`,
        JSON.stringify(known.sort()),
      ];
    }),
  );
}

describe.skipIf(!hasConformance)('semantics: default differs from them by its repairs', () => {
  // Star Compactor numbers UNKNOWN too, as 0: all other racks of hypervisors have the next number.
  const knownRack = (rack: unknown) => (typeof rack === 'number' && rack > 0 ? rack - 1 : null);

  it.each<[Cloud, Differences]>([
    ['vm', VM],
    ['baremetal', BAREMETAL],
  ])('%s', async (cloud, repairs) => {
    const { records, type } = await trace('snappy', cloud, 'default');
    const golden = readTrace(conformancePath(`audit/golden/machine.${cloud}.none.jsonl`), type);
    const before = byKey(golden, cloud === 'vm' ? knownRack : undefined);
    const now = byKey(records);
    const keys = [...new Set([...before.keys(), ...now.keys()])];
    const differences = keys.flatMap((key) => {
      if (before.get(key) === now.get(key)) return [];
      return `${!now.has(key) ? '-' : before.has(key) ? '~' : '+'} ${key}`;
    });
    expect(differences.sort()).toEqual(Object.values(repairs).flat().sort());
    expect(now.size).toBe(records.length);
  });
});

describe.skipIf(!hasConformance)('the whole path', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audit-conformance-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('from the tables to traces that diff calls equal to the goldens', async () => {
    const branches = Object.entries(CLOUDS).map(([cloud, options]) => {
      const events = JSON.stringify({ ...options, semantics: 'starcompactor' });
      const tail = `- mask: { method: none }\n        - jsonl: { path: ${cloud}.jsonl }`;
      return `      ${cloud}:\n        - machine-events: ${events}\n        ${tail}`;
    });
    const path = conformancePath('audit/zstd');
    const pipeline = `stages:\n  - audit-parquet: { path: ${path} }\n  - branch:\n${branches.join('\n')}\n`;
    await writeFile(join(folder, 'pipeline.yaml'), pipeline);
    expect(await runCli(['run', 'pipeline.yaml'], { cwd: folder })).toMatchObject({ code: 0, stderr: '' });
    for (const [cloud, events] of [
      ['vm', 37],
      ['baremetal', 114],
    ] as const) {
      const golden = conformancePath(`audit/golden/machine.${cloud}.none.csv`);
      const { stdout } = await runCli(['diff', golden, `${cloud}.jsonl`], { cwd: folder });
      expect(stdout).toBe(`equal: ${events} machine events\n`);
    }
  });
});
