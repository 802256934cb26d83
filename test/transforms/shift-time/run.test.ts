import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { givenSalt } from '../../../pipeline/keys/key.ts';
import { secretOffset } from '../../../transforms/shift-time/offset.ts';
import { runCli } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const BACKUPS = fileURLToPath(new URL('../../../examples/backups/', import.meta.url));
const pipeline = (...stages: string[]) => `name: moved
stages:
  - backups: { path: '${BACKUPS}mysql_backup_2024*', timestamp: 'mysql_backup_(\\d{8})-(\\d{6})' }
  - sql-dump
  - machine-events: { cloud: vm, databases: [nova, nova_cell0] }
${stages.map((stage) => `  - ${stage}\n`).join('')}  - csv: { path: trace.csv }
`;

/** Runs some stages over the backups of the example with a key of its own; gives all that the run leaves behind. */
async function runs(cwd: string, ...stages: string[]) {
  writeFileSync(join(cwd, 'p.yaml'), pipeline(...stages));
  const { code, stdout, stderr } = await runCli(['run', 'p.yaml', '--log-format', 'json'], { cwd });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const read = (name: string) => readFileSync(join(cwd, name), 'utf8');
  return { log: stdout + stderr, trace: read('trace.csv'), manifest: read('moved.manifest.json') };
}

test('no time, no offset and no key is in what a run leaves; every time of the trace is moved alike', async () => {
  const cwd = temporaryFolder();
  await runCli(['keygen', 'key'], { cwd });
  const mask = 'mask: { salt_file: key }';
  const plain = await runs(cwd, mask);
  const moved = await runs(cwd, 'shift-time: { salt_file: key }', mask);

  const salt = givenSalt({ salt_file: join(cwd, 'key'), weak_salt: 'refuse' })!;
  const weeks = secretOffset(salt, 520) / (7 * 24 * 3600e6);
  const times = (trace: string) =>
    trace
      .split('\n')
      .slice(1, -1)
      .map((row) => Date.parse(row.split(',')[0]!));
  expect(times(moved.trace)).toEqual(times(plain.trace).map((time) => time + weeks * 7 * 24 * 3600e3));

  expect(plain.manifest).toContain('"file": "mysql_backup_2024');
  const manifest = JSON.parse(moved.manifest);
  for (const input of manifest.inputs) {
    expect(input).not.toHaveProperty('file');
    expect(input).not.toHaveProperty('snapshot');
  }
  expect(manifest.stages[0].options.path).toBe('…');
  expect(moved.log).not.toMatch(new RegExp(`\\b${weeks} weeks|mysql_backup_2024`));
  for (const text of [moved.manifest, moved.log, moved.trace]) expect(text).not.toContain(salt.toString());
});
