import { ExitCode, PipelineError } from '../../errors.ts';
import type { TableNeed } from '../../stage.ts';
import { missingColumns, missingDatabase, missingTable } from './errors.ts';
import type { SqlBuilder } from './query-builder.ts';
import type { Server } from './server.ts';

/** A needed table as the server has it. */
export interface FoundTable {
  readonly database: string;
  readonly table: string;
  /** The needed columns that it has, in the order of the need. */
  readonly columns: readonly string[];
  readonly binary: ReadonlySet<string>;
  readonly primaryKey: readonly string[];
  /** A row can be told from the next by its key alone, so that reading can go on from there. */
  readonly resumable: boolean;
  /** The server's guess. */
  readonly rows: number;
}

interface Shape {
  /** Lower-case name -> the name and type as the server has them. */
  readonly columns: Map<string, { readonly name: string; readonly type: string }>;
  readonly primaryKey: string[];
  rows: number;
}

const BINARY = new Set(['bit', 'binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob']);
const ORDERED = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'char', 'varchar']);

const labelOf = ({ database, table }: { database: string; table: string }): string => `${database}.${table}`;

/** Looks which of the needed tables and columns a server has, and whether they may be read. */
export class Catalogue {
  readonly #server: Server;
  readonly #sql: SqlBuilder;
  readonly #shapes: ReadonlyMap<string, Shape>;
  readonly #databases: ReadonlySet<string>;

  private constructor(server: Server, sql: SqlBuilder, shapes: Map<string, Shape>, databases: Set<string>) {
    this.#server = server;
    this.#sql = sql;
    this.#shapes = shapes;
    this.#databases = databases;
  }

  static async read(server: Server, sql: SqlBuilder, needs: readonly TableNeed[]): Promise<Catalogue> {
    const databases = [...new Set(needs.map(({ database }) => database))];
    const tables = [...new Set(needs.map(({ table }) => table))];
    const ask = (from: string, columns: string[], whose = 'table_schema') =>
      sql
        .from(from)
        .withSchema('information_schema')
        .whereIn(whose, databases)
        .select(...columns);
    const answer = (query: ReturnType<typeof ask>) => server.query(sql.compile(query), 'information_schema');
    const names = await answer(ask('schemata', ['schema_name'], 'schema_name'));
    const columns = await answer(
      ask('columns', ['table_schema', 'table_name', 'column_name', 'data_type', 'column_key'])
        .whereIn('table_name', tables)
        .orderBy(['table_schema', 'table_name', 'ordinal_position']),
    );
    const guesses = await answer(
      ask('tables', ['table_schema', 'table_name', 'table_rows']).whereIn('table_name', tables),
    );
    const shapes = new Map<string, Shape>();
    for (const [database, table, name, type, key] of columns as string[][]) {
      const label = `${database}.${table}`;
      const shape: Shape = shapes.get(label) ?? { columns: new Map(), primaryKey: [], rows: 0 };
      shapes.set(label, shape);
      shape.columns.set((name as string).toLowerCase(), { name: name as string, type: (type as string).toLowerCase() });
      if (key === 'PRI') shape.primaryKey.push(name as string);
    }
    for (const [database, table, rows] of guesses) {
      const shape = shapes.get(`${database}.${table}`);
      if (shape !== undefined) shape.rows = Number(rows ?? 0);
    }
    return new Catalogue(server, sql, shapes, new Set(names.map(([name]) => name as string)));
  }

  has(database: string): boolean {
    return this.#databases.has(database);
  }

  /**
   * @returns undefined for an optional table that is not there.
   * @throws PipelineError `missing-database`, `missing-table`, `missing-column` or `no-privilege`.
   */
  async find(need: TableNeed): Promise<FoundTable | undefined> {
    const shape = this.#shapes.get(labelOf(need));
    if (shape === undefined) return this.#notSeen(need);
    const known = (names: readonly string[]): string[] => names.filter((name) => shape.columns.has(name.toLowerCase()));
    const lacking = need.columns.filter((name) => !shape.columns.has(name.toLowerCase()));
    if (lacking.length > 0) {
      // A column that may not be read is not shown either: asking for it tells which it is.
      await this.#probe(need, lacking).catch(throwIf('no-privilege'));
      throw missingColumns(labelOf(need), lacking);
    }
    const columns = [...need.columns, ...known(need.optionalColumns ?? [])];
    await this.#probe(need, columns);
    const typeOf = (name: string): string => shape.columns.get(name.toLowerCase())?.type as string;
    const [key, second] = shape.primaryKey;
    return {
      database: need.database,
      table: need.table,
      columns,
      binary: new Set(columns.filter((name) => BINARY.has(typeOf(name)))),
      primaryKey: shape.primaryKey,
      resumable: key !== undefined && second === undefined && ORDERED.has(typeOf(key)),
      rows: shape.rows,
    };
  }

  async #notSeen(need: TableNeed): Promise<undefined> {
    await this.#probe(need, []).catch(throwIf('no-privilege'));
    if (need.optional === true) return undefined;
    throw this.has(need.database) ? missingTable(labelOf(need)) : missingDatabase(need.database);
  }

  /** @throws PipelineError what the server says about reading these columns. */
  async #probe(need: TableNeed, columns: readonly string[]): Promise<void> {
    const query = this.#sql.from(need.table).withSchema(need.database).limit(0);
    const chosen = columns.length === 0 ? query.select(this.#sql.raw('1')) : query.select([...columns]);
    await this.#server.query(this.#sql.compile(chosen), labelOf(need));
  }
}

/** Errors of another kind tell nothing new. */
const throwIf = (code: string) => (error: unknown) => {
  if (!(error instanceof PipelineError) || error.code === code || error.exitCode === ExitCode.transient) throw error;
};
