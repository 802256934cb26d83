import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../support/cli.ts';

const CLEAN = 'EVENT_TIME,HOST\n2020-01-01T00:00:00Z,00deadbeef00112233445566778899aa\n';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scan-cli-'));
  await writeFile(join(folder, 'clean.csv'), CLEAN);
  await writeFile(join(folder, 'empty.csv'), '');
  await writeFile(join(folder, 'leaky.csv.gz'), gzipSync(`${CLEAN}2020-01-01T00:00:00Z,node1.example.org\n`));
  await writeFile(join(folder, 'latin1.txt'), Buffer.from('Größe 10.0.0.1\n', 'latin1'));
  await writeFile(join(folder, 'binary'), Buffer.from('PAR1\0\0\0\0PAR1'));
});
afterAll(() => rm(folder, { recursive: true }));

const scan = (args: string[], input = '') => runCli(['scan', ...args], { cwd: folder, input });

describe('sc-pipeline scan', () => {
  it('ends with 0 when nothing looks like an identifier', async () => {
    const nothing = { code: 0, stdout: '', stderr: 'nothing found in 2 files\n' };
    expect(await scan(['clean.csv', 'empty.csv'])).toEqual(nothing);
  });

  it('ends with 1 and the places, but not the values', async () => {
    const { code, stdout, stderr } = await scan(['clean.csv', 'leaky.csv.gz', 'latin1.txt']);
    expect(stdout).toBe('leaky.csv.gz:3:22 domain-name\nlatin1.txt:1:7 ipv4\n');
    expect(stderr).toBe('2 found in 3 files\n');
    expect(code).toBe(1);
  });

  it('reads standard input', async () => {
    expect(await scan(['-'], 'mail bob@example.org')).toMatchObject({ code: 1, stdout: 'standard input:1:6 email\n' });
  });

  it('says what it cannot read', async () => {
    const missing = await scan(['nowhere.csv']);
    expect(missing.code).toBe(66);
    expect(missing.stderr).toContain('no such file');
    const binary = await scan(['binary']);
    expect(binary.code).toBe(65);
    expect(binary.stderr).toContain('expected text');
  });
});
