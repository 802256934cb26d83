import { ExitCode, PipelineError } from '../../errors.ts';
import type { TablesContext } from '../../stage.ts';
import { Catalogue } from './catalogue.ts';
import type { NovaDbOptions } from './options.ts';
import type { SqlBuilder } from './query-builder.ts';
import type { Server } from './server.ts';
import { cellSettings, mappedSettings, PORT, type ServerSettings } from './settings.ts';
import { tableRows } from './table-rows.ts';

const MAPPINGS = {
  database: 'nova_api',
  table: 'cell_mappings',
  columns: ['database_connection'],
  // Came with Rocky.
  optionalColumns: ['disabled'],
};
const LABEL = `${MAPPINGS.database}.${MAPPINGS.table}`;

/** What looking for the cells needs. */
export interface CellSearch {
  readonly main: Server;
  readonly sql: SqlBuilder;
  /** The databases that the stages below name. */
  readonly databases: ReadonlySet<string>;
  readonly warn: TablesContext['warn'];
}

/** The databases that are not on the server of `connection`, and where they are. */
export async function cellServers(
  cells: NovaDbOptions['cells'],
  search: CellSearch,
): Promise<Map<string, ServerSettings>> {
  const { main } = search;
  const all =
    cells === 'none'
      ? []
      : cells === 'auto'
        ? await mappedCells(search)
        : cells.map((cell) => cellSettings(cell, main.settings));
  const servers = new Map<string, ServerSettings>();
  for (const settings of all) {
    const name = settings.database as string;
    const known = servers.get(name);
    if (known !== undefined && addressOf(known) !== addressOf(settings)) throw twice(name);
    servers.set(name, settings);
  }
  for (const [name, settings] of servers) if (addressOf(settings) === addressOf(main.settings)) servers.delete(name);
  return servers;
}

/** Equal for one server. */
export const addressOf = ({ socket, host, port }: ServerSettings): string =>
  socket ?? `${host.toLowerCase().replace(LOOPBACK, 'localhost')}:${port}`;

async function mappedCells({ main, sql, databases, warn }: CellSearch): Promise<ServerSettings[]> {
  const found: ServerSettings[] = [];
  const others: string[] = [];
  for (const { url, disabled } of await readMappings(main, sql, warn)) {
    const settings = mappedSettings(fillIn(url, main.settings), main.settings);
    const name = settings?.database;
    if (settings === undefined || name === undefined) {
      warn('odd-cell', `a row of ${LABEL} has no URL of a MySQL database: that cell is left out`);
    } else if (databases.has(name)) {
      // Nova only stops scheduling there; what happened in it has happened.
      if (disabled) warn('disabled-cell', `the cell of the database ${name} is disabled; it is read all the same`);
      found.push(seenFromHere(settings, main.settings));
    } else if (!disabled) {
      others.push(name);
    }
  }
  if (others.length > 0) {
    const names = `${others.join(', ')} (add ${others.length === 1 ? 'it' : 'them'} to \`databases\` of the stages below)`;
    warn('cells-left-out', `${LABEL} names cells in databases that no stage asks for: ${names}`);
  }
  return found;
}

interface Mapping {
  readonly url: string;
  readonly disabled: boolean;
}

async function readMappings(main: Server, sql: SqlBuilder, warn: TablesContext['warn']): Promise<Mapping[]> {
  const mappings: Mapping[] = [];
  try {
    const catalogue = await Catalogue.read(main, sql, [MAPPINGS]);
    const table = await catalogue.find(MAPPINGS);
    if (table === undefined) return [];
    for await (const { rows } of tableRows(main, sql, table)) {
      for (const [url, disabled] of rows)
        mappings.push({ url: (url as string | null) ?? '', disabled: disabled === '1' });
    }
  } catch (error) {
    if (!(error instanceof PipelineError) || error.exitCode === ExitCode.transient) throw error;
    warn(
      'cells-unknown',
      `cannot see where the cells are, so all databases are read from the server of \`connection\`: ${error.message} ` +
        '(`cells: none` says that this is right)',
    );
  }
  return mappings;
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;

/** "This machine" in a mapping is the one that the mapping was read from. */
function seenFromHere(cell: ServerSettings, main: ServerSettings): ServerSettings {
  if (cell.socket !== undefined || !LOOPBACK.test(cell.host)) return cell;
  if (main.socket === undefined) return { ...cell, host: main.host };
  return cell.port === PORT ? { ...cell, socket: main.socket } : cell;
}

/** Fills in what a template takes from Nova's own connection, which here is ours: `{scheme}://{username}:{password}@…`. */
function fillIn(template: string, main: ServerSettings): string {
  const values: Readonly<Record<string, string>> = {
    scheme: 'mysql',
    username: encodeURIComponent(main.user),
    password: encodeURIComponent(main.password ?? ''),
    hostname: main.host.includes(':') ? `[${main.host}]` : main.host,
    port: String(main.port),
    path: main.database ?? '',
    query: '',
    fragment: '',
  };
  return template.replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
}

function twice(name: string): PipelineError {
  const message = `expected each cell's database to have a name of its own, found ${name} on two servers`;
  return new PipelineError('same-database-twice', ExitCode.badPipeline, message, {
    hint: 'read each of them by a nova-db of its own, with `cells: none`',
  });
}
