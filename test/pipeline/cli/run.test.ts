/** `sc-pipeline run` as its users meet it: good input, bad input, closed pipes, signals, full disks. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inventCloud, type WrittenBackup, writeBackups } from '../../../fixtures/index.ts';
import { CLI, runCli } from '../../support/cli.ts';

const SALT = '0b5e9f6c2a7d41e8b3c6f0a1d9e47c52';
const cloud = inventCloud({ seed: 'run-test', hosts: 8, snapshots: 6 });
const styles = ['mariadb', 'mysql-8.0', 'mysql-5.6'] as const;
const formats = ['none', 'gz', 'bz2', 'zst'] as const;

let root: string;
let folder: string;
let backups: WrittenBackup[];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'run-test-'));
  backups = await writeBackups(cloud, { out: join(root, 'backups'), style: styles, compress: formats, size: 100_000 });
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'case-'));
});

interface Parts {
  path?: string;
  options?: string;
  mask?: string;
  sinks?: string[];
  head?: string;
  databases?: string;
}

/** Writes a pipeline file; gives its path. */
async function pipeline({
  path,
  options = '',
  mask = '{ salt: "${SALT}" }',
  sinks = ['- csv'],
  head = '',
  databases,
}: Parts = {}) {
  const file = join(folder, 'trace.yaml');
  const list = databases ?? JSON.stringify(cloud.databases);
  await writeFile(
    file,
    String.raw`${head}
stages:
  - backups: { path: '${path ?? join(root, 'backups')}', timestamp: 'mysql_backup_(\d{8})-(\d{6})', order: timestamp${options} }
  - sql-dump
  - machine-events: { cloud: vm, databases: ${list}, rack: { regex: '${cloud.rackRegex}', group: 1 } }
  - mask: ${mask}
  ${sinks.join('\n  ')}
`,
  );
  return file;
}

const run = (file: string, ...args: string[]) => runCli(['run', file, ...args], { env: { SALT } });

/** A copy of the backups in the case's own folder, to be damaged. */
async function ownBackups(): Promise<string[]> {
  const own = join(folder, 'backups');
  await cp(join(root, 'backups'), own, { recursive: true, preserveTimestamps: true });
  return backups.map(({ path }) => join(own, basename(path)));
}

const rows = (csv: string) => csv.trimEnd().split('\n').slice(1);
const left = async () => (await readdir(folder)).filter((name) => name !== 'trace.yaml');

