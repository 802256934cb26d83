import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ExitCode, PipelineError } from '../../errors.ts';
import { type OptionFileSystem, readOptionFile } from '../../formats/mysql-option-file.ts';
import { parseMysqlUrl } from '../../formats/mysql-url.ts';
import type { ConnectionMap, ConnectionOption, NovaDbOptions } from './options.ts';

/** How to reach a server. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  /** Instead of host and port. */
  readonly socket?: string | undefined;
  readonly user: string;
  readonly password?: string | undefined;
  readonly tls?: TlsSettings | undefined;
  /** What the URL names; only cell mappings ask for it. */
  readonly database?: string | undefined;
}

/** Paths of PEM files. */
export interface TlsSettings {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly verify: 'full' | 'ca' | 'none';
}

/** Some of them; `false` where TLS is not wanted, whatever others say. */
type Given = {
  readonly [K in keyof ServerSettings]?: ServerSettings[K] | (K extends 'tls' ? false : never) | undefined;
};

export const PORT = 3306;
/** Where distributions put the socket. */
const SOCKETS = [
  '/run/mysqld/mysqld.sock',
  '/var/run/mysqld/mysqld.sock',
  '/var/lib/mysql/mysql.sock',
  '/tmp/mysql.sock',
];

/** The settings of the server of `connection`, completed from option files and by MySQL's own defaults. */
export async function settingsOf({ connection, defaults_file }: NovaDbOptions): Promise<ServerSettings> {
  const home = join(homedir(), '.my.cnf');
  const file = defaults_file ?? (connection === undefined && existsSync(home) ? home : undefined);
  const fromFile = file === undefined ? {} : fromOptions(await readOptionFile(file, GROUPS, fileSystem));
  return complete({ ...fromFile, ...(connection !== undefined && fromConnection(connection, fromFile)) });
}

/** The settings of the server of a cell; what its entry leaves out is that of `connection`. */
export function cellSettings(cell: ConnectionOption & (string | { readonly database: string }), main: ServerSettings) {
  const given: Given = typeof cell === 'string' ? fromUrl(cell) : { ...fromMap(cell), database: cell.database };
  return complete({ user: main.user, password: main.password, tls: main.tls, ...given });
}

/** As {@link cellSettings}, of a URL out of `cell_mappings`; undefined when that is none of MySQL. */
export function mappedSettings(url: string, main: ServerSettings): ServerSettings | undefined {
  return parseMysqlUrl(url) === undefined ? undefined : cellSettings(url, main);
}

function complete({ host, port = PORT, socket, user, password, tls, database }: Given): ServerSettings {
  const local = host === undefined && socket === undefined ? SOCKETS.find((path) => existsSync(path)) : undefined;
  return {
    host: host ?? '127.0.0.1',
    port,
    socket: socket ?? local,
    user: user ?? userInfo().username,
    password,
    tls: tls === false ? undefined : tls,
    database,
  };
}

function fromConnection(connection: ConnectionOption, fromFile: Given): Given {
  const given = typeof connection === 'string' ? fromUrl(connection) : fromMap(connection);
  // A host here is meant, not the socket of the file; and the other way round.
  const instead = given.host === undefined ? {} : { socket: undefined };
  return { ...fromFile, ...instead, ...given };
}

function fromUrl(text: string): Given {
  const url = parseMysqlUrl(text);
  if (url === undefined) throw new Error('the schema lets only URLs through');
  const { query, ...rest } = url;
  return defined({ ...rest, socket: query.unix_socket, tls: tlsOfUrl(query) });
}

/** As PyMySQL reads them: who names a certificate authority wants the server's certificate checked. */
function tlsOfUrl(query: Readonly<Record<string, string>>): TlsSettings | undefined {
  const { ssl_ca: ca, ssl_cert: cert, ssl_key: key } = query;
  const asked = (name: string): boolean => /^(1|true|yes)$/i.test(query[name] ?? '');
  const verified = ca !== undefined || asked('ssl_verify_cert') || asked('ssl_verify_identity');
  if (!verified && cert === undefined && !asked('ssl')) return undefined;
  const byName = query.ssl_check_hostname === undefined || asked('ssl_check_hostname');
  return { ca, cert, key, verify: !verified ? 'none' : byName ? 'full' : 'ca' };
}

function fromMap({ tls, host, port, user, password, socket }: ConnectionMap): Given {
  const trusted = tls === true ? { verify: 'full' as const } : tls;
  return defined({ host, port, user, password, socket, tls: trusted });
}

/** What the client programs of MySQL and MariaDB read. */
const GROUPS = new Set(['client', 'client-server', 'client-mariadb', 'mysql', 'mariadb-client']);

function fromOptions(options: ReadonlyMap<string, string>): Given {
  const port = Number(options.get('port') ?? PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new PipelineError(
      'bad-option-file',
      ExitCode.badPipeline,
      'expected port in the option file to be a number',
      {
        hint: 'write `port = 3306`',
      },
    );
  }
  const host = options.get('host');
  const socket = options.get('socket');
  return defined({
    // As for the programs: localhost means the socket.
    ...(socket !== undefined && (host === undefined || host === 'localhost') ? { socket } : { host }),
    port,
    user: options.get('user'),
    password: options.get('password'),
    tls: tlsOfOptions(options),
  });
}

function tlsOfOptions(options: ReadonlyMap<string, string>): TlsSettings | false | undefined {
  const [ca, cert, key] = ['ssl-ca', 'ssl-cert', 'ssl-key'].map((name) => options.get(name));
  const mode = options.get('ssl-mode')?.toUpperCase().replace('-', '_');
  const isOn = (name: string): boolean => options.has(name) && !/^(0|off|false)$/i.test(options.get(name) as string);
  if (mode === 'DISABLED' || options.has('skip-ssl') || (options.has('ssl') && !isOn('ssl'))) return false;
  if (mode === 'VERIFY_IDENTITY' || isOn('ssl-verify-server-cert')) return { ca, cert, key, verify: 'full' };
  if (mode === 'VERIFY_CA' || (mode === undefined && ca !== undefined)) return { ca, cert, key, verify: 'ca' };
  if (mode === 'REQUIRED' || isOn('ssl') || cert !== undefined) return { ca, cert, key, verify: 'none' };
  return undefined;
}

/** Without the keys that say nothing, so that they hide nothing when spread. */
function defined<T extends object>(settings: T): T {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as T;
}

const fileSystem: OptionFileSystem = {
  read: (path) => readFile(path, 'utf8'),
  list: (folder) => readdir(folder),
  resolve: (path, fromFile) =>
    resolve(fromFile.endsWith('/') ? fromFile : dirname(fromFile), path.replace(/^~(?=\/)/, homedir())),
};
