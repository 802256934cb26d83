/** Leases in real dumps of Blazar, of three generations of its schema. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { conformancePath, hasConformance } from '../support/conformance.ts';

describe.skipIf(!hasConformance)('the whole path', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lease-conformance-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('from backups to masked traces, each event once, in both spellings', async () => {
    const path = conformancePath('baremetal/backups/*');
    const stages = [
      { backups: { path, timestamp: 'mysql_backup_(\\d{8})-(\\d{6})' } },
      'sql-dump',
      'lease-events',
      { mask: { salt: 'chameleon', weak_salt: 'accept' } },
      { csv: { path: 'leases.csv' } },
      { jsonl: { path: 'leases.jsonl' } },
    ];
    await writeFile(join(folder, 'pipeline.yaml'), JSON.stringify({ name: 'leases', stages }));
    expect(await runCli(['run', 'pipeline.yaml'], { cwd: folder })).toMatchObject({ code: 0, stdout: '' });
    const { stdout } = await runCli(['diff', 'leases.csv', 'leases.jsonl'], { cwd: folder });
    expect(stdout).toBe('equal: 40 lease events\n');
    const [header, ...lines] = (await readFile(join(folder, 'leases.csv'), 'utf8')).trimEnd().split('\n');
    const column = header!.split(',').indexOf('EVENT');
    const events = lines.map((line) => line.split(',')[column]);
    // Twenty leases that nobody ever ended, in each of six backups.
    expect(events.filter((event) => event === 'CREATE')).toHaveLength(20);
    expect(events.filter((event) => event === 'START')).toHaveLength(20);
    expect(lines.join()).not.toContain('126e90a3-f3a7-1b00-35b2-242702f04abf');
  });

  it('a backup without the database is an error', async () => {
    const path = conformancePath('kvm/backups/mysql_backup_20261120-095704.sql');
    const events = { 'lease-events': { databases: { blazar: 'climate' } } };
    const stages = [{ backups: { path } }, 'sql-dump', events, { mask: { method: 'none' } }, 'csv'];
    await writeFile(join(folder, 'pipeline.yaml'), JSON.stringify({ stages }));
    const { code, stdout, stderr } = await runCli(['run', 'pipeline.yaml'], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 65, stdout: '' });
    expect(stderr).toContain('climate');
  });
});
