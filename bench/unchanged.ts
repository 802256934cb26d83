/**
 * What another night's backup costs beside the first, for a stage that gathers rows: reading it and finding what has changed, in this
 * process, over text that is in memory. The fixtures do not do: the clouds that they invent are small and change a lot from week to week.
 */
import { RowMemory } from '../pipeline/engine/known-rows.ts';
import { UnchangedRows } from '../pipeline/engine/unchanged-rows.ts';
import { createDumpReader } from '../pipeline/formats/sql-dump/dump-reader.ts';

export interface Unchanged {
  /** Processor time of another night by that of the first. */
  readonly anotherNight: number;
  /** The same when every row is looked at. */
  readonly rowByRow: number;
}

/** Like mariadb-dump's: a statement ends with the row that makes it this long. */
const STATEMENT = 2 ** 20;
/** What a stream of a file or of zlib gives at once. */
const PIECE = 2 ** 19;
/** Of the instances, a night brings so many, changes as many, and purges as many with all that was done to them. */
const SHARE = 0.003;
const STEPS = ['compute__do_build_and_run_instance', 'compute_stop_instance', 'compute_terminate_instance'];

const TABLES = {
  instance_actions_events: ['id', 'event', 'action_id', 'start_time', 'finish_time', 'result', 'traceback', 'host'],
  instances: ['id', 'updated_at', 'user_id', 'project_id', 'hostname', 'host', 'user_data', 'uuid', 'memory_mb'],
};
type Table = keyof typeof TABLES;
const NEEDS = [
  {
    database: 'nova',
    table: 'instance_actions_events',
    columns: ['id', 'event', 'action_id', 'start_time', 'finish_time', 'result', 'host'],
    key: ['id'],
  },
  {
    database: 'nova',
    table: 'instances',
    columns: ['uuid', 'user_id', 'project_id', 'hostname', 'host', 'memory_mb'],
    key: ['uuid'],
  },
];

/** @param instances in the first night; each has a row of about 500 bytes and three events of about 150 */
export async function unchanged(instances: number, runs: number): Promise<Unchanged> {
  const nights = [0, 1].map((night) => dumpOf(instances, night));
  const least = { first: Number.POSITIVE_INFINITY, another: Number.POSITIVE_INFINITY, all: Number.POSITIVE_INFINITY };
  for (let i = 0; i <= runs; i++) {
    const [first, another] = nightsWith(nights, await RowMemory.open(NEEDS, []));
    const [, all] = nightsWith(nights, undefined);
    // The first turn compiles.
    if (i === 0) continue;
    least.first = Math.min(least.first, first as number);
    least.another = Math.min(least.another, another as number);
    least.all = Math.min(least.all, all as number);
  }
  return { anotherNight: least.another / least.first, rowByRow: least.all / least.first };
}

/** Processor seconds of each. */
function nightsWith(nights: readonly Buffer[], known: RowMemory | undefined): number[] {
  const rows = new UnchangedRows(NEEDS);
  return nights.map((bytes) => {
    const before = process.cpuUsage();
    known?.begin();
    const reader = createDumpReader({ needs: NEEDS, requireTrailer: true, warn() {}, ...(known && { known }) });
    for (let at = 0; at < bytes.length; at += PIECE) {
      for (const batch of reader.push(bytes.subarray(at, at + PIECE))) rows.changed(batch);
    }
    for (const batch of reader.finish()) rows.changed(batch);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
}

function dumpOf(instances: number, night: number): Buffer {
  const each = Math.round(instances * SHARE);
  const isNight = (instance: number, kind: number) => night > 0 && hash(instance, kind) % instances < each;
  const pieces = ['-- MariaDB dump 10.19\n\n/*!40101 SET NAMES utf8mb4 */;\nUSE `nova`;\n'];
  for (const [table, columns] of Object.entries(TABLES)) {
    const definitions = columns.map((name) => `\`${name}\` varchar(255)`);
    pieces.push(`DROP TABLE IF EXISTS \`${table}\`;\nCREATE TABLE \`${table}\` (${definitions.join()});\n`);
    let statement = '';
    for (let i = 0; i < instances + night * each; i++) {
      if (isNight(i, 1)) continue;
      for (const row of rowsOf(table as Table, i, isNight(i, 2))) {
        statement += statement === '' ? `INSERT INTO \`${table}\` VALUES\n${row}` : `,\n${row}`;
        if (statement.length < STATEMENT) continue;
        pieces.push(`${statement};\n`);
        statement = '';
      }
    }
    if (statement !== '') pieces.push(`${statement};\n`);
  }
  return Buffer.from(`${pieces.join('')}-- Dump completed\n`);
}

function rowsOf(table: Table, instance: number, isChanged: boolean): string[] {
  const host = `'c${10 + (instance % 40)}.cloud.example.org'`;
  if (table === 'instances') {
    const updated = timeOf(isChanged ? 1e8 : instance * 61);
    const owner = `'${hex(instance % 500, 3, 32)}','${hex(instance % 100, 4, 32)}'`;
    const data = `'${hex(instance, 5, 300)}'`;
    return [`(${instance + 1},${updated},${owner},'node-${instance}',${host},${data},'${hex(instance, 6, 36)}',4096)`];
  }
  return STEPS.map((step, i) => {
    const id = instance * STEPS.length + i + 1;
    const from = instance * 61 + i * 3600;
    return `(${id},'${step}',${id},${timeOf(from)},${timeOf(from + 9)},'Success',NULL,${host})`;
  });
}

const timeOf = (seconds: number): string =>
  `'${new Date((1.6e9 + seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ')}'`;

function hash(number: number, kind: number): number {
  const h = Math.imul(number + 1, 0x9e3779b1) ^ Math.imul(kind, 0x85ebca6b);
  return (Math.imul(h ^ (h >>> 15), 0x2c1b3c6d) ^ (h >>> 12)) >>> 0;
}

/** Hexadecimal digits that look random. */
function hex(number: number, kind: number, length: number): string {
  let digits = '';
  for (let i = 0; digits.length < length; i++) digits += hash(hash(number, kind), i).toString(16).padStart(8, '0');
  return digits.slice(0, length);
}
