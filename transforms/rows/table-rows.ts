import { ExitCode, PipelineError } from '../../pipeline/errors.ts';
import { parseMysqlDatetime } from '../../pipeline/formats/mysql-datetime.ts';
import type { RowBatch, SqlValue, TableNeed } from '../../pipeline/stage.ts';

/** A need whose column names the compiler knows. */
export interface KnownNeed<C extends string> extends TableNeed {
  readonly columns: readonly C[];
  readonly optionalColumns?: readonly C[];
}

export type ColumnOf<N> = N extends KnownNeed<infer C> ? C : never;

/** Values in the order of the need: first its columns, then its optional ones. */
export type Row = readonly SqlValue[];

/** Gathers the rows of one table as they stand when the whole dump has been run. Every table here has the primary key `id`. */
export class TableRows<C extends string> {
  readonly #need: KnownNeed<C>;
  readonly #wanted: readonly string[];
  readonly #rows = new Map<string, Row>();
  #found: readonly string[] | undefined;

  constructor(need: KnownNeed<C>) {
    this.#need = need;
    this.#wanted = [...need.columns, ...(need.optionalColumns ?? [])];
  }

  /** Takes the rows of a batch of this table; ignores other tables. */
  add(batch: RowBatch): void {
    if (batch.table !== this.#need.table || batch.database !== this.#need.database) return;
    if (batch.reset) this.#rows.clear();
    this.#found = batch.columns;
    const arrange = this.#arrangement(batch.columns);
    const idPlace = this.#wanted.indexOf('id');
    for (const values of batch.rows) {
      const row = arrange(values);
      const id = String(row[idPlace]);
      if (batch.onDuplicate !== 'replace' && this.#rows.has(id)) {
        if (batch.onDuplicate === 'ignore') continue;
        throw this.#duplicate();
      }
      this.#rows.set(id, row);
    }
  }

  /** The backup has the table. */
  get exists(): boolean {
    return this.#found !== undefined;
  }

  has(column: C): boolean {
    return this.#found?.includes(column) ?? false;
  }

  /** What reads a column's text from a row; null for NULL and for an optional column that the table lacks. */
  text(column: C): (row: Row) => string | null {
    const place = this.#wanted.indexOf(column);
    return (row) => textOf(row[place]);
  }

  /** The same for a DATETIME: microseconds since 1970 UTC; null also for what is no moment in time. */
  time(column: C): (row: Row) => number | null {
    const text = this.text(column);
    return (row) => {
      const value = text(row);
      return value === null ? null : parseMysqlDatetime(value);
    };
  }

  /** The same for a number. */
  number(column: C): (row: Row) => number | null {
    const text = this.text(column);
    return (row) => {
      const value = text(row);
      return value === null ? null : Number(value);
    };
  }

  /** All rows in the order of the primary key, as the server would walk them. */
  inIdOrder(): Row[] {
    const numbers = [...this.#rows.keys()].every((id) => /^\d+$/.test(id));
    return [...this.#rows]
      .sort(([a], [b]) => (numbers && a.length - b.length) || compareText(a, b))
      .map(([, row]) => row);
  }

  #arrangement(columns: readonly string[]): (values: Row) => Row {
    const places = this.#wanted.map((column) => columns.indexOf(column));
    const asTheyCome = columns.length === places.length && places.every((place, i) => place === i);
    return asTheyCome ? (values) => values : (values) => places.map((place) => values[place] ?? null);
  }

  /** No server would have taken a plain INSERT of an id that is there. */
  #duplicate(): PipelineError {
    const { database, table } = this.#need;
    return new PipelineError(
      'duplicate-row',
      ExitCode.corruptInput,
      `expected each id once in ${database}.${table}, found two rows with one id`,
      { hint: 'two dumps may have been joined into one file' },
    );
  }
}

const textOf = (value: SqlValue | undefined): string | null =>
  value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : (value ?? null);

/** By UTF-16 code units: any fixed order will do where only equal names must meet. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
