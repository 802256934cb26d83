/**
 * A cloud in which every identifier, name and text is a token of its own, shown to every source that there is. A source that reads
 * from something other than `backups/` says here how that is made; nothing else of the canary tests knows any stage.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { databasesAt, dumpBytes, inventCloud, isoTime, type Row, writeBackups } from '../../fixtures/index.ts';
import { inventedApi } from './api-clouds.ts';
import { collectBytes } from './collect-bytes.ts';
import { hasMariaDb, MariaDb } from './mariadb.ts';
import { NovaApiServer, SECRETS } from './nova-api-server.ts';
import { auditTable } from './parquet.ts';

export const SALT = '0b5e9f6c2a7d41e8b3c6f0a1d9e47c52';

export const cloud = inventCloud({ seed: 'canary-2', hosts: 5, nodes: 6, instances: 24, snapshots: 3, canaries: true });

/** All that must not get out. */
export const tokens: readonly string[] = [
  SALT,
  ...Object.values(SECRETS),
  ...cloud.canaries().map(({ token }) => token),
];

/** Tables without end fill backups up; they are not among these. */
const AUDITED = ['compute_nodes', 'services', 'instances', 'instance_actions', 'instance_actions_events'];

/** Gives an example that reads what it has made, where that of the stage does not. */
type Preparation = (folder: string) => Promise<string | undefined>;

/** What the example of a source reads, in the folder that the pipeline runs in; `skip` where that cannot be had here. */
export const preparations: Readonly<Record<string, Preparation | 'skip'>> = {
  async 'audit-parquet'(folder) {
    await mkdir(join(folder, 'audit'));
    for (const { name, tables } of databasesAt(cloud.history, cloud.snapshots.at(-1)!)) {
      for (const { table, rows } of tables.filter((one) => AUDITED.includes(one.table.name))) {
        const data = [...rows].map((row) => ({ type: 'INSERT', time: isoTime(cloud.snapshots[0]!), data: plain(row) }));
        const file = `openstack_audit.audit_${name}_${table.name}.parquet`;
        await writeFile(join(folder, 'audit', file), auditTable(data));
      }
    }
    return undefined;
  },
  async 'nova-api'(folder) {
    const server = await NovaApiServer.start(inventedApi(cloud, cloud.snapshots.at(-1)!));
    const auth = { auth_url: server.authUrl, username: 'alice', password: SECRETS.password, project_name: 'admin' };
    const domains = { user_domain_name: 'Default', project_domain_name: 'Default' };
    const clouds = { clouds: { production: { auth: { ...auth, ...domains }, region_name: 'RegionOne' } } };
    await writeFile(join(folder, 'clouds.yaml'), JSON.stringify(clouds));
    return undefined;
  },
  'nova-db': hasMariaDb ? startMariaDb : 'skip',
};

/** The last backup on a server of its own. */
async function startMariaDb(): Promise<string> {
  const server = await MariaDb.start();
  onTestFinished(() => server.stop());
  server.run('DROP TABLE IF EXISTS mysql.help_topic;');
  server.run(await collectBytes(dumpBytes(cloud.history, cloud.snapshots.at(-1)!, { size: 20_000 })));
  return `- nova-db: { connection: { socket: ${server.socket}, user: root }, cells: none }`;
}

/** Makes the backups that the examples read. */
export const prepareBackups = (folder: string) => writeBackups(cloud, { out: join(folder, 'backups'), size: 20_000 });

const plain = (row: Row): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value instanceof Uint8Array ? null : value]));
