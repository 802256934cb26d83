/** The whole path against clouds whose history is known: what the backups reveal is found, and nothing else. */
import { cp, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type CloudKind,
  type Compression,
  inventCloud,
  isoTime,
  NODE_PROPERTIES,
  NODE_RACK_PROPERTY,
  type StyleName,
  type WrittenBackup,
  writeBackups,
} from '../../../fixtures/index.ts';
import { loadFiles } from '../../../pipeline/cli/load-files.ts';
import { runPipeline } from '../../../pipeline/engine/run-pipeline.ts';
import { memoryLog, memoryStdout } from '../../support/planned.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'truth-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

interface Event {
  EVENT_TIME: string;
  'HOST_NAME (PHYSICAL)': string;
  EVENT: string;
  PROPERTIES: Record<string, unknown> | null;
}

interface Expected {
  options?: string;
  code?: number;
  /** How many kinds of warnings there may be. */
  warnings?: number;
}

async function eventsOf(
  path: string,
  stage: string,
  workers: number,
  { options = '', code = 0, warnings = 0 }: Expected = {},
): Promise<Event[]> {
  const file = join(folder, 'truth.yaml');
  await writeFile(
    file,
    String.raw`
stages:
  - backups: { path: ${path}, timestamp: 'mysql_backup_(\d{8})-(\d{6})', order: timestamp${options} }
  - sql-dump
  - machine-events: ${stage}
  - mask: { method: none }
  - jsonl
`,
  );
  const { pipelines, problems } = await loadFiles([file], []);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(problems).toHaveLength(warnings);
  const stdout = memoryStdout();
  const log = memoryLog();
  const { signal } = new AbortController();
  const settings = { workers, log, signal, stdout, terminal: undefined, version: '0' };
  expect(await runPipeline(pipelines[0]!, settings)).toBe(code);
  return stdout
    .text()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const CASES: { seed: string; kind: CloudKind; style: StyleName[]; compress: Compression[] }[] = [
  { seed: 'a', kind: 'vm', style: ['mariadb'], compress: ['none'] },
  { seed: 'b', kind: 'vm', style: ['mysql-5.6', 'mysql-8.0'], compress: ['gz', 'bz2'] },
  { seed: 'c', kind: 'vm', style: ['complete-insert', 'net-buffer-4k', 'mydumper'], compress: ['zst', 'none'] },
  { seed: 'd', kind: 'baremetal', style: ['mariadb', 'hex-blob', 'insert-ignore'], compress: ['bz2', 'zst', 'gz'] },
  { seed: 'e', kind: 'baremetal', style: ['mysql-5.7'], compress: ['gz'] },
];

describe.each(CASES)('$kind cloud $seed, dumped as $style, $compress', ({ seed, kind, style, compress }) => {
  it('gives exactly the events that its backups reveal, for any number of workers', async () => {
    const cloud = inventCloud({ seed, hosts: 10, nodes: kind === 'baremetal' ? 8 : 0, snapshots: 7 });
    const out = join(folder, seed);
    await writeBackups(cloud, { out, style, compress });
    const stage =
      kind === 'vm'
        ? `{ cloud: vm, databases: ${JSON.stringify(cloud.databases)}, rack: { regex: '${cloud.rackRegex}', group: 1 } }`
        : `{ cloud: baremetal, properties: ${JSON.stringify(NODE_PROPERTIES)}, rack_property: ${NODE_RACK_PROPERTY} }`;
    const found = await eventsOf(out, stage, 0);
    const rack = kind === 'vm' ? 'rack' : NODE_RACK_PROPERTY;
    const told = found.map((event) => ({
      time: event.EVENT_TIME,
      host: event['HOST_NAME (PHYSICAL)'],
      event: event.EVENT,
      properties: withoutRack(event.PROPERTIES, rack),
    }));
    const expected = cloud.revealed(kind).map(({ time, host, event, properties }) => ({
      time: new Date(time / 1000).toISOString().replace(/\.000Z$/, 'Z'),
      host,
      event,
      properties: withoutRack(properties, rack),
    }));
    const byKey = (a: { time: string; host: string; event: string }, b: typeof a) =>
      `${a.time} ${a.host} ${a.event}` < `${b.time} ${b.host} ${b.event}` ? -1 : 1;
    expect(told.sort(byKey)).toEqual(expected.sort(byKey));
    expect(await eventsOf(out, stage, 2)).toEqual(found);
  });
});

describe('an archive with flaws', () => {
  const cloud = inventCloud({ seed: 'flaws', hosts: 10, snapshots: 7 });
  const stage = `{ cloud: vm, databases: ${JSON.stringify(cloud.databases)} }`;
  let written: WrittenBackup[];
  let all: Event[];
  let path: string;

  beforeAll(async () => {
    written = await writeBackups(cloud, { out: join(folder, 'whole'), compress: ['gz', 'none'] });
    all = await eventsOf(join(folder, 'whole'), stage, 0);
    path = join(folder, 'flawed');
  });
  beforeEach(async () => {
    await rm(path, { recursive: true, force: true });
    await cp(join(folder, 'whole'), path, { recursive: true, preserveTimestamps: true });
  });

  const copyOf = (index: number) => join(path, basename(written[index]!.path));
  const revealedBy = (snapshots: readonly number[]) =>
    cloud
      .revealed('vm', snapshots)
      .map(({ time, host, event }) => `${isoTime(time)} ${host} ${event}`)
      .sort();
  const told = (events: readonly Event[]) =>
    events.map((event) => `${event.EVENT_TIME} ${event['HOST_NAME (PHYSICAL)']} ${event.EVENT}`).sort();
  const without = (index: number) => cloud.snapshots.filter((_, i) => i !== index);

  it('without one in the middle: the others tell what they can', async () => {
    await rm(copyOf(3));
    expect(told(await eventsOf(path, stage, 2))).toEqual(revealedBy(without(3)));
  });

  it('with a damaged one that is skipped: as without it', async () => {
    await truncate(copyOf(2), 2000);
    expect(told(await eventsOf(path, stage, 2, { options: ', on_error: skip', code: 3 }))).toEqual(
      revealedBy(without(2)),
    );
  });

  it('with one twice, under another name: as with one', async () => {
    await cp(copyOf(4), copyOf(4).replace('mysql_backup', 'copy_of_mysql_backup'));
    expect(await eventsOf(path, stage, 2, { warnings: 1 })).toEqual(all);
  });

  it('out of order by name, but not by timestamp', async () => {
    for (const [i, { path: original }] of written.entries()) {
      await rename(copyOf(i), join(path, `${9 - i}-${basename(original)}`));
    }
    expect(await eventsOf(path, stage, 2)).toEqual(all);
  });

  it('with two of one second', async () => {
    // The later of two with one time is the later by name.
    const [first, second] = [copyOf(5), copyOf(6)];
    const stamp = /\d{8}-\d{6}/.exec(basename(first))![0];
    await rename(second, join(path, `zz_mysql_backup_${stamp}${second.endsWith('.gz') ? '.sql.gz' : '.sql'}`));
    const events = await eventsOf(path, stage, 2, { warnings: 1 });
    // What the last backup tells by its rows is the same; only a disappearance would be told at another time.
    const vanished = all.filter(
      ({ EVENT, EVENT_TIME }) => EVENT === 'DELETE' && EVENT_TIME === isoTime(cloud.snapshots[6]!),
    );
    expect(events.length).toBe(all.length);
    expect(events.filter((event) => !all.some((other) => isDeepStrictEqual(event, other)))).toHaveLength(
      vanished.length,
    );
  });
});

/** Racks come out numbered. */
function withoutRack(properties: object | null, rack: string): object | null {
  return properties && Object.fromEntries(Object.entries(properties).filter(([name]) => name !== rack));
}
