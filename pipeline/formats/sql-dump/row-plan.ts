import { UNKNOWN_TYPE } from './column-type.ts';
import type { ColumnDefinition } from './create-table.ts';
import { notUnderstood } from './errors.ts';
import type { InsertHead } from './insert-head.ts';
import type { NeededTable } from './needed-tables.ts';
import type { RowPlan } from './row-reader.ts';

/** The needed columns that the table has, spelt and ordered as they are needed. */
export function presentColumns({ need, columns = [] }: NeededTable): string[] {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  return [...new Set([...need.columns, ...(need.optionalColumns ?? [])])].filter((name) =>
    names.has(name.toLowerCase()),
  );
}

/** What to take from the rows of this INSERT into the table. Without a CREATE TABLE, its column list says what the table has. */
export function planRows(table: NeededTable, head: InsertHead): RowPlan {
  const { offset } = head.name;
  const { label } = table;
  table.columns ??= head.columns?.map((name): ColumnDefinition => ({ name, type: UNKNOWN_TYPE }));
  if (table.columns === undefined) {
    throw notUnderstood(
      `expected a CREATE TABLE or a column list before the rows of ${label}`,
      offset,
      COMPLETE_INSERT,
    );
  }
  const definitions = new Map(table.columns.map((definition) => [definition.name.toLowerCase(), definition]));
  const order = (head.columns ?? table.columns.map(({ name }) => name)).map((name) => name.toLowerCase());
  const stranger = order.find((name) => !definitions.has(name));
  if (stranger !== undefined) {
    throw notUnderstood(`expected only columns of ${label} in the INSERT's list, found ${stranger}`, offset);
  }
  const slots = new Int16Array(order.length).fill(-1);
  const columns = presentColumns(table);
  const types = columns.map((column, slot) => {
    const place = order.indexOf(column.toLowerCase());
    if (place === -1) throw notUnderstood(`expected a value for the column ${column} of ${label}`, offset);
    slots[place] = slot;
    return definitions.get(column.toLowerCase())!.type;
  });
  return { table: label, slots, types };
}

const COMPLETE_INSERT = 'dump the table definitions too, or use --complete-insert';
