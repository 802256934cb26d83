import type { RowBatch } from '../../stage.ts';
import type { FoundTable } from './catalogue.ts';
import type { SqlBuilder } from './query-builder.ts';
import type { Server } from './server.ts';
import type { Statement } from './session.ts';

/**
 * All rows of a table in the order of its primary key, as a dump has them; first an empty batch.
 *
 * After a lost connection it goes on behind the last row; where rows cannot be told from each other by one column, it takes back
 * what it gave and begins anew.
 */
export async function* tableRows(server: Server, sql: SqlBuilder, found: FoundTable): AsyncGenerator<RowBatch> {
  const { database, table, columns, primaryKey, resumable, binary } = found;
  const [key] = resumable ? primaryKey : [];
  const keyIndex = key === undefined ? -1 : columns.findIndex((name) => name.toLowerCase() === key.toLowerCase());
  const extra = key !== undefined && keyIndex === -1;
  const selected = extra ? [...columns, key] : [...columns];
  let last: string | undefined;
  let given = false;
  let anew = false;
  const next = (after: 'nothing' | 'end' | 'loss'): Statement | undefined => {
    if (after === 'end') return undefined;
    anew ||= after === 'loss' && key === undefined && given;
    const query = sql
      .from(table)
      .withSchema(database)
      .select(selected)
      .orderBy([...primaryKey]);
    if (key !== undefined && last !== undefined) query.where(key, '>', last);
    return { ...sql.compile(query), binary };
  };
  const reset = (): RowBatch => {
    anew = false;
    return { database, table, columns, rows: [], reset: true };
  };
  yield { database, table, columns, rows: [] };
  for await (const rows of server.rows(next, `${database}.${table}`)) {
    if (anew) yield reset();
    given = true;
    last = rows.at(-1)?.[extra ? columns.length : keyIndex] as string;
    if (extra) for (const row of rows) row.pop();
    yield { database, table, columns, rows };
  }
  if (anew) yield reset();
}
