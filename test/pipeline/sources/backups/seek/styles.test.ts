import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inventCloud, STYLE_NAMES, writeBackups } from '../../../../../fixtures/index.ts';
import backups from '../../../../../pipeline/sources/backups.ts';
import sqlDump from '../../../../../pipeline/sources/sql-dump.ts';
import type { Input, RowBatch, TableNeed } from '../../../../../pipeline/stage.ts';
import { parseOptions, plan } from '../../../../support/backup-folder.ts';
import { collect } from '../../../../support/collect.ts';
import { need } from '../../../../support/read-dump.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const signal = new AbortController().signal;
const HOSTS = [need('nova.services(host, binary)'), need('nova_cell0.services(host)', { optional: true })];
const OTHERS = [need('nova.instances(uuid, host)'), need('keystone.project(id, name)', { optional: true })];

it('gives the same rows and warnings the second time, in every style of dump, also of other tables', async () => {
  const folder = temporaryFolder();
  const index = join(folder, 'index');
  const path = join(folder, 'backups');
  const cloud = inventCloud({ seed: 'seek', hosts: 4, snapshots: STYLE_NAMES.length });
  await writeBackups(cloud, { out: path, size: 250_000, style: STYLE_NAMES, compress: 'bz2', level: 1 });

  const read = async (input: Input, needs: TableNeed[], seek: boolean) => {
    const warnings: string[] = [];
    const raw: number[] = [];
    const warn = (code: string) => warnings.push(code);
    const options = parseOptions({ path, seek, seek_index: index });
    const opened = backups.open(input, options, { signal, onRaw: (bytes) => raw.push(bytes.length) });
    const request = { needs, requireTrailer: false, warn, ...(opened.parts && { parts: opened.parts }) };
    const batches: RowBatch[] | string = await collect(sqlDump.read(opened, {}, request)).catch(({ code }) => code);
    return { batches, warnings, raw: raw.reduce((sum, length) => sum + length, 0) };
  };

  let found = 0;
  for (const input of await plan({ path })) {
    const whole = await read(input, HOSTS, false);
    expect(await read(input, HOSTS, true)).toEqual(whole);
    expect(await read(input, HOSTS, true)).toEqual(whole);
    expect(await read(input, OTHERS, true)).toEqual(await read(input, OTHERS, false));
    if (typeof whole.batches !== 'string') found++;
  }
  expect(found).toBeGreaterThan(STYLE_NAMES.length / 2);
});
