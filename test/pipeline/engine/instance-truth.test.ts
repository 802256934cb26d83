/** Instance events over the whole path, against clouds whose history is known. */
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Compression, inventCloud, type Release, type StyleName, writeBackups } from '../../../fixtures/index.ts';
import { loadFiles } from '../../../pipeline/cli/load-files.ts';
import { runPipeline } from '../../../pipeline/engine/run-pipeline.ts';
import { expectedEvents } from '../../support/instance-truth.ts';
import { memoryLog, memoryStdout } from '../../support/planned.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instance-truth-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

type Line = Record<string, unknown>;

async function eventsIn(path: string, databases: readonly string[], workers: number, code = 0): Promise<Line[]> {
  const file = join(folder, 'truth.yaml');
  const skip = code === 0 ? '' : ', on_error: skip';
  await writeFile(
    file,
    String.raw`
stages:
  - backups: { path: ${path}, timestamp: 'mysql_backup_(\d{8})-(\d{6})'${skip} }
  - sql-dump
  - instance-events: { cloud: vm, databases: ${JSON.stringify(databases)}, exclude_users: [], exclude_projects: [] }
  - mask: { method: none }
  - jsonl
`,
  );
  const { pipelines, problems } = await loadFiles([file], []);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const stdout = memoryStdout();
  const { signal } = new AbortController();
  const settings = { workers, log: memoryLog(), signal, stdout, terminal: undefined, version: '0' };
  expect(await runPipeline(pipelines[0]!, settings)).toBe(code);
  return stdout
    .text()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ START_SEC, FINISH_SEC, EVENT_DURATION, ...line }) => line);
}

const isoTime = (time: number | null) =>
  time === null ? null : new Date(time / 1000).toISOString().replace(/\.000Z$/, 'Z');

const expected = (...[cloud, times]: Parameters<typeof expectedEvents>): Line[] =>
  expectedEvents(cloud, times).map((event) => ({
    ...event,
    START_TIME: isoTime(event.START_TIME),
    FINISH_TIME: isoTime(event.FINISH_TIME),
  }));

const CASES: { seed: string; release: Release; style: StyleName[]; compress: Compression[] }[] = [
  { seed: 'a', release: 'zed', style: ['mariadb'], compress: ['none'] },
  { seed: 'b', release: 'queens', style: ['mysql-5.6', 'complete-insert', 'mydumper'], compress: ['gz', 'bz2'] },
  { seed: 'c', release: 'ussuri', style: ['insert-ignore', 'hex-blob', 'net-buffer-4k'], compress: ['zst', 'none'] },
];

describe.each(CASES)('a cloud of $release, dumped as $style, $compress', ({ seed, release, style, compress }) => {
  it('gives every event that any backup shows, for any number of workers', async () => {
    const cloud = inventCloud({ seed, release, hosts: 6, instances: 40, cells: 2, snapshots: 7 });
    const out = join(folder, seed);
    await writeBackups(cloud, { out, style, compress });
    expect(await eventsIn(out, cloud.databases, 0)).toEqual(expected(cloud, cloud.snapshots));
    expect(await eventsIn(out, cloud.databases, 2)).toEqual(expected(cloud, cloud.snapshots));
  });
});

it('a damaged backup that is skipped is as good as none', async () => {
  const cloud = inventCloud({ seed: 'd', hosts: 6, instances: 40, snapshots: 5 });
  const out = join(folder, 'damaged');
  const written = await writeBackups(cloud, { out, compress: ['gz'] });
  await truncate(written[2]!.path, Math.floor(written[2]!.compressedSize * 0.9));
  const others = cloud.snapshots.filter((_, i) => i !== 2);
  expect(await eventsIn(out, cloud.databases, 2, 3)).toEqual(expected(cloud, others));
});
