import type { InstanceEventsColumn } from '../../nova/instance-events-view.ts';
import type { Sorter, TablesContext } from '../../stage.ts';
import type { FoundTable } from './catalogue.ts';
import type { SqlBuilder } from './query-builder.ts';
import type { Server } from './server.ts';
import type { Row } from './session.ts';
import { tableRows } from './table-rows.ts';

/** Of the columns of the view, those that are the instance's, as its table calls them. */
const INSTANCE_COLUMNS: Partial<Record<InstanceEventsColumn, string>> = {
  user_id: 'user_id',
  project_id: 'project_id',
  instance_name: 'hostname',
  host: 'host',
  node: 'node',
  memory_mb: 'memory_mb',
  root_gb: 'root_gb',
  vcpus: 'vcpus',
};

const BATCH_ROWS = 1000;
type Item = readonly (string | null)[];

/**
 * Events whose instance is not among the live ones: they wait here for the archived instances. No index leads to those, so both
 * are sorted by uuid and go past each other.
 */
export class ArchivedInstances {
  readonly #context: Pick<TablesContext, 'sorter'>;
  readonly #columns: readonly InstanceEventsColumn[];
  /** Where the event's row has the uuid of its instance. */
  readonly #uuidAt: number;
  #events: Sorter<Item> | undefined;

  constructor(context: Pick<TablesContext, 'sorter'>, columns: readonly InstanceEventsColumn[], uuidAt: number) {
    this.#context = context;
    this.#columns = columns;
    this.#uuidAt = uuidAt;
  }

  /** Rows of the view, without an instance. */
  async wait(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    this.#events ??= this.#context.sorter(byText(this.#uuidAt));
    await this.#events.add(rows as readonly Row[] as readonly Item[]);
  }

  /** The rows that waited, with what is known of their instances. */
  async *join(server: Server, sql: SqlBuilder, found: FoundTable | undefined): AsyncGenerator<Row[]> {
    if (this.#events === undefined) return;
    const wanted = this.#columns.flatMap((column, place) => {
      const name = INSTANCE_COLUMNS[column];
      return name === undefined ? [] : [{ place, name }];
    });
    const table = found && { ...found, columns: ['uuid', ...wanted.map(({ name }) => name)] };
    const instances = new Lookup(await this.#sorted(server, sql, table));
    for await (const events of this.#events.sorted()) {
      const rows: Row[] = [];
      for (const event of events) {
        const row = [...event] as Row;
        const instance = await instances.find(event[this.#uuidAt] as string);
        wanted.forEach(({ place }, i) => {
          row[place] = instance?.[i + 1] ?? null;
        });
        rows.push(row);
      }
      for (let at = 0; at < rows.length; at += BATCH_ROWS) yield rows.slice(at, at + BATCH_ROWS);
    }
  }

  async #sorted(server: Server, sql: SqlBuilder, table: FoundTable | undefined): Promise<AsyncIterable<Item[]>> {
    const sorter = this.#context.sorter<Item>(byText(0));
    if (table !== undefined) {
      for await (const { rows } of tableRows(server, sql, table))
        await sorter.add(rows as readonly Row[] as readonly Item[]);
    }
    return sorter.sorted();
  }
}

const byText =
  (place: number) =>
  (a: Item, b: Item): number => {
    const [x, y] = [a[place] ?? '', b[place] ?? ''];
    return x < y ? -1 : x > y ? 1 : 0;
  };

/** Finds items by their first value, which is asked for in ascending order; of several equal ones, the last. */
class Lookup {
  readonly #batches: AsyncIterator<Item[]>;
  #batch: readonly Item[] = [];
  #at = 0;
  #found: Item | undefined;

  constructor(items: AsyncIterable<Item[]>) {
    this.#batches = items[Symbol.asyncIterator]();
  }

  async find(key: string): Promise<Item | undefined> {
    for (let item = await this.#next(); item !== undefined && (item[0] as string) <= key; item = await this.#next()) {
      this.#found = item;
      this.#at += 1;
    }
    return this.#found?.[0] === key ? this.#found : undefined;
  }

  async #next(): Promise<Item | undefined> {
    while (this.#at >= this.#batch.length) {
      const { done, value } = await this.#batches.next();
      if (done === true) return undefined;
      this.#batch = value;
      this.#at = 0;
    }
    return this.#batch[this.#at];
  }
}
