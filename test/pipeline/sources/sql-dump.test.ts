import { describe, expect, it } from 'vitest';
import { sqlDumpOptions } from '../../../pipeline/sources/sql-dump/options.ts';
import sqlDump from '../../../pipeline/sources/sql-dump.ts';
import type { ReadRequest } from '../../../pipeline/stage.ts';
import { collect } from '../../support/collect.ts';
import { need } from '../../support/read-dump.ts';

const dump = 'CREATE TABLE `t` (`id` int);\nINSERT INTO `t` VALUES (1),(2);\n-- Dump completed\n';
const request: ReadRequest = { needs: [need('nova.t(id)')], requireTrailer: true, warn: () => {} };

/** One buffer, filled anew for every chunk. */
async function* chunksOf(text: string, length: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(length);
  for (let at = 0; at < text.length; at += length) {
    const chunk = Buffer.from(text.slice(at, at + length));
    buffer.set(chunk);
    yield buffer.subarray(0, chunk.length);
  }
}

const read = (text: string, options: { default_database?: string }) =>
  collect(sqlDump.read(chunksOf(text, 5), options, request));

describe('sql-dump', () => {
  it('turns bytes into rows', async () => {
    expect(await read(dump, { default_database: 'nova' })).toEqual([
      { database: 'nova', table: 't', columns: ['id'], rows: [] },
      { database: 'nova', table: 't', columns: ['id'], rows: [['1'], ['2']], onDuplicate: 'error' },
    ]);
  });

  it('needs to know the database', async () => {
    await expect(read(dump, {})).rejects.toMatchObject({ code: 'no-database' });
  });

  it('asks for the end mark where it is required', async () => {
    const cut = read(dump.slice(0, dump.indexOf('--')), { default_database: 'nova' });
    await expect(cut).rejects.toMatchObject({ code: 'dump-cut-off' });
  });

  it('has one option', () => {
    expect(sqlDumpOptions.parse({})).toEqual({});
    expect(sqlDumpOptions.safeParse({ default_database: '' }).success).toBe(false);
    expect(sqlDumpOptions.safeParse({ database: 'nova' }).success).toBe(false);
  });
});