describe('a good run', () => {
  it('prints the true events that the backups reveal, and nothing else', async () => {
    const { code, stdout, stderr } = await run(await pipeline({ mask: '{ method: none }' }));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const found = rows(stdout).map((row) => row.split(',').slice(2, 4).join(' '));
    const revealed = cloud.revealed('vm').map(({ host, event }) => `${host} ${event}`);
    expect(found.sort()).toEqual(revealed.sort());
  });

  it('gives the same bytes for any number of workers', async () => {
    const file = await pipeline();
    const [none, one, three] = await Promise.all(['0', '1', '3'].map((workers) => run(file, '--workers', workers)));
    expect(none?.code).toBe(0);
    expect(one?.stdout).toBe(none?.stdout);
    expect(three?.stdout).toBe(none?.stdout);
  });

  it('writes files and a manifest that can be published', async () => {
    const file = await pipeline({ sinks: ['- csv: { path: a.csv }', '- jsonl: { path: b.jsonl.gz, compress: gz }'] });
    const { code, stdout, stderr } = await run(file);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await left()).sort()).toEqual(['a.csv', 'b.jsonl.gz', 'trace.manifest.json']);
    const text = await readFile(join(folder, 'trace.manifest.json'), 'utf8');
    const manifest = JSON.parse(text);
    expect(manifest.inputs).toHaveLength(backups.length);
    expect(manifest.inputs[1]).toMatchObject({
      file: basename(backups[1]?.path as string),
      status: 'read',
      sha256: createHash('sha256')
        .update(readFileSync(backups[1]?.path as string))
        .digest('hex'),
      decompressedBytes: backups[1]?.size,
    });
    const csv = readFileSync(join(folder, 'a.csv'));
    expect(manifest.outputs[0]).toMatchObject({
      file: 'a.csv',
      bytes: csv.length,
      records: rows(csv.toString()).length,
      sha256: createHash('sha256').update(csv).digest('hex'),
    });
    for (const secret of [SALT, root, folder, ...cloud.machines().map(({ name }) => name)])
      expect(text).not.toContain(secret);
  });

  it('writes no manifest when told so', async () => {
    await run(await pipeline({ head: 'manifest: false', sinks: ['- csv: { path: a.csv }'] }));
    expect(await left()).toEqual(['a.csv']);
  });

  it('reads once for several branches', async () => {
    const file = join(folder, 'trace.yaml');
    const rest = (name: string) => `- mask: { salt: "\${SALT}" }\n        - csv: { path: ${name}.csv }`;
    await writeFile(
      file,
      `stages:
  - backups: { path: ${join(root, 'backups')} }
  - sql-dump
  - branch:
      default:
        - machine-events: { cloud: vm, databases: ${JSON.stringify(cloud.databases)} }
        ${rest('default')}
      original:
        - machine-events: { cloud: vm, databases: ${JSON.stringify(cloud.databases)}, semantics: starcompactor }
        ${rest('original')}
`,
    );
    expect(await run(file)).toMatchObject({ code: 0, stderr: '' });
    expect((await left()).sort()).toEqual(['default.csv', 'original.csv', 'trace.manifest.json']);
  });

  it('runs several documents in order', async () => {
    const file = await pipeline({ sinks: ['- csv: { path: one.csv }'] });
    const text = await readFile(file, 'utf8');
    await writeFile(file, `name: one\n${text}---\nname: two\n${text.replace('one.csv', 'two.csv')}`);
    expect(await run(file)).toMatchObject({ code: 0, stderr: '' });
    expect(await readFile(join(folder, 'one.csv'), 'utf8')).toBe(await readFile(join(folder, 'two.csv'), 'utf8'));
  });

  it('reads standard input', async () => {
    const file = await pipeline({ path: '-', sinks: ['- csv'] });
    await writeFile(file, (await readFile(file, 'utf8')).replace(/, timestamp: .*order: timestamp/, ''));
    const { code, stdout } = await runCli(['run', file], {
      env: { SALT },
      input: readFileSync(backups[1]?.path as string),
    });
    expect(code).toBe(0);
    expect(rows(stdout).length).toBeGreaterThan(3);
  });

  it('warns of a random salt, and masks differently each time', async () => {
    const file = await pipeline({ mask: '{}' });
    const [a, b] = await Promise.all([run(file), run(file)]);
    expect(a.stderr).toMatch(/^warning random-salt .*\n$/);
    expect(a.stdout).not.toBe(b.stdout);
    expect((await run(file, '--quiet')).stderr).toBe('');
  });

  it('logs JSON lines', async () => {
    const { stderr } = await run(await pipeline({ mask: '{}' }), '--log-format', 'json');
    expect(JSON.parse(stderr)).toMatchObject({ level: 40, code: 'random-salt' });
  });

  it('does not touch the inputs', async () => {
    const own = await ownBackups();
    await chmod(join(folder, 'backups'), 0o555);
    expect((await run(await pipeline({ path: join(folder, 'backups') }))).code).toBe(0);
    await chmod(join(folder, 'backups'), 0o755);
    expect(own.every((path) => existsSync(path))).toBe(true);
  });

  it('writes zst that opens', async () => {
    const file = await pipeline({
      sinks: ['- csv: { path: a.csv.zst, compress: zst }', '- csv: { path: a.csv }'],
    });
    expect(await run(file)).toMatchObject({ code: 0, stderr: '' });
    const { decompress } = await import('fzstd');
    const packed = Buffer.from(decompress(readFileSync(join(folder, 'a.csv.zst')))).toString();
    expect(packed).toBe(readFileSync(join(folder, 'a.csv'), 'utf8'));
  });
});

