import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lintExitCode } from '../../../pipeline/cli/lint.ts';
import type { Problem } from '../../../pipeline/spec/problem.ts';
import { runCli } from '../../support/cli.ts';

describe('lintExitCode', () => {
  const problem = (exitCode: number, code = 'c', severity: Problem['severity'] = 'error') =>
    ({ code, severity, message: 'm', location: { file: 'f' }, length: 1, exitCode }) as const;

  it.each([
    ['nothing', [], 0],
    ['warnings', [problem(78, 'c', 'warning')], 0],
    ['a bad pipeline', [problem(78)], 1],
    ['an output that cannot be written', [problem(74, 'unwritable-output')], 1],
    ['missing inputs', [problem(66), problem(66)], 66],
    ['missing inputs and warnings', [problem(66), problem(78, 'c', 'warning')], 66],
    ['missing inputs and more', [problem(66), problem(78)], 1],
    ['a file that cannot be read', [problem(74, 'unreadable-file')], 74],
    ['a wrong command line', [problem(78), problem(64)], 64],
  ])('for %s', (_, problems, exitCode) => {
    expect(lintExitCode(problems)).toBe(exitCode);
  });
});

describe('sc-pipeline lint', () => {
  let cwd: string;
  const TEXT = `\
name: kvm
stages:
  - backups: { path: "backups/*.sql" }
  - sql-dump
  - machine-events: { cloud: vm }
  - mask: { salt: "\${SC_SALT:?set SC_SALT}" }
  - csv: { path: out.csv }
`;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'lint-'));
    // What is called - is standard output, whatever lies there.
    await mkdir(join(cwd, '-'));
    await writeFile(join(cwd, 'p.yaml'), TEXT);
    await writeFile(join(cwd, 'a.sql'), '-- MySQL dump\n');
    const broken = TEXT.replace('sql-dump', 'sql-dmup').replace('cloud: vm', 'clowd: vm').replace('out.csv', '5');
    await writeFile(join(cwd, 'broken.yaml'), broken);
  });
  afterAll(() => rm(cwd, { recursive: true }));

  const env = { SC_SALT: '9f2c4e8a1b7d3065c2e9f8a4d1b60735' };
  const lint = (...args: string[]) => runCli(['lint', ...args], { cwd, env });

  it('says what is right', async () => {
    expect(await lint('p.yaml', '--set', 'backups.path=a.sql')).toEqual({
      code: 0,
      stdout: 'p.yaml ok kvm: backups > sql-dump > machine-events > mask > csv\n',
      stderr: '',
    });
    expect((await lint('p.yaml', '--set', 'backups.path=a.sql', '--set', 'csv.path=-')).code).toBe(0);
  });

  it('says what is wrong, all at once', async () => {
    const { code, stdout, stderr } = await runCli(['lint', 'broken.yaml'], { cwd });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(`\n${stdout}`).toMatchInlineSnapshot(`
      "
      broken.yaml:4:5 error unknown-stage there is no stage \`sql-dmup\`

          4 |   - sql-dmup
            |     ^^^^^^^^
            = did you mean \`sql-dump\`?

      broken.yaml:5:23 error unknown-option machine-events has no option \`clowd\`

          5 |   - machine-events: { clowd: vm }
            |                       ^^^^^
            = did you mean \`cloud\`?

      broken.yaml:6:20 error unset-variable the environment variable SC_SALT is not set: set SC_SALT

          6 |   - mask: { salt: "\${SC_SALT:?set SC_SALT}" }
            |                    ^^^^^^^^^^^^^^^^^^^^^^^

      broken.yaml:7:18 error invalid-option csv.path: expected text, found the number 5

          7 |   - csv: { path: 5 }
            |                  ^
            = put it in quotes: "5"

      4 errors
      "
    `);
  });

  it('tells missing inputs by their own exit code', async () => {
    const { code, stdout } = await lint('p.yaml');
    expect(code).toBe(66);
    expect(stdout).toMatch(/^p\.yaml:3:5 error no-input /);
  });

  it('gives JSON', async () => {
    const { code, stdout } = await lint('p.yaml', 'nope.yaml', '--json', '--set', 'csv.path=gone/x');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      problems: [
        { code: 'unwritable-output', severity: 'error', exitCode: 74 },
        { file: 'p.yaml', line: 3, column: 5, code: 'no-input', length: 7 },
        { file: 'nope.yaml', code: 'missing-file', message: 'there is no such file', exitCode: 66 },
      ],
    });
  });

  it('refuses secrets on the command line', async () => {
    const { code, stdout } = await lint('p.yaml', '--set', 'mask.salt=hush-hush');
    expect(code).toBe(64);
    expect(stdout).toContain('--set mask.salt=•••');
    expect(stdout).not.toContain('hush');
  });
});
