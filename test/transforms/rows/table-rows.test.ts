import { describe, expect, it } from 'vitest';
import { TableRows } from '../../../transforms/rows/table-rows.ts';
import { START, table } from '../../support/machines.ts';

const need = { database: 'd', table: 't', columns: ['id', 'name'], optionalColumns: ['size', 'made_at'] } as const;
const rowsOf = (...batches: ReturnType<typeof table>[]) => {
  const rows = new TableRows<'id' | 'name' | 'size' | 'made_at'>(need);
  for (const batch of batches) rows.add(batch);
  return rows;
};
const names = (rows: ReturnType<typeof rowsOf>) => rows.inIdOrder().map(rows.text('name'));
const t = (...rows: Parameters<typeof table>[2]) => table('d', 't', rows);

describe('TableRows', () => {
  it('gathers the rows of its table, batch after batch, in id order', () => {
    const rows = rowsOf(t({ id: 10, name: 'ten' }), t({ id: 9, name: 'nine' }), t({ id: 100, name: 'hundred' }));
    expect(names(rows)).toEqual(['nine', 'ten', 'hundred']);
  });

  it('orders ids that are no numbers as text', () => {
    expect(names(rowsOf(t({ id: 'b', name: 'b' }, { id: 'aa', name: 'aa' }, { id: '10', name: '10' })))).toEqual([
      '10',
      'aa',
      'b',
    ]);
  });

  it('ignores other tables and databases', () => {
    const rows = rowsOf(table('d', 'other', [{ id: 1 }]), table('other', 't', [{ id: 1 }]));
    expect(rows.exists).toBe(false);
    expect(names(rows)).toEqual([]);
  });

  it('knows a table without rows', () => {
    const rows = rowsOf(table('d', 't', [], ['id', 'name']));
    expect([rows.exists, rows.has('name'), rows.has('size')]).toEqual([true, true, false]);
  });

  it('finds columns by name, whatever their order; an optional one that is not there is null', () => {
    const rows = rowsOf(table('d', 't', [{ made_at: 5, name: 'a', extra: 'x', id: 1 }]));
    const row = rows.inIdOrder()[0]!;
    expect([rows.text('name')(row), rows.text('size')(row), rows.number('size')(row)]).toEqual(['a', null, null]);
    expect(rows.time('made_at')(row)).toBe(START + 5e6);
  });

  it('reads numbers, times and bytes', () => {
    const rows = rowsOf(t({ id: 1, name: new TextEncoder().encode('é'), size: '12', made_at: '2015-02-30 00:00:00' }));
    const row = rows.inIdOrder()[0]!;
    expect([rows.text('name')(row), rows.number('size')(row), rows.time('made_at')(row)]).toEqual(['é', 12, null]);
  });

  it('forgets the rows of a table that was dropped', () => {
    expect(
      names(
        rowsOf(t({ id: 1, name: 'old' }), table('d', 't', [{ id: 2, name: 'new' }], ['id', 'name'], { reset: true })),
      ),
    ).toEqual(['new']);
  });

  it('REPLACE replaces and INSERT IGNORE ignores', () => {
    const then = (onDuplicate: 'replace' | 'ignore') =>
      names(
        rowsOf(
          t({ id: 1, name: 'first' }),
          table('d', 't', [{ id: 1, name: 'second' }], ['id', 'name'], { onDuplicate }),
        ),
      );
    expect(then('replace')).toEqual(['second']);
    expect(then('ignore')).toEqual(['first']);
  });

  it('refuses an id that comes twice, and does not show it', () => {
    const first = t({ id: 4711, name: 'first' });
    expect(() => rowsOf(first, first)).toThrow(expect.objectContaining({ code: 'duplicate-row', exitCode: 65 }));
    expect(() => rowsOf(first, { ...first, onDuplicate: 'error' })).toThrow(/^(?!.*4711).*d\.t/);
  });
});
