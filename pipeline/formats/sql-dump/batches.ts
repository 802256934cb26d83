import type { RowBatch, SqlValue } from '../../stage.ts';

/** A batch is full at so many rows, or at so many bytes of SQL. Neither depends on the chunks that the dump comes in. */
const FULL_ROWS = 1000;
const FULL_BYTES = 2 ** 20;

type Heading = Omit<RowBatch, 'rows'>;

/** Gathers rows into batches. */
export class Batches {
  #done: RowBatch[] = [];
  #heading: Heading | undefined;
  #rows: SqlValue[][] = [];
  #bytes = 0;

  /** The rows added from now on belong to this table. */
  begin(heading: Heading): void {
    if (heading === this.#heading) return;
    if (this.#heading === undefined || !isSame(heading, this.#heading)) this.flush();
    this.#heading = heading;
  }

  /** @param bytes the length of the row in the dump */
  add(row: SqlValue[], bytes: number): void {
    this.#rows.push(row);
    this.#bytes += bytes;
    if (this.#rows.length >= FULL_ROWS || this.#bytes >= FULL_BYTES) this.flush();
  }

  /** Adds a batch without rows: that the table exists, or is empty again. */
  addEmpty(heading: Heading): void {
    this.flush();
    this.#done.push({ ...heading, rows: [] });
  }

  flush(): void {
    if (this.#rows.length === 0 || this.#heading === undefined) return;
    this.#done.push({ ...this.#heading, rows: this.#rows });
    this.#rows = [];
    this.#bytes = 0;
  }

  /** The full batches so far, once. */
  take(): RowBatch[] {
    const done = this.#done;
    if (done.length > 0) this.#done = [];
    return done;
  }
}

const isSame = (a: Heading, b: Heading): boolean =>
  a.database === b.database &&
  a.table === b.table &&
  a.onDuplicate === b.onDuplicate &&
  a.columns.join('\0') === b.columns.join('\0');
