import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fingerprintOf, givenSalt } from '../../../pipeline/keys/key.ts';
import { CLI, runCli } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

it('makes a key that a mask takes, in a file of its owner, and shows its fingerprint alone', async () => {
  const cwd = temporaryFolder();
  const { code, stdout, stderr } = await runCli(['keygen'], { cwd });
  const path = join(cwd, 'salt.key');
  const key = givenSalt({ salt_file: path, weak_salt: 'refuse' })!;
  expect({ code, stderr, stdout }).toEqual({
    code: 0,
    stderr: '',
    stdout: `salt.key: fingerprint ${fingerprintOf(key)}\n`,
  });
  expect(readFileSync(path, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('overwrites nothing', async () => {
  const cwd = temporaryFolder();
  await runCli(['keygen', 'k'], { cwd });
  const before = readFileSync(join(cwd, 'k'), 'utf8');
  const { code, stdout, stderr } = await runCli(['keygen', 'k'], { cwd });
  expect({ code, stdout }).toEqual({ code: 74, stdout: '' });
  expect(stderr).toContain('error file-exists expected to make a new file, found one: k');
  expect(stderr).not.toContain(before.trim());
  expect(readFileSync(join(cwd, 'k'), 'utf8')).toBe(before);
});

it('says when the folder is missing', async () => {
  expect(await runCli(['keygen', 'none/k'], { cwd: temporaryFolder() })).toMatchObject({ code: 66, stdout: '' });
});

it('gives a variable its key, a new one each time, and leaves no file', async () => {
  const cwd = temporaryFolder();
  const [one, other] = await Promise.all([runCli(['keygen', '-'], { cwd }), runCli(['keygen', '-'], { cwd })]);
  expect(one.stdout).toMatch(/^[0-9a-f]{64}\n$/);
  expect(one.stdout).not.toBe(other.stdout);
  expect(one.stderr).toBe(`fingerprint ${fingerprintOf(Buffer.from(one.stdout.trim()))}\n`);
  expect(readdirSync(cwd)).toEqual([]);
});

/** What a command shows on a terminal of its own, made by util-linux's `script`. */
const onTerminal = (args: string) =>
  spawnSync('script', ['-qec', `${process.execPath} ${CLI} ${args}`, '/dev/null'], { encoding: 'utf8' });

it.skipIf(spawnSync('script', ['-V']).status !== 0)('shows no key on a terminal, unless forced', () => {
  const refused = onTerminal('keygen -');
  expect(refused.status).toBe(64);
  expect(refused.stdout).toContain('key-on-terminal');
  expect(refused.stdout).not.toMatch(/[0-9a-f]{64}/);
  expect(onTerminal('keygen - --force').stdout).toMatch(/[0-9a-f]{64}/);
});
