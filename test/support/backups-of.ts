import { backupsOptions } from '../../pipeline/sources/backups/options.ts';
import backups from '../../pipeline/sources/backups.ts';
import sqlDump from '../../pipeline/sources/sql-dump.ts';
import type { RowBatch, TableNeed } from '../../pipeline/stage.ts';
import { type Backup, START } from './machines.ts';

/** The needed tables of a folder of real backups, whose names tell their times. */
export async function backupsOf(folder: string, needs: readonly TableNeed[]): Promise<Backup[]> {
  const { signal } = new AbortController();
  const warn = () => {};
  const options = backupsOptions.parse({ path: folder, timestamp: '(\\d{8})-(\\d{6})' });
  const read: Backup[] = [];
  for (const input of await backups.plan(options, { signal, warn })) {
    const bytes = backups.open(input, options, { signal });
    const tables: RowBatch[] = [];
    for await (const batch of sqlDump.read(bytes, {}, { needs, requireTrailer: true, warn })) tables.push(batch);
    read.push({ time: (input.snapshot.time - START) / 1e6, tables });
  }
  return read;
}
