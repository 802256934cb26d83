import { ExitCode, PipelineError, toPipelineError } from '../../errors.ts';
import { INSTANCE_EVENTS_VIEW } from '../../nova/instance-events-view.ts';
import type { RowBatch, SqlValue, TablesContext } from '../../stage.ts';
import { listActions, listEvents } from './actions.ts';
import { workAhead } from './ahead.ts';
import { Circuit } from './circuit.ts';
import type { NovaClient } from './client.ts';
import { type Flavor, Flavors, UNKNOWN_FLAVOR } from './flavors.ts';
import { IdList } from './id-list.ts';
import { SINCE } from './microversions.ts';
import { toDatetime, toRow } from './rows.ts';
import { listServers, type Server } from './servers.ts';
import type { Wanted } from './wanted.ts';

type Row = readonly SqlValue[];

/** Enough rows for a hop to the next stage to be worth it. */
const BATCH = 500;
/** Actions of one server under way at once. */
const AHEAD_OF_ACTIONS = 8;

/** Reads what was done to every server of a cloud. */
export class CloudReader {
  readonly #client: NovaClient;
  readonly #wanted: Wanted;
  readonly #context: TablesContext;
  readonly #flavors: Flavors;
  readonly #circuit: Circuit;
  readonly #ahead: number;
  readonly #ids = new IdList();
  readonly #stop: AbortController;
  #done = 0;

  /** @param stop ends the requests of `client`. */
  constructor(client: NovaClient, wanted: Wanted, context: TablesContext, concurrency: number, stop: AbortController) {
    this.#client = client;
    this.#stop = stop;
    this.#wanted = wanted;
    this.#context = context;
    this.#flavors = new Flavors(client);
    // A server with many actions should not keep the others waiting, nor the memory grow.
    this.#ahead = 4 * concurrency;
    this.#circuit = new Circuit(this.#ahead);
  }

  async *read(): AsyncGenerator<RowBatch> {
    const [first, ...others] = this.#wanted.databases;
    const { columns } = this.#wanted;
    // The API knows no databases: the first has everything.
    for (const database of others) yield { database, table: INSTANCE_EVENTS_VIEW, columns, rows: [] };
    const batch = (rows: readonly Row[]): RowBatch => ({
      database: first!,
      table: INSTANCE_EVENTS_VIEW,
      columns,
      rows,
    });
    yield batch([]);
    let rows: Row[] = [];
    const work = (server: Server) => this.#readServer(server);
    for await (const found of workAhead(this.#servers(), this.#ahead, work, () => this.#stop.abort())) {
      rows = rows.concat(found);
      if (rows.length < BATCH) continue;
      yield batch(rows);
      rows = [];
    }
    this.#circuit.finish();
    if (rows.length > 0) yield batch(rows);
  }

  /** Living servers first: one that is deleted meanwhile is met among the deleted, and known again there. */
  async *#servers(): AsyncGenerator<Server> {
    for (const deleted of [false, true]) {
      const onPage = (page: readonly Server[]) => this.#warnOfHidden(page, deleted);
      for await (const fresh of listServers(this.#client, deleted, this.#ids, onPage)) {
        this.#context.progress(this.#done, this.#ids.length);
        yield* fresh;
      }
    }
  }

  #warnOfHidden(page: readonly Server[], deleted: boolean): void {
    if (deleted && page.some((server) => !server.deleted)) {
      this.#context.warn(
        'deleted-hidden',
        'Nova shows no deleted servers to this user: the role admin is needed for them',
      );
    }
    if (page.some((server) => !server.showsHosts && !server.unknown)) {
      this.#context.warn(
        'hosts-hidden',
        'Nova does not show this user on which hosts servers are: the role admin is needed',
      );
    }
  }

  /** A server that cannot be read is left out as a whole: half of its events would look like all. */
  async #readServer(server: Server): Promise<readonly Row[]> {
    try {
      if (this.#wanted.excludes(server)) return [];
      const rows = await this.#rowsOf(server);
      this.#circuit.success();
      return rows;
    } catch (thrown) {
      const error = toPipelineError(thrown);
      try {
        this.#leaveOut(server, error);
      } catch (fatal) {
        // Nothing else needs to go on either.
        this.#stop.abort(fatal);
        throw fatal;
      }
      return [];
    } finally {
      this.#done += 1;
      this.#context.progress(this.#done, this.#ids.length);
    }
  }

  #leaveOut(server: Server, error: PipelineError): void {
    this.#context.signal.throwIfAborted();
    this.#stop.signal.throwIfAborted();
    if (this.#client.failure !== undefined) throw this.#client.failure;
    if (error.exitCode === ExitCode.bug) throw error;
    this.#circuit.failure(error);
    this.#context.leftOut(`server ${this.#context.alias(server.id, 'instance')}`, error);
  }

  async #rowsOf(server: Server): Promise<readonly Row[]> {
    if (server.unknown) throw cellDown();
    const actions = await listActions(this.#client, server.id);
    if (actions === undefined) {
      const hidden = server.deleted && this.#client.version < SINCE.deletedActions;
      this.#context.count(hidden ? 'deleted-servers-without-actions' : 'servers-gone-meanwhile');
      return [];
    }
    const wanted = actions.filter(({ start }) => this.#wanted.includes(toDatetime(start)));
    const flavor = wanted.length === 0 ? UNKNOWN_FLAVOR : await this.#flavorOf(server);
    const { columns } = this.#wanted;
    const rows: Row[] = [];
    const detailed = workAhead(wanted, AHEAD_OF_ACTIONS, async (action) => ({
      action,
      events: await listEvents(this.#client, server.id, action),
    }));
    for await (const { action, events } of detailed) {
      if (events === undefined) this.#context.count('actions-gone-meanwhile');
      for (const event of events ?? []) {
        const row = toRow(server, action, event, flavor);
        rows.push(columns.map((column) => row[column]));
      }
    }
    return rows;
  }

  async #flavorOf({ flavor }: Server): Promise<Flavor> {
    if (flavor === null) return UNKNOWN_FLAVOR;
    if (typeof flavor !== 'string') return flavor;
    const found = await this.#flavors.get(flavor);
    if (found === undefined) this.#context.count('servers-of-deleted-flavors');
    return found ?? UNKNOWN_FLAVOR;
  }
}

function cellDown(): PipelineError {
  return new PipelineError(
    'cell-down',
    ExitCode.transient,
    'its cell does not answer, so Nova knows little more than its id',
    {
      hint: 'run again when the cell is back',
    },
  );
}
