import { readFile } from 'node:fs/promises';
import { connect, isIP, type Socket } from 'node:net';
import type { Connection, ConnectionOptions, QueryError, SslOptions } from 'mysql2';
import type { SqlValue } from '../../stage.ts';
import { decodeRowsOf } from './row-decoder.ts';
import type { ServerSettings, TlsSettings } from './settings.ts';

export type Row = SqlValue[];

/** A statement, as knex compiles it. */
export interface Statement {
  readonly sql: string;
  readonly bindings?: readonly unknown[];
  /** The columns whose values are bytes, not text. */
  readonly binary?: ReadonlySet<string>;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Few enough for rows to be used and forgotten before the collector of young garbage has to move them. */
const BATCH_ROWS = 500;
/** Batches that wait before the socket is paused: enough to keep the server busy meanwhile. */
const MOST_WAITING = 2;

/** Needed by all servers. Hours, since whoever reads may have to sort before it takes more. */
const SET_UP = [
  "SET SESSION time_zone = '+00:00', sql_mode = '', net_write_timeout = 28800, wait_timeout = 28800",
  'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ',
];
/** Limits that administrators set for interactive users; MySQL and MariaDB have different ones. */
const UNLIMITED = [
  'max_statement_time',
  'max_execution_time',
  'idle_transaction_timeout',
  'idle_readonly_transaction_timeout',
];
const UNKNOWN_VARIABLE = 1193;
const NOT_ALLOWED = 1227;

/** One connection to a database server, that only reads. All values are as the server prints them. */
export class Session {
  readonly #connection: Connection;
  readonly #socket: Socket;
  readonly #signal: AbortSignal;
  readonly #onAbort = () => this.close();
  /** Ends whatever waits for the server. */
  #fail: ((error: unknown) => void) | undefined;

  private constructor(connection: Connection, socket: Socket, signal: AbortSignal) {
    this.#connection = connection;
    this.#socket = socket;
    this.#signal = signal;
    // mysql2 tells an error here when no statement waits for it; the next one will meet it.
    connection.on('error', () => {});
    socket.once('close', () => this.#fail?.(this.#lostError()));
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Connects and sets the session up. Throws what mysql2 throws. */
  static async open(settings: ServerSettings, signal: AbortSignal): Promise<Session> {
    signal.throwIfAborted();
    const ssl = settings.tls && (await sslOptions(settings.tls));
    const mysql = await import('mysql2');
    // Our own, so that it can be torn down at once, whatever mysql2 waits for.
    const socket =
      settings.socket === undefined ? connect(settings.port, settings.host) : connect({ path: settings.socket });
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    const options: ConnectionOptions = {
      stream: () => socket,
      host: certifiedName(settings),
      user: settings.user,
      charset: 'utf8mb4',
      connectTimeout: CONNECT_TIMEOUT_MS,
      ...(settings.password !== undefined && { password: settings.password }),
      ...(ssl && { ssl }),
    };
    const session = new Session(mysql.createConnection(options), socket, signal);
    try {
      await session.#connected();
      for (const sql of SET_UP) await session.query({ sql });
      for (const variable of UNLIMITED) await session.#setIfKnown(variable);
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  #connected(): Promise<void> {
    return this.#waiting((resolve, reject) => {
      this.#connection.connect((error) => (error ? reject(error) : resolve()));
    });
  }

  async #setIfKnown(variable: string): Promise<void> {
    try {
      await this.query({ sql: `SET SESSION ${variable} = 0` });
    } catch (error) {
      if (![UNKNOWN_VARIABLE, NOT_ALLOWED].includes((error as QueryError).errno ?? 0)) throw error;
    }
  }

  /** All rows of a small result. */
  async query(statement: Statement): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const batch of this.stream(statement)) rows.push(...batch);
    return rows;
  }

  /** The rows of a result, some hundreds at a time. The server waits while nobody takes them. */
  async *stream({ sql, bindings = [], binary }: Statement): AsyncGenerator<Row[]> {
    const waiting: Row[][] = [];
    let filling: Row[] = [];
    let paused = false;
    let ended = false;
    let failure: { error: unknown } | undefined;
    let wake = () => {};
    const settle = (error?: unknown) => {
      if (ended) return;
      ended = true;
      if (error !== undefined) failure = { error };
      wake();
    };
    this.#signal.throwIfAborted();
    if (this.#socket.destroyed) throw this.#lostError();
    this.#fail = settle;
    const query = this.#connection.query({
      sql,
      values: [...bindings],
      rowsAsArray: true,
      typeCast: castTo(binary),
    });
    // Told before mysql2 has made its own decoder.
    query.on('fields', (fields) => {
      if (fields !== undefined && !binary?.size)
        queueMicrotask(() => decodeRowsOf(query, (fields as unknown as readonly unknown[]).length));
    });
    query.on('result', (row) => {
      // A statement without rows has a result, too.
      if (!Array.isArray(row)) return;
      filling.push(row as unknown as Row);
      if (filling.length < BATCH_ROWS) return;
      waiting.push(filling);
      filling = [];
      if (waiting.length >= MOST_WAITING && !paused) {
        paused = true;
        this.#connection.pause();
      }
      wake();
    });
    query.on('error', settle);
    query.on('end', () => settle());
    try {
      for (;;) {
        const batch = waiting.shift();
        if (batch !== undefined) {
          yield batch;
          this.#signal.throwIfAborted();
        } else if (ended) {
          break;
        } else if (paused) {
          paused = false;
          this.#connection.resume();
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
      this.#signal.throwIfAborted();
      // What came before a connection was lost is good.
      if (filling.length > 0) yield filling;
      if (failure !== undefined) throw failure.error;
    } finally {
      this.#fail = undefined;
      // Nobody wants the rest: a connection cannot be told so otherwise.
      if (!ended) this.close();
    }
  }

  /** At once, whatever the server is doing. */
  close(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#connection.destroy();
    this.#socket.destroy();
  }

  #waiting(start: (resolve: () => void, reject: (error: unknown) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      start(resolve, reject);
    });
  }

  #lostError(): unknown {
    return this.#signal.aborted
      ? this.#signal.reason
      : Object.assign(new Error('the connection was closed'), { code: 'PROTOCOL_CONNECTION_LOST' });
  }
}

/** The text that comes over the wire is what the server prints; only bytes must stay bytes. */
const castTo =
  (binary: ReadonlySet<string> = new Set()): NonNullable<ConnectionOptions['typeCast']> =>
  (field) =>
    binary.size > 0 && binary.has(field.name) ? field.buffer() : field.string('utf8');

/**
 * The host that the server's certificate has to name. mysql2 does not hold an address against it; one with a dot behind it is none to
 * mysql2, and the same to Node, which does.
 */
const certifiedName = ({ host, tls }: ServerSettings): string =>
  tls?.verify === 'full' && isIP(host) !== 0 ? `${host}.` : host;

async function sslOptions({ ca, cert, key, verify }: TlsSettings): Promise<SslOptions> {
  const read = async (path: string | undefined): Promise<Buffer | undefined> =>
    path === undefined ? undefined : readFile(path);
  const [caText, certText, keyText] = await Promise.all([ca, cert, key].map(read));
  return {
    rejectUnauthorized: verify !== 'none',
    verifyIdentity: verify === 'full',
    ...(caText && { ca: caText }),
    ...(certText && { cert: certText }),
    ...(keyText && { key: keyText }),
  };
}
