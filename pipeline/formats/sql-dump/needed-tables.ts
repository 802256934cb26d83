import type { TableNeed } from '../../stage.ts';
import type { ColumnDefinition } from './create-table.ts';

/** A table that is to be read, and what the dump has said of it so far. */
export interface NeededTable {
  readonly need: TableNeed;
  /** `database.table`, for messages. */
  readonly label: string;
  /** `dropped`: it was there and is no more, like the table that stands in for a view until its end. */
  status: 'absent' | 'present' | 'dropped';
  /** From CREATE TABLE, or else from the first INSERT's column list. */
  columns: readonly ColumnDefinition[] | undefined;
  /** A batch of it was given. */
  given: boolean;
}

/** Names that are kept for hints; a dump may hold any number. */
const MOST_NAMES = 10_000;

/** The tables that are to be read, found by the names that statements use. Names are compared exactly, as MySQL does on Linux. */
export class NeededTables {
  readonly all: readonly NeededTable[];
  readonly #byDatabase = new Map<string, Map<string, NeededTable>>();
  readonly #names: ReadonlySet<string>;
  /** What the dump has: table names by database. */
  readonly seen = new Map<string, Set<string>>();
  #seenNames = 0;

  constructor(needs: readonly TableNeed[]) {
    this.all = needs.map((need) => ({
      need,
      label: `${need.database}.${need.table}`,
      status: 'absent',
      columns: undefined,
      given: false,
    }));
    this.#names = new Set(needs.map(({ table }) => table));
    for (const table of this.all) {
      const { database } = table.need;
      const tables = this.#byDatabase.get(database) ?? new Map<string, NeededTable>();
      this.#byDatabase.set(database, tables.set(table.need.table, table));
    }
  }

  find(database: string, table: string): NeededTable | undefined {
    return this.#byDatabase.get(database)?.get(table);
  }

  inDatabase(database: string): Iterable<NeededTable> {
    return this.#byDatabase.get(database)?.values() ?? [];
  }

  /** Is a table of this name needed, in whatever database? */
  isNeededName(table: string): boolean {
    return this.#names.has(table);
  }

  noteDatabase(database: string): void {
    if (this.seen.has(database) || this.#seenNames++ >= MOST_NAMES) return;
    this.seen.set(database, new Set());
  }

  noteTable(database: string, table: string): void {
    this.noteDatabase(database);
    if (this.#seenNames++ < MOST_NAMES) this.seen.get(database)?.add(table);
  }
}
