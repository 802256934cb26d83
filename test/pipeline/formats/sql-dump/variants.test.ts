import { readdirSync, readFileSync } from 'node:fs';
import { decompress } from 'fzstd';
import { describe, expect, it } from 'vitest';
import type { SqlValue, TableNeed } from '../../../../pipeline/stage.ts';
import { conformancePath, hasConformance } from '../../../support/conformance.ts';
import { readDump, type TableResult } from '../../../support/read-dump.ts';

const folder = conformancePath('variants');
const DATABASES = ['nova', 'nova_cell0'];
/** Services write them while the dumps are made, one after the other. */
const HEARTBEATS = ['updated_at', 'report_count', 'last_seen_up'];

const load = (name: string): Buffer => Buffer.from(decompress(readFileSync(`${folder}/${name}`)));

/** Every column of every table of a database, from the CREATE TABLEs as text. */
function allNeeds(dump: Buffer): TableNeed[] {
  const needs: TableNeed[] = [];
  let database = '';
  for (const [line, used, table] of dump
    .toString('latin1')
    .matchAll(/^USE `(.*)`;$|^CREATE TABLE `(.*)` \($|^ {2}`(.*?)` /gm)) {
    if (used !== undefined) database = used;
    else if (table !== undefined) needs.push({ database, table, columns: [] });
    else (needs.at(-1)!.columns as string[]).push(line.slice(3, line.indexOf('`', 3)));
  }
  return needs.filter((need) => DATABASES.includes(need.database));
}

/** What a dump in latin1 can hold of a text. */
const inLatin1 = (value: SqlValue): SqlValue =>
  typeof value === 'string' ? value.replace(/[^\0-\x7f\xa0-\xff€]/gu, '?') : value;

function comparable({ columns, rows }: TableResult, change: (value: SqlValue) => SqlValue) {
  const heartbeats = columns.map((column) => HEARTBEATS.includes(column));
  const sorted = rows.map((row) => row.map((value, i) => (heartbeats[i] ? 'heartbeat' : change(value))));
  return sorted.map((row) => JSON.stringify(row)).sort();
}

describe.skipIf(!hasConformance)('dumps of one cloud with nine sets of options', () => {
  const reference = hasConformance ? load('all-databases.sql.zst') : Buffer.alloc(0);
  const needs = allNeeds(reference);
  const expected = readDump(reference, needs).tables;

  it('hold as many rows as there are lines of rows', () => {
    const lines = reference
      .toString('latin1')
      .split(/^USE `/m)
      .filter((part) => /^nova(?:_cell0)?`/.test(part));
    const rows = lines.join('').match(/^\(/gm)?.length;
    expect(Object.values(expected).reduce((sum, table) => sum + table.rows.length, 0)).toBe(rows);
    expect(needs.length).toBe(220);
  });

  for (const name of hasConformance ? readdirSync(folder).filter((file) => !file.startsWith('all-')) : []) {
    it(`${name} gives the same rows`, () => {
      const dump = load(name);
      const held = needs.filter(
        ({ database }) =>
          database === 'nova' || dump.includes(`USE \`${database}\``) || dump.includes(`USE "${database}"`),
      );
      const { tables } = readDump(dump, held, { chunks: [10_007] });
      const change = name.startsWith('ansi') || name.includes('latin1') ? inLatin1 : (value: SqlValue) => value;
      for (const { database, table } of held) {
        const key = `${database}.${table}`;
        expect(tables[key]?.columns, key).toEqual(expected[key]?.columns);
        expect(comparable(tables[key]!, change), key).toEqual(comparable(expected[key]!, change));
      }
      expect(held.length).toBeGreaterThanOrEqual(110);
    });
  }
});