describe('a reader that goes away', () => {
  /** Runs in a shell, so that the pipe is a real one. */
  function shell(command: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = spawn('bash', ['-o', 'pipefail', '-c', command], {
      cwd: folder,
      env: { ...process.env, SALT, SC: `${process.execPath} ${CLI}` },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  }

  it('is no error: `run | head -1`', async () => {
    await pipeline();
    const { code, stdout, stderr } = await shell('$SC run trace.yaml | head -1');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^EVENT_TIME,[^\n]*\n$/);
    expect(await left()).toEqual([]);
  });

  it('does not keep other sinks from finishing', async () => {
    await pipeline({ sinks: ['- csv: { path: whole.csv }', '- jsonl'] });
    const { code, stderr } = await shell('$SC run trace.yaml | head -c 1');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const whole = await run(await pipeline());
    expect(await readFile(join(folder, 'whole.csv'), 'utf8')).toBe(whole.stdout);
    expect((await left()).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('may be gone from the start', async () => {
    await pipeline();
    expect(await shell('$SC run trace.yaml | true')).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('a run that is stopped', () => {
  /** Starts a run that waits for its standard input, so that it can be stopped in the middle. */
  async function started() {
    const file = await pipeline({ path: '-', sinks: ['- csv: { path: out.csv }'] });
    await writeFile(file, (await readFile(file, 'utf8')).replace(/, timestamp: .*order: timestamp/, ''));
    const child = spawn(process.execPath, [CLI, 'run', file], {
      env: { ...process.env, SALT },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => {});
    child.stdin.write('-- MySQL dump 10.13\n');
    const closed = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
      child.on('close', (code, signal) => resolve({ code, signal })),
    );
    while (!(await readdir(folder)).some((name) => name.endsWith('.tmp')))
      await new Promise((resolve) => setTimeout(resolve, 20));
    return { child, closed };
  }

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s cleans up and exits with %d', async (signal, code) => {
    const { child, closed } = await started();
    child.kill(signal);
    expect((await closed).code).toBe(code);
    expect(await left()).toEqual([]);
  });

  it('leaves no file of the output’s name even when killed outright', async () => {
    const { child, closed } = await started();
    child.kill('SIGKILL');
    expect((await closed).signal).toBe('SIGKILL');
    expect((await left()).every((name) => name.startsWith('.'))).toBe(true);
  });
});

describe('bad input', () => {
  const withoutCode = /^error (\S+)/m;

  async function fails(file: string, ...args: string[]) {
    const { code, stdout, stderr } = await run(file, ...args);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(await readdir(folder)).not.toContain('out.csv');
    return { code, error: withoutCode.exec(stderr)?.[1] ?? /error (\S+)/.exec(stderr)?.[1], stderr };
  }

  it('missing file', async () => {
    expect(await fails(await pipeline({ path: join(folder, 'no.sql') }))).toMatchObject({
      code: 66,
      error: 'missing-file',
    });
  });

  it('empty glob', async () => {
    expect(await fails(await pipeline({ path: join(folder, '*.sql') }))).toMatchObject({ code: 66, error: 'no-input' });
  });

  it('empty file', async () => {
    const [, second] = await ownBackups();
    truncateSync(second as string, 0);
    const { code, error, stderr } = await fails(await pipeline({ path: join(folder, 'backups') }), '--workers', '2');
    expect(error).toBe('empty-input');
    expect([65, 78]).toContain(code);
    expect(stderr).toContain(basename(second as string));
  });

  it.each([
    ['gz', 1],
    ['bz2', 2],
    ['zst', 3],
  ])('truncated %s', async (_format, index) => {
    const own = await ownBackups();
    truncateSync(own[index] as string, Math.floor((backups[index]?.compressedSize as number) * 0.7));
    const { code, error, stderr } = await fails(await pipeline({ path: join(folder, 'backups') }));
    expect(code).toBe(65);
    expect(error).toMatch(/^(truncated|corrupt)-/);
    expect(stderr).toContain(basename(own[index] as string));
    expect(stderr).toMatch(/byte \d+/);
  });

  it.each([
    ['gz', 1],
    ['bz2', 2],
    ['zst', 3],
  ])('flipped byte in %s', async (_format, index) => {
    const own = await ownBackups();
    const bytes = readFileSync(own[index] as string);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 0x10;
    await writeFile(own[index] as string, bytes);
    const { code, stderr } = await fails(await pipeline({ path: join(folder, 'backups') }));
    expect(code).toBe(65);
    expect(stderr).toContain(basename(own[index] as string));
  });

  it('dump cut inside a statement', async () => {
    const [first] = await ownBackups();
    truncateSync(first as string, readFileSync(first as string).lastIndexOf('INSERT INTO') + 100);
    const { code, error, stderr } = await fails(await pipeline({ path: join(folder, 'backups') }));
    expect({ code, error }).toEqual({ code: 65, error: 'dump-cut-off' });
    expect(stderr).toMatch(/byte \d+/);
  });

  it('a gz that is really text is read as text, with a warning', async () => {
    const [first] = await ownBackups();
    await rm(join(folder, 'backups'), { recursive: true });
    await mkdir(join(folder, 'backups'));
    await cp(backups[0]?.path as string, `${first}.gz`);
    const { code, stderr } = await run(await pipeline({ path: join(folder, 'backups') }));
    expect(code).toBe(0);
    expect(stderr).toContain('name-and-content-differ');
  });

  it('text behind a gzip header is damage', async () => {
    const own = await ownBackups();
    await writeFile(
      own[1] as string,
      Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), Buffer.from('not deflated at all, no')]),
    );
    expect(await fails(await pipeline({ path: join(folder, 'backups') }))).toMatchObject({ code: 65 });
  });

  it('unknown database and table', async () => {
    const { code, error, stderr } = await fails(await pipeline({ databases: '[nova, nova_cell7]' }));
    expect({ code, error }).toEqual({ code: 65, error: 'missing-table' });
    expect(stderr).toContain('nova_cell7');
  });

  it('wrong option', async () => {
    const { code, error, stderr } = await fails(await pipeline({ options: ', on_eror: skip' }));
    expect({ code, error }).toEqual({ code: 78, error: 'unknown-option' });
    expect(stderr).toContain('on_error');
  });

  it('unset variable', async () => {
    const { code, stderr } = await fails(await pipeline({ mask: '{ salt: "${SALZ}" }' }));
    expect(code).toBe(78);
    expect(stderr).toContain('SALZ');
  });

  it('unwritable output', async () => {
    expect(await fails(await pipeline({ sinks: ['- csv: { path: no/such/out.csv }'] }))).toMatchObject({
      code: 74,
      error: 'unwritable-output',
    });
  });

  it.skipIf(process.getuid?.() === 0)('read-only folder', async () => {
    const file = await pipeline({ sinks: ['- csv: { path: locked/out.csv }'] });
    await mkdir(join(folder, 'locked'), { mode: 0o500 });
    expect(await fails(file)).toMatchObject({ code: 74, error: 'unwritable-output' });
  });

  it('full disk', async () => {
    const file = await pipeline({
      sinks: ['- csv: { path: good.csv }\n    id: good', '- csv: { path: full.csv }\n    id: full'],
    });
    await symlink('/dev/full', join(folder, 'full.csv'));
    expect(await fails(file)).toMatchObject({ code: 74, error: 'disk-full' });
    expect(await left()).toEqual(['full.csv']);
  });

  it('two pipelines in one file of which the second is wrong: nothing runs', async () => {
    const file = await pipeline({ sinks: ['- csv: { path: out.csv }'] });
    appendFileSync(file, '---\nname: second\nstages: [nonsense]\n');
    expect((await fails(file)).code).toBe(78);
  });
});

describe('on_error', () => {
  it('skip: leaves the damaged backup out, says so, exits with 3', async () => {
    const own = await ownBackups();
    const damaged = own[1] as string;
    truncateSync(damaged, 1000);
    const partial = await run(await pipeline({ path: join(folder, 'backups'), options: ', on_error: skip' }));
    expect(partial.code).toBe(3);
    expect(partial.stderr).toContain(basename(damaged));
    await rm(damaged);
    const without = await run(await pipeline({ path: join(folder, 'backups') }));
    expect(partial.stdout).toBe(without.stdout);
  });

  it('quarantine: also moves it away', async () => {
    const own = await ownBackups();
    const damaged = own[1] as string;
    truncateSync(damaged, 1000);
    const file = await pipeline({ path: join(folder, 'backups'), options: ', on_error: quarantine' });
    expect((await run(file)).code).toBe(3);
    expect(existsSync(damaged)).toBe(false);
    expect(await readdir(join(folder, 'backups', 'quarantine'))).toContain(basename(damaged));
    expect(await run(file)).toMatchObject({ code: 0, stderr: '' });
  });

  it('skip when nothing is left is an error', async () => {
    for (const path of await ownBackups()) truncateSync(path, 300);
    const { code, stdout } = await run(await pipeline({ path: join(folder, 'backups'), options: ', on_error: skip' }));
    expect({ code, stdout }).toEqual({ code: 65, stdout: '' });
  });
});

describe('secrets', () => {
  it('never stand in the process’s arguments, nor can they be put there', async () => {
    const { code, stderr } = await run(await pipeline(), '--set', `mask.salt=${SALT}`);
    expect(code).toBe(64);
    expect(stderr).not.toContain(SALT);
  });
});
