import type { PipelineError } from '../../errors.ts';
import { notADump } from './errors.ts';

/** How many bytes it takes to recognise them. */
export const SIGNATURE = 16;

const USE_MYSQLDUMP = 'make the backup with mysqldump or mariadb-dump, as plain SQL';

const SIGNATURES: readonly (readonly [start: string, what: string, hint: string])[] = [
  ['\xff\xfe', 'it is UTF-16 text', 'PowerShell recodes what > redirects: dump with --result-file'],
  ['\xfe\xff', 'it is UTF-16 text', 'PowerShell recodes what > redirects: dump with --result-file'],
  ['<?xml', 'it is XML', 'dump without --xml'],
  ['PGDMP', 'it is an archive of PostgreSQL', USE_MYSQLDUMP],
  ['SQLite format 3', 'it is a database of SQLite', USE_MYSQLDUMP],
  ['\x1f\x8b', 'it is compressed with gzip', 'it was compressed twice: decompress it once'],
  ['BZh', 'it is compressed with bzip2', 'it was compressed twice: decompress it once'],
  ['\x28\xb5\x2f\xfd', 'it is compressed with zstd', 'it was compressed twice: decompress it once'],
  ['\xfd7zXZ', 'it is compressed with xz', 'it was compressed twice: decompress it once'],
];

/** Refuses files of other kinds by how they begin, before they are refused for what looks wrong in them as SQL. */
export function refuseOtherFormats(bytes: Buffer, at: number): void {
  const start = bytes.toString('latin1', at, at + SIGNATURE);
  for (const [signature, what, hint] of SIGNATURES) {
    if (start.startsWith(signature)) throw notADump(what, 0, hint);
  }
}

/** Statements that other database systems write into their dumps of SQL text. */
export function otherSystem(keyword: string, offset: number): PipelineError | undefined {
  if (keyword === 'PRAGMA') return notADump('it is written by SQLite', offset, USE_MYSQLDUMP);
  return keyword === 'COPY' ? notADump('it is written by PostgreSQL', offset, USE_MYSQLDUMP) : undefined;
}

export function refuseOtherSystem(comment: string, offset: number): void {
  if (comment.startsWith('-- PostgreSQL database'))
    throw notADump('it is written by PostgreSQL', offset, USE_MYSQLDUMP);
}
