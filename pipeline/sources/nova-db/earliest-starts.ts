import { parseMysqlDatetime } from '../../formats/mysql-datetime.ts';
import type { FoundTable } from './catalogue.ts';
import type { SqlBuilder } from './query-builder.ts';
import type { Server } from './server.ts';

/** Ids are looked at in groups of so many: events come about so late after the first of them that could have stood before them. */
const GROUP = 1024;
const UNKNOWN = Number.NEGATIVE_INFINITY;
const NOTHING = Number.POSITIVE_INFINITY;

interface Starts {
  /** The groups that have rows, ascending. */
  readonly groups: readonly number[];
  /** The earliest start of each group and all groups behind it. */
  readonly earliest: readonly number[];
}

/**
 * How early the events can have started that are still to be read. No index leads from times to events, but ids are given out in the
 * order of time, or nearly: with a quick look at all starts it is known of which events nothing earlier is to come.
 */
export class EarliestStarts {
  readonly #tables: readonly FoundTable[];
  readonly #starts: readonly Starts[];

  private constructor(tables: readonly FoundTable[], starts: readonly Starts[]) {
    this.#tables = tables;
    this.#starts = starts;
  }

  /** @param tables of events, in the order in which they are going to be read. */
  static async read(
    tables: readonly { readonly server: Server; readonly table: FoundTable }[],
    sql: SqlBuilder,
  ): Promise<EarliestStarts> {
    const starts: Starts[] = [];
    for (const { server, table } of tables) starts.push(await startsOf(server, table, sql));
    return new EarliestStarts(
      tables.map(({ table }) => table),
      starts,
    );
  }

  /**
   * A moment before which no event started that is read after this one: microseconds since 1970 UTC, infinite where nothing is read
   * after it, or where an event has no start.
   *
   * @param id of an event of the table that is being read.
   */
  behind(table: FoundTable, id: number): number {
    const at = this.#tables.indexOf(table);
    const { groups, earliest } = this.#starts[at] as Starts;
    const group = Math.floor(id / GROUP);
    let [low, high] = [0, groups.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((groups[middle] as number) < group) low = middle + 1;
      else high = middle;
    }
    const here = earliest[low] ?? NOTHING;
    return this.#starts.slice(at + 1).reduce((least, starts) => Math.min(least, starts.earliest[0] ?? NOTHING), here);
  }
}

async function startsOf(server: Server, { database, table }: FoundTable, sql: SqlBuilder): Promise<Starts> {
  const query = sql
    .from(`${database}.${table}`)
    .select(sql.raw('id DIV ? AS g, MIN(start_time), COUNT(*) - COUNT(start_time)', [GROUP]))
    .groupBy('g')
    .orderBy('g');
  const rows = await server.query(sql.compile(query), `${database}.${table}`);
  const groups = rows.map(([group]) => Number(group));
  const earliest: number[] = new Array(rows.length);
  let least = NOTHING;
  for (let at = rows.length - 1; at >= 0; at--) {
    const [, start, without] = rows[at] as string[];
    // A NULL, and what is no moment in time (0000-00-00), stands before all others in a trace.
    least = Math.min(least, without === '0' ? (parseMysqlDatetime(start as string) ?? UNKNOWN) : UNKNOWN);
    earliest[at] = least;
  }
  return { groups, earliest };
}
