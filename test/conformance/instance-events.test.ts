/** Star Compactor's instance events of a real cloud, from its backup, without a database server. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { compareTraces, conformancePath, hasConformance } from '../support/conformance.ts';

const GOLDENS = {
  'vm.none.csv': ['{ cloud: vm }', '{ method: none }'],
  'vm.none.jsonl': ['{ cloud: vm }', '{ method: none }'],
  'vm.salted.csv': ['{ cloud: vm }', '{ salt: chameleon, weak_salt: accept }'],
  'baremetal.none.csv': ['{ cloud: baremetal }', '{ method: none }'],
  'vm.window.none.csv': ['{ cloud: vm, start: 2026-11-20T09:57:00, end: 2026-11-20T10:02:00 }', '{ method: none }'],
} as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conformance-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const run = async (name: string, stages: string) => {
  const file = join(folder, name);
  await writeFile(file, `stages:\n${stages}`);
  const { code, stdout, stderr } = await runCli(['run', file]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

describe.skipIf(!hasConformance)('instance events', () => {
  const backups = (files: string) => String.raw`
  - backups: { path: '${conformancePath('kvm/backups')}/${files}', timestamp: 'mysql_backup_(\d{8})-(\d{6})' }
  - sql-dump
`;

  beforeAll(async () => {
    const branches = Object.entries(GOLDENS).map(([file, [options, mask]]) => {
      const stage = options.replace('{', '{ semantics: starcompactor,');
      const sink = file.endsWith('csv') ? 'csv' : 'jsonl';
      return `
      ${file.replaceAll('.', '-')}:
        - instance-events: ${stage}
        - mask: ${mask}
        - ${sink}: { path: ${file}, dialect: starcompactor }`;
    });
    await run('goldens.yaml', `${backups('*-100325.sql.gz')}  - branch:${branches.join('')}\n`);
  });

  it.each(Object.keys(GOLDENS))('%s', (file) => {
    const golden = conformancePath(`kvm/golden-instances/${file}`);
    expect(compareTraces(golden, join(folder, file), '--bytes')).toEqual({
      equal: true,
      output: expect.stringContaining('0 missing, 0 extra'),
    });
  });

  it('eight backups tell every event of the last one, once, whatever the number of workers', async () => {
    const stages = `${backups('*')}  - instance-events: { cloud: vm }\n  - mask: { method: none }\n  - jsonl\n`;
    const all = await run('all.yaml', stages);
    const last = await run('last.yaml', stages.replace('/*', '/*-100325.sql.gz'));
    // The host is that of the time, and may have changed since.
    const told = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.stringify({ ...JSON.parse(line), 'HOST_NAME (PHYSICAL)': '' }));
    expect(new Set(told(all))).toEqual(new Set([...told(all), ...told(last)]));
    expect(told(all).length).toBe(told(last).length);
    const file = join(folder, 'all.yaml');
    expect((await runCli(['run', file, '--workers', '1'])).stdout).toBe(all);
  });
});
