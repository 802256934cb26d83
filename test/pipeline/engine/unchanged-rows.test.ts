import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnchangedRows } from '../../../pipeline/engine/unchanged-rows.ts';
import type { RowBatch, SqlValue } from '../../../pipeline/stage.ts';

const need = { database: 'nova', table: 't', columns: ['id', 'value'], key: ['id'] };
const batch = (rows: SqlValue[][], more: Partial<RowBatch> = {}): RowBatch => ({
  database: 'nova',
  table: 't',
  columns: ['id', 'value'],
  rows,
  ...more,
});

describe('UnchangedRows', () => {
  it('gives a row again only when it has changed, also back to what it was', () => {
    const rows = new UnchangedRows([need]);
    expect(
      rows.changed(
        batch([
          ['1', 'a'],
          ['2', 'b'],
        ]),
      ).rows,
    ).toHaveLength(2);
    expect(
      rows.changed(
        batch([
          ['1', 'a'],
          ['2', 'c'],
        ]),
      ).rows,
    ).toEqual([['2', 'c']]);
    expect(
      rows.changed(
        batch([
          ['1', 'a'],
          ['2', 'b'],
        ]),
      ).rows,
    ).toEqual([['2', 'b']]);
    expect(
      rows.changed(
        batch([
          ['1', 'a'],
          ['2', 'b'],
        ]),
      ).rows,
    ).toEqual([]);
  });

  it('tells null from text, bytes from text, and columns and tables from each other', () => {
    const rows = new UnchangedRows([need, { ...need, table: 'u' }]);
    const values: SqlValue[] = [null, '', 'null', '0', Buffer.from('0'), Buffer.alloc(0)];
    for (const value of values) expect(rows.changed(batch([['1', value]])).rows).toHaveLength(1);
    expect(rows.changed(batch([['1', '']], { columns: ['id', 'other'] })).rows).toHaveLength(1);
    expect(rows.changed(batch([['1', '']], { table: 'u' })).rows).toHaveLength(1);
  });

  it('gives all rows of a table without a key, or whose key was not read', () => {
    const rows = new UnchangedRows([
      { database: 'nova', table: 't', columns: ['id'] },
      { ...need, table: 'u', key: ['x'] },
    ]);
    for (const table of ['t', 'u']) {
      for (let i = 0; i < 2; i++) expect(rows.changed(batch([['1', 'a']], { table })).rows).toHaveLength(1);
    }
  });

  it('gives everything anew after a backup that could not be read, and after a table was made anew', () => {
    const rows = new UnchangedRows([need]);
    rows.changed(batch([['1', 'a']]));
    rows.forget();
    expect(rows.changed(batch([['1', 'a']])).rows).toHaveLength(1);
    expect(rows.changed(batch([['1', 'a']], { reset: true })).rows).toHaveLength(1);
  });

  it('never loses a change, however few slots it has', () => {
    const snapshot = fc.uniqueArray(
      fc.tuple(fc.integer({ min: 0, max: 9 }).map(String), fc.constantFrom('a', 'b', null)),
      {
        selector: ([id]) => id,
      },
    );
    fc.assert(
      fc.property(fc.array(snapshot, { maxLength: 8 }), fc.constantFrom(1, 2, 4, 1024), (snapshots, slots) => {
        const rows = new UnchangedRows([need], slots);
        const known = new Map<SqlValue, SqlValue>();
        for (const now of snapshots) {
          for (const [id, value] of rows.changed(batch(now)).rows) known.set(id as SqlValue, value as SqlValue);
          for (const [id, value] of now) expect(known.get(id)).toBe(value);
        }
      }),
    );
  });
});
