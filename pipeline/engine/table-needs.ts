/** What several stages need of the same tables. */
import type { RowBatch, TableNeed } from '../stage.ts';

/** The needs of several stages as one: each table once, with every column that any of them reads. */
export function unionOfNeeds(needs: readonly TableNeed[]): TableNeed[] {
  const byTable = new Map<string, TableNeed>();
  for (const need of needs) {
    const key = JSON.stringify([need.database, need.table]);
    const known = byTable.get(key);
    byTable.set(key, known === undefined ? need : unionOfTwo(known, need));
  }
  return [...byTable.values()];
}

function unionOfTwo(a: TableNeed, b: TableNeed): TableNeed {
  const columns = [...new Set([...a.columns, ...b.columns])];
  const optionalColumns = [...new Set([...(a.optionalColumns ?? []), ...(b.optionalColumns ?? [])])];
  const sameKey = JSON.stringify(a.key) === JSON.stringify(b.key);
  return {
    database: a.database,
    table: a.table,
    columns,
    optionalColumns: optionalColumns.filter((column) => !columns.includes(column)),
    optional: a.optional === true && b.optional === true,
    ...(sameKey && a.key && { key: a.key }),
  };
}

/** Is a batch of one of these tables? */
export function wantedTables(
  needs: readonly Pick<TableNeed, 'database' | 'table'>[],
): (batch: Pick<RowBatch, 'database' | 'table'>) => boolean {
  const tables = new Map<string, Set<string>>();
  for (const { database, table } of needs) {
    const known = tables.get(database) ?? new Set();
    tables.set(database, known.add(table));
  }
  return ({ database, table }) => tables.get(database)?.has(table) === true;
}
