import type { AuditBatch, AuditRow, RunContext, Sorter } from '../../../pipeline/stage.ts';
import type { RowTimes } from '../../audit/row-times.ts';
import { isNotDeleted } from '../../rows/is-live.ts';
import { compareText } from '../../rows/table-rows.ts';

/** What is kept of a row; what it means is the business of its table. */
export type Payload = readonly (string | null)[];

/** A row of an audited table. Several databases may have one of the same id. */
export interface RowKey {
  readonly table: string;
  readonly database: string;
  readonly id: string;
}

/** From this moment on the row holds this; null: it is gone. */
export interface Version extends RowKey {
  /** Microseconds since 1970 UTC. */
  readonly time: number;
  readonly payload: Payload | null;
}

export interface LifeTable {
  /** What identifies a row for its whole life. Rows without are not of interest. */
  id(row: AuditRow): string | null | undefined;
  payload(row: AuditRow): Payload;
  /**
   * What was there before the first row that tells of it: at its created_at (`created`), since ever (`always`), or, where it may have
   * been otherwise before, nothing that is known (`unknown`).
   */
  readonly before: 'created' | 'always' | 'unknown';
  /** What of the payload is as old as the row, where not all is. */
  atCreation?(payload: Payload): Payload;
}

/** What the sorter keeps of an audit row. */
type Item = readonly [
  /** Place of the table. */
  table: number,
  database: string,
  id: string,
  recorded: number,
  sequence: number,
  created: number | null,
  /** When the row was deleted, and null while it lives. */
  deleted: number | null,
  ...Payload,
];

const compareItems = (a: Item, b: Item): number =>
  a[0] - b[0] || compareText(a[1], b[1]) || compareText(a[2], b[2]) || a[3] - b[3] || a[4] - b[4];

/** Before all time, and still exact. */
export const EVER = Number.MIN_SAFE_INTEGER;

/**
 * Turns audit rows, which come in any order, into the lives of the rows that they tell of. A version holds from when it was recorded,
 * but a row is as old as its created_at says, and as dead as its deleted_at: tables are often audited only from some day on, and a
 * soft deletion that no trigger caught shows only when the row is archived. Versions that change nothing (heartbeats) are left out.
 */
export class Lives {
  readonly #names: readonly string[];
  readonly #tables: Readonly<Record<string, LifeTable>>;
  readonly #times: RowTimes;
  readonly #sorter: Sorter<Item>;

  /** @param tables by name, in the order in which their lives are to come. */
  constructor(tables: Readonly<Record<string, LifeTable>>, times: RowTimes, context: RunContext) {
    this.#names = Object.keys(tables);
    this.#tables = tables;
    this.#times = times;
    this.#sorter = context.sorter<Item>(compareItems);
  }

  add({ database, table, rows }: AuditBatch): Promise<void> {
    const { id, payload } = this.#tables[table] as LifeTable;
    const place = this.#names.indexOf(table);
    const items: Item[] = [];
    for (const row of rows) {
      const key = id(row);
      if (key == null) continue;
      const recorded = this.#times.recorded(row);
      const created = this.#times.inData(row.data.created_at);
      const deleted = this.#deletedAt(row, recorded);
      items.push([place, database, key, recorded, row.sequence, created, deleted, ...payload(row)]);
    }
    return this.#sorter.add(items);
  }

  /** Lives one after the other, each from its beginning. */
  async *versions(): AsyncGenerator<Version[]> {
    let life: Life | undefined;
    for await (const batch of this.#sorter.sorted()) {
      const versions: Version[] = [];
      for (const [place, database, id, recorded, , created, deleted, ...payload] of batch) {
        const table = this.#names[place] as string;
        if (life === undefined || life.key.id !== id || life.key.table !== table || life.key.database !== database) {
          life = new Life({ table, database, id }, this.#tables[table] as LifeTable);
        }
        versions.push(...life.next(recorded, created, deleted, payload));
      }
      yield versions;
    }
  }

  /** Nothing is deleted later than it is recorded to be. */
  #deletedAt({ type, data }: AuditRow, recorded: number): number | null {
    if (type !== 'DELETE' && isNotDeleted(data.deleted ?? null, data.deleted_at ?? null)) return null;
    return Math.min(this.#times.inData(data.deleted_at) ?? recorded, recorded);
  }
}

class Life {
  readonly key: RowKey;
  readonly #table: LifeTable;
  #last = EVER;
  #now: Payload | null = null;

  constructor(key: RowKey, table: LifeTable) {
    this.key = key;
    this.#table = table;
  }

  /** The versions that one more audit row, later than those before, adds. */
  *next(recorded: number, created: number | null, deleted: number | null, payload: Payload): Generator<Version> {
    if (this.#now === null) yield* this.#begin(created, deleted ?? recorded, payload);
    if (deleted === null) yield* this.#set(recorded, payload);
    else yield* this.#set(deleted, null);
  }

  *#begin(created: number | null, known: number, payload: Payload): Generator<Version> {
    const { before, atCreation } = this.#table;
    if (before === 'always' && this.#last === EVER) yield* this.#set(EVER, payload);
    // Of a row that has died already, rows from before its death tell nothing new.
    if (before !== 'created' || created === null || created <= this.#last) return;
    yield* this.#set(Math.min(created, known), atCreation?.(payload) ?? payload);
  }

  *#set(time: number, payload: Payload | null): Generator<Version> {
    if (samePayload(this.#now, payload)) return;
    this.#now = payload;
    // A version cannot begin before the one that it replaces.
    this.#last = Math.max(this.#last, time);
    yield { ...this.key, time: this.#last, payload };
  }
}

const samePayload = (a: Payload | null, b: Payload | null): boolean =>
  a === b || (a !== null && b !== null && a.length === b.length && a.every((value, i) => value === b[i]));
