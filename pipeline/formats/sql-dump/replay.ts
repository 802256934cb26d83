import type { KnownRows, KnownRuns, RowBatch, TableNeed } from '../../stage.ts';
import { keepsRows } from './alter-table.ts';
import { Batches } from './batches.ts';
import type { TextDamage } from './charset.ts';
import { UNKNOWN_TYPE } from './column-type.ts';
import { readColumns } from './create-table.ts';
import { noDatabase, notUnderstood } from './errors.ts';
import type { InsertHead } from './insert-head.ts';
import { readTableName, type TableName } from './names.ts';
import { type NeededTable, NeededTables } from './needed-tables.ts';
import { planRows, presentColumns } from './row-plan.ts';
import { type RowPlan, RowReader } from './row-reader.ts';
import { type SavedSession, Session } from './session.ts';
import { statementKind } from './statements.ts';
import { mayBeName, type Tokens } from './tokens.ts';

/** Rows of a needed table, about to be read. */
export interface RowTarget {
  readonly heading: Omit<RowBatch, 'rows'>;
  readonly reader: RowReader;
  /** Undefined where every row has to be read. */
  readonly known: KnownRuns | undefined;
}

export interface SavedReplay {
  readonly session: SavedSession;
  readonly database: string | null;
  readonly headerDatabase: string | null;
  readonly isBehindDump: boolean;
}

/**
 * Told of each name in a statement that would matter if it were that of a needed table; of a database alone where a statement concerns
 * all of its tables. `null`: no database is in use.
 */
export type NameWatcher = (database: string | null, table?: string) => void;

export interface ReplayOptions {
  /** Where tables belong before the first USE. */
  readonly defaultDatabase: string | undefined;
  readonly onName: NameWatcher | undefined;
  /** What stood in the dump before. */
  readonly known: KnownRows | undefined;
}

/**
 * Follows a dump statement by statement: which database is in use, which of the needed tables exist and with what columns, how
 * strings are to be read.
 */
export class Replay {
  readonly tables: NeededTables;
  readonly batches = new Batches();
  readonly damage: TextDamage = { invalid: 0, guessed: 0 };
  session = new Session();
  readonly #defaultDatabase: string | undefined;
  /** From USE. */
  #database: string | undefined;
  /** From the comment in the dump's header. */
  #headerDatabase: string | undefined;
  #isBehindDump = false;
  readonly #onName: NameWatcher | undefined;
  readonly #known: KnownRows | undefined;

  constructor(needs: readonly TableNeed[], { defaultDatabase, onName, known }: ReplayOptions) {
    this.tables = new NeededTables(needs);
    this.#defaultDatabase = defaultDatabase;
    this.#onName = onName;
    this.#known = known;
  }

  /** All that the statements so far mean for the next ones, but for what they did to needed tables. */
  save(): SavedReplay {
    return {
      session: this.session.save(),
      database: this.#database ?? null,
      headerDatabase: this.#headerDatabase ?? null,
      isBehindDump: this.#isBehindDump,
    };
  }

  restore({ session, database, headerDatabase, isBehindDump }: SavedReplay): void {
    this.session = Session.restore(session);
    this.#database = database ?? undefined;
    this.#headerDatabase = headerDatabase ?? undefined;
    this.#isBehindDump = isBehindDump;
  }

  /** A dump is complete: what it set does not hold for what may follow in the same file. */
  endDump(): void {
    this.session = new Session();
    this.#isBehindDump = true;
  }

  /** A dump's header. What stands before the first one (a USE, say) holds for it; what an earlier dump used does not. */
  beginDump(): void {
    this.#headerDatabase = undefined;
    if (this.#isBehindDump) this.#database = undefined;
  }

  /** A dump of a single database has no USE; the name in its header is all there is, unless the user gives one. */
  noteHeaderDatabase(database: string): void {
    this.#headerDatabase = database;
  }

  /** Follows any statement but INSERT ... VALUES, which is too long to be read as a whole. */
  run(tokens: Tokens): void {
    const { offset } = tokens;
    const keyword = tokens.next()?.keyword;
    if (keyword === undefined) return;
    const kind = statementKind(keyword);
    if (kind === undefined) throw notUnderstood('expected a SQL statement', offset);
    if (keyword === 'USE') this.#use(tokens);
    else if (keyword === 'SET') this.session.set(tokens);
    else if (keyword === 'CREATE') this.#create(tokens);
    else if (keyword === 'DROP') this.#drop(tokens);
    else if (keyword === 'ALTER') this.#alter(tokens);
    else if (kind === 'changes-rows') this.#refuseNeeded(tokens, keyword);
  }

  /** Rows follow; undefined if they are not needed. */
  insert(head: InsertHead): RowTarget | undefined {
    const table = this.#findExisting(head.name);
    if (table === undefined) return undefined;
    const { need, label } = table;
    const { offset } = head.name;
    if (!head.hasRows) throw notUnderstood(`expected VALUES in the INSERT into ${label}`, offset);
    if (table.status === 'dropped') throw notUnderstood(`expected a CREATE TABLE before the rows of ${label}`, offset);
    const plan = planRows(table, head);
    table.status = 'present';
    table.given = true;
    const { onDuplicate } = head;
    const heading = { database: need.database, table: need.table, columns: presentColumns(table), onDuplicate };
    return {
      heading,
      reader: new RowReader(plan, this.session.dialect, { charset: this.session.charset, damage: this.damage }),
      known: this.#knownRuns(heading, plan),
    };
  }

  /** Where keys may come twice, what a row means depends on the others: such tables are read as a whole. */
  #knownRuns(heading: RowTarget['heading'], { slots, types }: RowPlan): KnownRuns | undefined {
    const isCreated = types.every((type) => type !== UNKNOWN_TYPE);
    if (this.#known === undefined || heading.onDuplicate !== 'error' || !isCreated) return undefined;
    const { charset, dialect } = this.session;
    const { ansiQuotes, backslashEscapes } = dialect;
    const meaning = [heading.columns, [...slots], types, charset ?? null, ansiQuotes, backslashEscapes];
    return this.#known.of(heading, JSON.stringify(meaning));
  }

  /** Nothing more follows. Tables that were given and dropped for good have no rows. */
  finish(): void {
    for (const table of this.tables.all) if (table.status === 'dropped') this.#giveEmpty(table);
    this.batches.flush();
  }

  /** The needed table of this name, in the database that it names or that is in use. */
  #find({ database, table, offset }: TableName): NeededTable | undefined {
    const used = database ?? this.#usedDatabase();
    this.#onName?.(used ?? null, table);
    if (used === undefined) {
      if (this.tables.isNeededName(table)) throw noDatabase(table, offset);
      return undefined;
    }
    return this.tables.find(used, table);
  }

