import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Is there a MariaDB server to test against? */
export const hasMariaDb = ['mariadbd', 'mariadb-install-db', 'mariadb'].every(
  (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0,
);

if (!hasMariaDb)
  console.info('skipped: the tests against MariaDB (no mariadbd, mariadb-install-db and mariadb on the PATH)');

/** Linux keeps it in memory: creating tables there takes a fraction of the time. */
const MEMORY = '/dev/shm';

/** A server of one's own, on a socket in a temporary folder, gone when stopped or when the tests end. */
export class MariaDb {
  readonly socket: string;
  /** On this machine; undefined without `tcp`. */
  readonly port: number | undefined;
  readonly #folder: string;
  readonly #args: readonly string[];
  #server: ChildProcess;

  private constructor(folder: string, port: number | undefined, more: readonly string[]) {
    this.#folder = folder;
    this.port = port;
    this.socket = join(folder, 'socket');
    const where = [`--datadir=${join(folder, 'data')}`, `--socket=${this.socket}`, `--pid-file=${join(folder, 'pid')}`];
    const network = port === undefined ? ['--skip-networking'] : ['--bind-address=127.0.0.1', `--port=${port}`];
    const quick = [
      '--innodb-flush-log-at-trx-commit=0',
      '--innodb-buffer-pool-size=32M',
      '--innodb-flush-method=nosync',
      '--innodb-doublewrite=0',
      '--sync-frm=0',
    ];
    this.#args = ['--no-defaults', `--user=${userInfo().username}`, ...where, ...network, ...quick, ...more];
    this.#server = this.#spawn();
    process.once('exit', () => {
      this.#server.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });
  }

  static async start({ tcp = false, args = [] }: { tcp?: boolean; args?: readonly string[] } = {}): Promise<MariaDb> {
    const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'sc-mariadb-'));
    const setUp = ['--no-defaults', `--datadir=${join(folder, 'data')}`, `--user=${userInfo().username}`];
    const options = ['--auth-root-authentication-method=normal', '--skip-test-db'];
    const { status, stderr } = spawnSync('mariadb-install-db', [...setUp, ...options], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`mariadb-install-db failed: ${stderr}`);
    const database = new MariaDb(folder, tcp ? await freePort() : undefined, args);
    try {
      await database.#up();
    } catch (error) {
      await database.stop();
      throw error;
    }
    return database;
  }

  /** Ends the server as a power cut would. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.#server.once('exit', resolve));
    if (this.#server.exitCode === null && this.#server.signalCode === null && this.#server.kill('SIGKILL')) await ended;
  }

  /** Starts it again, with the same data, after {@link kill}. */
  async revive(): Promise<void> {
    this.#server = this.#spawn();
    await this.#up();
  }

  /** Lets this program end while the server runs; it is stopped then. */
  unref(): this {
    this.#server.unref();
    return this;
  }

  async #up(): Promise<void> {
    for (let i = 0; i < 300; i++) {
      if (this.#client(['--execute=select 1']).status === 0) return;
      await sleep(100);
    }
    throw new Error('mariadbd did not come up within 30 seconds');
  }

  #spawn(): ChildProcess {
    return spawn('mariadbd', this.#args, { stdio: 'ignore' });
  }

  /** Runs SQL, e.g. a whole dump. */
  run(sql: string | Buffer, { database, charset = 'utf8mb4' }: { database?: string; charset?: string } = {}): void {
    const args = [`--default-character-set=${charset}`, '--init-command=SET foreign_key_checks=0'];
    const { status, stderr } = this.#client(database === undefined ? args : [...args, database], sql);
    if (status !== 0) throw new Error(`mariadb failed: ${stderr}`);
  }

  /** The rows of a query, each value as text. NULL is the word `NULL`: hide it where that matters. */
  query(sql: string): string[][] {
    // Said, since the client would else take the character set of the locale, which may be none.
    const charset = '--default-character-set=utf8mb4';
    const { status, stdout, stderr } = this.#client([
      charset,
      '--batch',
      '--raw',
      '--skip-column-names',
      `--execute=${sql}`,
    ]);
    if (status !== 0) throw new Error(`mariadb failed: ${stderr}`);
    return stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t'));
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #client(args: readonly string[], input?: string | Buffer) {
    return spawnSync('mariadb', ['--no-defaults', `--socket=${this.socket}`, '--user=root', ...args], {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      ...(input !== undefined && { input }),
    });
  }
}

/** One that nobody listens on now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
