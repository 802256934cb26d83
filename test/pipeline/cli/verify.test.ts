import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inventCloud, writeBackups } from '../../../fixtures/index.ts';
import { runCli } from '../../support/cli.ts';

const SALT = '0b5e9f6c2a7d41e8b3c6f0a1d9e47c52';
let root: string;
let folder: string;
let records: number;

/** A folder as it may be published, made by a run: every sink, every dialect, every compression. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'verify-'));
  const cloud = inventCloud({ seed: 'verify-test', hosts: 6, snapshots: 4 });
  await writeBackups(cloud, { out: join(root, 'backups'), size: 50_000 });
  await writeFile(
    join(root, 'trace.yaml'),
    String.raw`
stages:
  - backups: { path: backups, timestamp: 'mysql_backup_(\d{8})-(\d{6})' }
  - sql-dump
  - machine-events: { cloud: vm, databases: ${JSON.stringify(cloud.databases)}, rack: { regex: '${cloud.rackRegex}', group: 1 } }
  - mask: { salt: "${'$'}{SALT}" }
  - csv: { path: out/a.csv }
  - csv: { path: out/b.csv.gz, compress: gz, dialect: starcompactor }
  - jsonl: { path: out/c.jsonl.zst, compress: zst }
  - jsonl: { path: out/d.jsonl, dialect: starcompactor }
`,
  );
  await mkdir(join(root, 'out'));
  const run = await runCli(['run', 'trace.yaml'], { cwd: root, env: { SALT } });
  expect(run).toEqual({ code: 0, stdout: '', stderr: '' });
  records = (await readFile(join(root, 'out/d.jsonl'), 'utf8')).trimEnd().split('\n').length;
});
afterAll(() => rm(root, { recursive: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'case-'));
  await cp(join(root, 'out'), folder, { recursive: true });
});

const verify = () => runCli(['verify', '.'], { cwd: folder });
const manifestPath = () => join(folder, 'trace.manifest.json');

/** Changes a.csv, and what the manifest says of its bytes. */
async function forge(change: (csv: string) => string): Promise<void> {
  const csv = change(await readFile(join(folder, 'a.csv'), 'utf8'));
  await writeFile(join(folder, 'a.csv'), csv);
  const manifest = JSON.parse(await readFile(manifestPath(), 'utf8'));
  manifest.outputs[0].bytes = Buffer.byteLength(csv);
  manifest.outputs[0].sha256 = createHash('sha256').update(csv).digest('hex');
  await writeFile(manifestPath(), JSON.stringify(manifest));
}

describe('sc-pipeline verify', () => {
  it('finds nothing wrong with what a run has written', async () => {
    expect(await verify()).toEqual({
      code: 0,
      stdout: '',
      stderr: `1 manifests, 4 outputs, ${4 * records} records: no problems\n`,
    });
  });

  it('notices every changed byte', async () => {
    const path = join(folder, 'c.jsonl.zst');
    const bytes = await readFile(path);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(path, bytes);
    const { code, stdout } = await verify();
    expect(code).toBe(1);
    expect(stdout).toContain('c.jsonl.zst the checksum is not that of the manifest');
  });

  it('notices what is missing, and what nobody knows of', async () => {
    await rm(join(folder, 'd.jsonl'));
    await writeFile(join(folder, 'notes.txt'), 'x');
    const { code, stdout, stderr } = await verify();
    expect(code).toBe(66);
    expect(stdout).toBe('d.jsonl is not there, but the manifest names it\n');
    expect(stderr).toContain('notes.txt: no manifest names it, it was not checked');
    await rm(manifestPath());
    expect(await verify()).toMatchObject({ code: 66, stdout: '. expected a file *.manifest.json, found none\n' });
    expect(await runCli(['verify', 'nowhere'], { cwd: folder })).toMatchObject({ code: 66 });
  });

  it('notices a manifest that is none', async () => {
    await writeFile(manifestPath(), '{"manifestVersion":1,"outputs":[{"file":"../a.csv"}]}');
    const { code, stdout } = await verify();
    expect(code).toBe(1);
    expect(stdout).toContain('trace.manifest.json outputs.0.file: expected the name of a file, without a folder');
    await writeFile(manifestPath(), '{');
    expect((await verify()).stdout).toBe('trace.manifest.json expected JSON, found something else\n');
  });

  it.each([
    ['a column too many', (csv: string) => csv.replace('\n', ',X\n'), 'a.csv:1 the header is not that of the manifest'],
    [
      'a host in the clear',
      (csv: string) => csv.replace(/[0-9a-f]{32}/, 'c07-12'),
      'a.csv:2:HOST_NAME (PHYSICAL) expected what sha2-salted makes',
    ],
    ['an unknown event', (csv: string) => csv.replace(',CREATE,', ',BIRTH,'), 'a.csv:2:EVENT expected one of CREATE'],
    [
      'a time that is none',
      (csv: string) => csv.replace(/\n\d{4}-\d\d/, '\n2020-13'),
      'a.csv:2:EVENT_TIME expected a time',
    ],
    ['no seconds', (csv: string) => csv.replace(/Z,-?[\d.]+,/, 'Z,,'), 'a.csv:2:EVENT_TIME_SEC expected a value'],
    [
      'an unknown property',
      (csv: string) => csv.replace('""rack""', '""room""'),
      'a.csv:2:PROPERTIES found a property that',
    ],
    [
      'an address',
      (csv: string) => csv.replace(/""rack"":\d+/, '""rack"":""10.0.0.1""'),
      'a.csv:2:PROPERTIES.rack found what looks like ipv4',
    ],
    ['a lost row', (csv: string) => csv.replace(/\n.*\n$/, '\n'), 'a.csv expected'],
    ['a torn row', (csv: string) => csv.replace(/\n([^,]*),/, '\n$1'), 'a.csv:2 expected 5 fields, found 4'],
    ['a wrong order', (csv: string) => csv.replace(/\n(.*)\n([\s\S]*)/, '\n$2$1\n'), 'comes before the row above it'],
  ])('notices %s, checksum or not', async (_, change, expected) => {
    await forge(change);
    const { code, stdout } = await verify();
    expect(code).toBe(1);
    expect(stdout).toContain(expected);
  });
});