  /** The same, for statements that say that the table is there: what the dump has is told when something is missing. */
  #findExisting(name: TableName): NeededTable | undefined {
    const used = name.database ?? this.#usedDatabase();
    if (used !== undefined) this.tables.noteTable(used, name.table);
    return this.#find(name);
  }

  #usedDatabase(): string | undefined {
    return this.#database ?? this.#defaultDatabase ?? this.#headerDatabase;
  }

  #use(tokens: Tokens): void {
    this.#database = tokens.name('the name of a database');
    const rest = tokens.peek();
    if (rest !== undefined) throw notUnderstood('expected USE to end behind the name', rest.offset);
    this.tables.noteDatabase(this.#database);
  }

  #create(tokens: Tokens): void {
    const replaces = tokens.accept('OR') !== undefined;
    if (replaces) tokens.accept('REPLACE');
    const temporary = tokens.accept('TEMPORARY') !== undefined;
    const kind = tokens.accept('TABLE', 'DATABASE', 'SCHEMA');
    if (kind === undefined) return;
    const careful = passCondition(tokens);
    if (kind !== 'TABLE') {
      this.tables.noteDatabase(tokens.name('the name of a database'));
      return;
    }
    const name = readTableName(tokens);
    const table = this.#findExisting(name);
    if (table === undefined) return;
    if (temporary) throw notUnderstood(`expected no temporary table ${table.label}`, name.offset);
    if (table.status === 'present') {
      if (careful) return;
      if (!replaces)
        throw notUnderstood(`expected a DROP TABLE before another CREATE TABLE ${table.label}`, name.offset);
    }
    table.columns = readColumns(tokens, table.label);
    table.status = 'present';
    this.#giveEmpty(table);
  }

  /** Says that the table exists and has no rows. */
  #giveEmpty(table: NeededTable): void {
    const { database, table: name } = table.need;
    const heading = { database, table: name, columns: presentColumns(table) };
    this.batches.addEmpty(table.given ? { ...heading, reset: true } : heading);
    table.given = true;
  }

  #drop(tokens: Tokens): void {
    const temporary = tokens.accept('TEMPORARY') !== undefined;
    const kind = tokens.accept('TABLE', 'TABLES', 'DATABASE', 'SCHEMA');
    if (kind === undefined || temporary) return;
    passCondition(tokens);
    if (kind.startsWith('TABLE')) {
      do drop(this.#find(readTableName(tokens)));
      while (tokens.acceptMark(','));
    } else {
      const database = tokens.name('the name of a database');
      this.#onName?.(database);
      for (const table of this.tables.inDatabase(database)) drop(table);
    }
  }

  #alter(tokens: Tokens): void {
    tokens.accept('ONLINE');
    tokens.accept('IGNORE');
    if (!tokens.accept('TABLE')) return;
    passCondition(tokens);
    const name = readTableName(tokens);
    const table = this.#find(name);
    if (table === undefined || keepsRows(tokens)) return;
    throw notUnderstood(`expected no ALTER TABLE ${table.label} that changes its columns or rows`, name.offset);
  }

  /** Refuses the statement if any name in it is that of a needed table. */
  #refuseNeeded(tokens: Tokens, keyword: string): void {
    for (let token = tokens.peek(); token !== undefined; token = tokens.peek()) {
      if (!mayBeName(token)) {
        tokens.next();
        continue;
      }
      const table = this.#find(readTableName(tokens));
      if (table === undefined) continue;
      throw notUnderstood(`expected no ${keyword} of ${table.label} besides INSERT ... VALUES`, token.offset);
    }
  }
}

function drop(table: NeededTable | undefined): void {
  if (table?.status === 'present') table.status = 'dropped';
}

/** Passes IF EXISTS or IF NOT EXISTS; tells whether there was one. */
function passCondition(tokens: Tokens): boolean {
  if (!tokens.accept('IF')) return false;
  tokens.accept('NOT');
  return tokens.accept('EXISTS') !== undefined;
}
