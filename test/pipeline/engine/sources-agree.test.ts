/** One cloud, four ways to look at it: the events of its instances are the same. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dumpBytes, inventCloud, isoTime, writeBackups } from '../../../fixtures/index.ts';
import { inventedApi } from '../../support/api-clouds.ts';
import { runCli } from '../../support/cli.ts';
import { collectBytes } from '../../support/collect-bytes.ts';
import { hasMariaDb, MariaDb } from '../../support/mariadb.ts';
import { NovaApiServer, SECRETS } from '../../support/nova-api-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const cloud = inventCloud({ seed: 11, release: 'zed', hosts: 6, instances: 300, snapshots: 4 });
const now = cloud.snapshots.at(-1)!;
const EVERYBODY = 'exclude_users: [], exclude_projects: []';
const DATABASES = `databases: [${cloud.databases.join(', ')}]`;

type Row = Record<string, unknown>;
const compare = (a: Row, b: Row) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** The events that a pipeline with this source finds; several sources may share the rows that they give. */
async function eventsFrom(source: string, options = '', env: Record<string, string> = {}): Promise<Row[]> {
  const folder = temporaryFolder();
  const stages = [
    ...source.split('\n'),
    `- instance-events: { cloud: vm, ${DATABASES}, ${EVERYBODY}${options} }`,
    '- mask: { method: none }',
    '- jsonl',
  ];
  writeFileSync(join(folder, 'p.yaml'), `stages:\n${stages.map((line) => `  ${line}\n`).join('')}`);
  const { code, stdout, stderr } = await runCli(['run', 'p.yaml', '--workers', '2'], { cwd: folder, env });
  expect(stderr).not.toMatch(/error/);
  expect(code).toBe(0);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
    .toSorted(compare);
}

describe.skipIf(!hasMariaDb)('instance events', () => {
  let database: MariaDb;
  let archive: string;
  beforeAll(async () => {
    database = await MariaDb.start();
    database.run(Buffer.from(await collectBytes(dumpBytes(cloud.history, now, { style: 'mariadb' }))));
    archive = mkdtempSync(join(tmpdir(), 'sc-pipeline-test-'));
    await writeBackups(cloud, { out: archive, style: 'mariadb', compress: ['bz2', 'gz'] });
  });
  afterAll(async () => {
    rmSync(archive, { recursive: true, force: true });
    await database.stop();
  });

  const live = () => `- nova-db: { connection: { socket: ${database.socket}, user: root }, cells: none }`;
  const newest = () =>
    `- backups: { path: ${archive}, match: '${isoTime(now).slice(0, 10).replaceAll('-', '')}' }\n- sql-dump`;
  const everyBackup = () => `- backups: { path: ${archive} }\n- sql-dump`;

  it('of the live database are those of its newest backup', async () => {
    const events = await eventsFrom(live());
    expect(events.length).toBeGreaterThan(50);
    expect(events).toEqual(await eventsFrom(newest()));
  });

  it('of the live database are written in the same order to a file, as they come, as to standard output, sorted', async () => {
    const folder = temporaryFolder();
    const pipeline = (path: string) => `manifest: false
stages:
  ${live()}
  - instance-events: { cloud: vm, ${DATABASES}, ${EVERYBODY} }
  - mask: { salt: 8f3a1c9e5b7d2046 }
  - csv: { path: '${path}' }
`;
    writeFileSync(join(folder, 'file.yaml'), pipeline('out.csv'));
    writeFileSync(join(folder, 'stdout.yaml'), pipeline('-'));
    const { stdout } = await runCli(['run', 'stdout.yaml'], { cwd: folder });
    expect((await runCli(['run', 'file.yaml'], { cwd: folder })).code).toBe(0);
    expect(stdout.split('\n').length).toBeGreaterThan(50);
    expect(readFileSync(join(folder, 'out.csv'), 'utf8')).toBe(stdout);
  });

  it('of archive and live database together are those of the archive that ends with its backup, each once', async () => {
    const lists = [`archive: [ { backups: { path: ${archive} } }, sql-dump ]`, `live: [ { ${live().slice(2)} } ]`];
    const together = await eventsFrom(['- merge:', ...lists.map((list) => `    ${list}`)].join('\n'));
    expect(together).toEqual(await eventsFrom(everyBackup()));
    expect(together.length).toBeGreaterThan((await eventsFrom(live())).length);
  });

  it('of the API are those of the live tables, but for the name that it shows', async () => {
    const server = await NovaApiServer.start(inventedApi(cloud, now));
    const api = `- nova-api: { auth: { auth_url: "${server.authUrl}", token: "\${TOKEN}" } }`;
    const nameless = (rows: Row[]) => rows.map(({ INSTANCE_NAME: _, ...row }) => row).toSorted(compare);
    const told = await eventsFrom(api, '', { TOKEN: SECRETS.token });
    expect(nameless(told)).toEqual(nameless(await eventsFrom(live(), ', shadow_tables: false')));
  });
});
