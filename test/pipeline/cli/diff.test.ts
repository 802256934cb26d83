import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../support/cli.ts';

const HEADER = 'EVENT_TIME,EVENT_TIME_SEC,HOST_NAME (PHYSICAL),EVENT,PROPERTIES';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diff-cli-'));
  const rows = Array.from({ length: 2000 }, (_, i) => `2020-01-01T00:00:00Z,1,host-${i},CREATE,`);
  await writeFile(join(folder, 'a.csv'), `${[HEADER, ...rows].join('\n')}\n`);
  await writeFile(join(folder, 'same.csv'), `${[HEADER, ...rows.toReversed()].join('\r\n')}\r\n`);
  await writeFile(join(folder, 'b.csv'), `${HEADER}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const diff = (...args: string[]) => runCli(['diff', ...args], { cwd: folder });

describe('sc-pipeline diff', () => {
  it('ends with 0 when two traces tell the same', async () => {
    expect(await diff('a.csv', 'same.csv')).toEqual({ code: 0, stdout: 'equal: 2000 machine events\n', stderr: '' });
  });

  it('ends with 1 when they differ, and says how', async () => {
    const { code, stdout } = await diff('a.csv', 'b.csv', '--limit', '1');
    expect(code).toBe(1);
    expect(stdout.split('\n')).toEqual([
      'A a.csv: 2000 machine events',
      'B b.csv: 0 machine events',
      'equal: 0',
      'only in A: 2000 (CREATE 2000)',
      '  - host-0 2020-01-01T00:00:00Z CREATE',
      '',
    ]);
  });

  it('gives JSON', async () => {
    const { stdout } = await diff('a.csv', 'b.csv', '--json', '--limit', '0');
    expect(JSON.parse(stdout)).toMatchObject({ same: false, equal: 0, onlyInA: { rows: 2000, examples: [] } });
  });

  it.each([
    [['a.csv'], 64],
    [['a.csv', 'b.csv', '--limit', 'x'], 64],
    [['a.csv', 'gone.csv'], 66],
  ])('%j ends with %i', async (args, expected) => {
    const { code, stdout, stderr } = await diff(...args);
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toMatch(/^(\S+ )?error /);
    expect(stderr).not.toContain('    at ');
  });

  it('ends quietly when its reader has seen enough', async () => {
    const main = fileURLToPath(new URL('../../../pipeline/cli/main.ts', import.meta.url));
    const command = `"${process.execPath}" --import "${import.meta.resolve('tsx')}" "${main}" diff a.csv b.csv --limit 999999 | head -1`;
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', command], { cwd: folder });
    expect([stdout, stderr]).toEqual(['A a.csv: 2000 machine events\n', '']);
  });
});
