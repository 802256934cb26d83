/** Runs that end badly: damaged input, a leak, a kill. Nothing of the tokens is left, and nobody else could read the salt. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, readlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ExternalSorter } from '../../pipeline/engine/external-sort.ts';
import { SpillFile } from '../../pipeline/engine/spill-file.ts';
import { Canaries, finder } from '../support/canaries.ts';
import { cloud, SALT, tokens } from '../support/canary-world.ts';
import { CLI } from '../support/cli.ts';

const TIMEOUT = 120_000;
const canaries = new Canaries();

const BACKUPS = String.raw`- backups: { path: backups/, timestamp: 'mysql_backup_(\d{8})-(\d{6})' }`;
const EVENTS = `- machine-events: { cloud: vm, rack: { regex: '${cloud.rackRegex}', group: 1 } }`;
const MASK = `- mask: { salt: '${'$'}{SC_SALT}' }`;
const CSV = '- csv: { path: trace.csv }';
const pipeline = (...entries: string[]) => `stages:\n${entries.map((entry) => `  ${entry}\n`).join('')}`;
const PIPELINE = pipeline(BACKUPS, '- sql-dump', EVENTS, MASK, CSV);

const outputs = async (folder: string) => (await readdir(folder)).filter((name) => name.includes('trace'));

describe.each(['pretty', 'json'])('with %s logs', (format) => {
  const flags = ['--debug', '--log-format', format];

  it('damaged input leaves no token, and no output', { timeout: TIMEOUT }, async () => {
    const folder = await canaries.folder();
    const [name] = (await readdir(join(folder, 'backups'))).sort().slice(1);
    await truncate(join(folder, 'backups', name!), 120_000);
    const result = await canaries.run(folder, PIPELINE, ...flags);
    expect(result.code).toBe(65);
    expect(await outputs(folder)).toEqual([]);
    canaries.expectNone(await canaries.leftBy(folder, result));
  });

  it('a leak leaves no token, and no output', { timeout: TIMEOUT }, async () => {
    const folder = await canaries.folder();
    await stashing(folder);
    const result = await canaries.run(folder, pipeline(BACKUPS, '- sql-dump', EVENTS, '- stash', MASK, CSV), ...flags);
    expect(result.code).toBe(76);
    expect(result.stderr).toContain('trace.csv:2, NOTE: a value that was hidden elsewhere (host)');
    expect(await outputs(folder)).toEqual([]);
    canaries.expectNone(await canaries.leftBy(folder, result));
  });
});

it('a leak is not printed either', { timeout: TIMEOUT }, async () => {
  const folder = await canaries.folder();
  await stashing(folder);
  const stages = pipeline(BACKUPS, '- sql-dump', EVENTS, '- stash', MASK, '- csv');
  const result = await canaries.run(folder, stages);
  expect(result.code).toBe(76);
  expect(result.stdout.split('\n')).toHaveLength(2);
  canaries.expectNone(await canaries.leftBy(folder, result));
});

describe.each(['SIGTERM', 'SIGKILL'] as const)('%s', (signal) => {
  it('in the middle of a run leaves no token', { timeout: TIMEOUT }, async () => {
    const folder = await canaries.folder();
    // Standard input that does not end holds the run where it has read tokens, and written nothing.
    const stages = pipeline('- backups: { path: "-" }', '- sql-dump', EVENTS, MASK, CSV);
    await writeFile(join(folder, 'p.yaml'), stages);
    const [name] = (await readdir(join(folder, 'backups'))).sort();
    const dump = await readFile(join(folder, 'backups', name!));
    const env = { PATH: process.env.PATH ?? '', ...(await canaries.surroundings(folder)) };
    const child = spawn(process.execPath, [CLI, 'run', 'p.yaml'], { cwd: folder, env });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) child[stream].on('data', (text) => (said[stream] += text));
    child.stdin.on('error', () => {});
    child.stdin.write(dump.subarray(0, 150_000));
    await until(async () => (await outputs(folder)).length > 0);
    await until(async () => child.stdin.writableLength === 0);

    expect(await commandLine(child)).toContain('run');
    expect(await commandLine(child)).not.toContain(SALT);
    canaries.expectNone({ ...(await openFiles(child)), ...(await canaries.leftBy(folder, said)) });

    const closed = new Promise((resolve) => child.on('close', resolve));
    child.kill(signal);
    await closed;
    if (signal === 'SIGTERM') expect(await outputs(folder)).toEqual([]);
    canaries.expectNone(await canaries.leftBy(folder, said));
  });
});

it('what is spilled to disk holds no token', { timeout: TIMEOUT }, async () => {
  const spill = new SpillFile();
  const sorter = new ExternalSorter<string>((a, b) => (a < b ? -1 : 1), spill, { memory: 1000, fanIn: 4 });
  for (let i = 0; i < tokens.length; i += 10) await sorter.add(tokens.slice(i, i + 10));
  let count = 0;
  for await (const batch of sorter.sorted()) count += batch.length;
  expect(count).toBe(tokens.length);
  const files = await openFiles({ pid: process.pid }, '.spill');
  expect(Object.values(files).join('').length).toBeGreaterThan(tokens.join('').length);
  for (const text of Object.values(files)) expect(tokens.filter((token) => text.includes(token))).toEqual([]);
  await spill.close();
});

it('pieces of tokens are found wherever they stand', () => {
  expect(finder.find('nothing')).toEqual([]);
  for (const token of tokens.filter(({ length }) => length >= 8)) {
    expect(finder.find(`x${token}x`)).toContain(token);
    expect(finder.find(`g${token.slice(0, 8)}g`)).not.toEqual([]);
  }
});

/** A stage as others write them, which keeps the name of the host in a column of its own. */
async function stashing(folder: string): Promise<void> {
  const home = join(folder, 'node_modules/sc-pipeline-stage-stash');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'package.json'), '{"type":"module","main":"stash.js"}');
  await writeFile(
    join(home, 'stash.js'),
    `import { z } from '${import.meta.resolve('zod')}';
    const note = { name: 'NOTE', type: 'text', description: 'x', sensitivity: 'public' };
    export default {
      name: 'stash', kind: 'transform', role: 'records', takes: 'records', summary: 'x', example: '- stash',
      gives: (taken) => ({ ...taken, columns: [...taken.columns, note] }),
      options: z.strictObject({}),
      create: () => (record) => ({ ...record, NOTE: record['HOST_NAME (PHYSICAL)'] }),
    };`,
  );
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50);
}

const commandLine = ({ pid }: ChildProcess) => readFile(`/proc/${pid}/cmdline`, 'utf8');

/** What stands in the files that a process has open, named or not; those that it only reads are left out. */
async function openFiles({ pid }: { readonly pid?: number | undefined }, which = ''): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const descriptor of await readdir(`/proc/${pid}/fd`)) {
    const link = `/proc/${pid}/fd/${descriptor}`;
    const path = await readlink(link).catch(() => '');
    if (!path.startsWith('/') || path.startsWith('/dev/') || !path.includes(which)) continue;
    const flags = await readFile(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8');
    const writable = /^flags:\s*\d*[12]$/m.test(flags);
    if (writable) files[`descriptor ${descriptor}`] = await readFile(link, 'latin1');
  }
  return files;
}
