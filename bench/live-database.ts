/** Instance events of a live database, on a server that runs as long as the bench does. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MariaDb } from '../test/support/mariadb.ts';
import { emptyNova, someEvents } from '../test/support/nova-tables.ts';
import type { Comparison, Run } from './comparisons.ts';
import { leastOf } from './measure.ts';

const CLI = fileURLToPath(new URL('../dist/pipeline/cli/main.js', import.meta.url));
const DATA = fileURLToPath(new URL('./data/', import.meta.url));

export const LIVE = 'nova-db, MariaDB to CSV / mariadb --quick --batch';

/** The columns that the pipeline reads, of all events, in the order of a trace. */
const SELECT = `SELECT e.id, e.event, e.start_time, e.finish_time, e.result, e.host, a.instance_uuid,
  i.user_id, i.project_id, i.hostname, i.host, i.memory_mb, i.root_gb, i.vcpus
  FROM instance_actions_events e JOIN instance_actions a ON a.id = e.action_id JOIN instances i ON i.uuid = a.instance_uuid
  ORDER BY e.start_time, a.instance_uuid, e.id`;

let server: MariaDb | undefined;

/** Wall time of so many events against MariaDB's own client. */
export async function liveComparison(count: number, name = LIVE): Promise<Comparison> {
  const { run, database, socket } = await withEvents(count);
  const query = join(DATA, 'events.sql');
  await writeFile(query, SELECT);
  const client = `mariadb --no-defaults --socket=${socket} --user=root --quick --batch ${database}`;
  return {
    name,
    veryGood: 0.75,
    ours: { command: run, startUp: (await withEvents(12)).run } satisfies Run,
    theirs: `${client} < ${query} > ${join(dirname(socket), 'theirs.tsv')}`,
    figure: 'wall',
    needs: ['mariadbd', 'mariadb'],
  };
}

/** Prints the memory that ten times as many events take. */
export async function liveGrowth(counts: readonly number[]): Promise<void> {
  for (const count of counts) {
    const { memory, wall } = await leastOf((await withEvents(count)).run, 1);
    console.log(`${count} live events: peak memory ${(memory / 1e6).toFixed(0)} MB, ${wall.toFixed(1)} s`);
  }
}

/** A database with that many events, and the command that reads them all into a file beside its tables (in memory, where that can be). */
async function withEvents(count: number): Promise<{ run: string; database: string; socket: string }> {
  server ??= (await MariaDb.start({ args: ['--innodb-buffer-pool-size=1G'] })).unref();
  const { socket } = server;
  const database = `nova_${count}`;
  server.run(`${emptyNova(database)} ${someEvents(database, Math.ceil(count / 12))}
    ANALYZE TABLE instances, instance_actions, instance_actions_events`);
  await mkdir(DATA, { recursive: true });
  const file = join(DATA, `${database}.yaml`);
  await writeFile(
    file,
    `manifest: false
stages:
  - nova-db: { connection: { socket: ${socket}, user: root }, cells: none }
  - instance-events: { cloud: vm, databases: [${database}] }
  - mask: { method: none }
  - csv: { path: ${join(dirname(socket), 'ours.csv')} }
`,
  );
  return { run: `${process.execPath} ${CLI} run ${file} --quiet`, database, socket };
}
