import type { Knex } from 'knex';
import type { Statement } from './session.ts';

/** knex as a builder of SQL: it never connects. */
export interface SqlBuilder {
  /** A table, or one under another name: `{ e: 'nova.instance_actions_events' }`. */
  from(table: string | Record<string, string>): Knex.QueryBuilder;
  raw(sql: string, bindings?: readonly Knex.RawBinding[]): Knex.Raw;
  compile(query: Knex.QueryBuilder): Statement;
}

export async function loadSqlBuilder(): Promise<SqlBuilder> {
  const { default: knex } = await import('knex');
  const builder = knex({ client: 'mysql2' });
  return {
    from: (table) => builder.from(table as string),
    raw: (sql, bindings = []) => builder.raw(sql, [...bindings]),
    compile: (query) => query.toSQL().toNative(),
  };
}
