import { setTimeout as sleep } from 'node:timers/promises';
import { parseMysqlDatetime } from '../../formats/mysql-datetime.ts';
import type { TablesContext } from '../../stage.ts';
import { isLost, toDatabaseError } from './errors.ts';
import { type Row, Session, type Statement } from './session.ts';
import type { ServerSettings } from './settings.ts';

type ServerContext = Pick<TablesContext, 'signal' | 'warn'>;

/** Milliseconds before each attempt to reach a server that went away: half a minute in all. */
const DELAYS_MS = [100, 200, 500, 1000, 2000, 4000, 8000, 16_000];

/** A database server, seen through one read-only transaction; after a lost connection through another, later one. */
export class Server {
  readonly settings: ServerSettings;
  readonly #context: ServerContext;
  readonly #delays: readonly number[];
  #session: Session;
  #inSnapshot = false;
  #attempts = 0;
  #reconnected = false;

  private constructor(settings: ServerSettings, session: Session, context: ServerContext, delays: readonly number[]) {
    this.settings = settings;
    this.#session = session;
    this.#context = context;
    this.#delays = delays;
  }

  /** @throws PipelineError `access-denied`, `tls-…`, `database-away`. */
  static async open(settings: ServerSettings, context: ServerContext, delays = DELAYS_MS): Promise<Server> {
    const session = await Session.open(settings, context.signal).catch((error) => {
      context.signal.throwIfAborted();
      throw toDatabaseError(error);
    });
    return new Server(settings, session, context, delays);
  }

  /** Is everything read from it of one moment? */
  get consistent(): boolean {
    return !this.#reconnected;
  }

  /** From here on, whatever is read is of this moment: microseconds since 1970 UTC, by the server's clock. */
  async startSnapshot(): Promise<number> {
    await this.query({ sql: 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY' });
    this.#inSnapshot = true;
    const [[now] = []] = await this.query({ sql: 'SELECT UTC_TIMESTAMP(6)' });
    return parseMysqlDatetime(now as string) as number;
  }

  /**
   * All rows of a small result.
   *
   * @param what the `database.table` that is asked for, for errors.
   */
  async query(statement: Statement, what?: string): Promise<Row[]> {
    try {
      return await this.#session.query(statement);
    } catch (error) {
      this.#context.signal.throwIfAborted();
      throw toDatabaseError(error, what);
    }
  }

  /**
   * The rows of a result that may be large, or of several.
   *
   * @param next the statement to begin with, to go on with behind the end of one, or behind the last row that came before the
   * connection was lost; undefined when there is nothing left to read.
   */
  async *rows(next: (after: 'nothing' | 'end' | 'loss') => Statement | undefined, what: string): AsyncGenerator<Row[]> {
    for (let statement = next('nothing'); statement !== undefined; ) {
      try {
        for await (const batch of this.#session.stream(statement)) {
          this.#attempts = 0;
          yield batch;
        }
      } catch (error) {
        this.#context.signal.throwIfAborted();
        if (!isLost(error)) throw toDatabaseError(error, what);
        await this.#reconnect(error);
        statement = next('loss');
        continue;
      }
      statement = next('end');
    }
  }

  async #reconnect(cause: unknown): Promise<void> {
    const { signal, warn } = this.#context;
    this.#session.close();
    for (let lost = cause; ; ) {
      const delay = this.#delays[this.#attempts++];
      if (delay === undefined) throw toDatabaseError(lost);
      await sleep(delay, undefined, { signal }).catch(() => signal.throwIfAborted());
      try {
        this.#session = await Session.open(this.settings, signal);
        if (this.#inSnapshot) await this.startSnapshot();
        break;
      } catch (error) {
        signal.throwIfAborted();
        const away = isLost(error) || (error as { code?: string }).code === 'database-away';
        if (!away) throw toDatabaseError(error);
        lost = error;
      }
    }
    this.#reconnected = true;
    warn(
      'connection-lost',
      'the connection to the database server was lost; what was read after that is of a later moment than what was read before',
    );
  }

  close(): void {
    this.#session.close();
  }
}
