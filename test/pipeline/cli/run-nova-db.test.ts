/** From a live database to a trace, through the command line: what a backup of it tells, and what Star Compactor told. */

import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  databasesAt,
  inventCloud,
  NODE_PROPERTIES,
  NODE_RACK_PROPERTY,
  writeBackups,
} from '../../../fixtures/index.ts';
import { runCli } from '../../support/cli.ts';
import { compareTraces, conformancePath, hasConformance } from '../../support/conformance.ts';
import { hasMariaDb, MariaDb } from '../../support/mariadb.ts';
import { emptyNova, someEvents } from '../../support/nova-tables.ts';

let folder: string;
let server: MariaDb;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-nova-db-'));
  if (hasMariaDb) server = await MariaDb.start();
});
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true });
});

/** Runs a pipeline of these stages; they and their options as YAML. */
async function run(name: string, stages: readonly string[]) {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, `name: ${name}\nstages:\n${stages.map((stage) => `  - ${stage}\n`).join('')}`);
  return runCli(['run', file, '--workers', '1']);
}

const live = (more = '') => `nova-db: { connection: { socket: ${server.socket}, user: root }${more} }`;
const output = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

describe.skipIf(!hasMariaDb || !hasConformance)('a real database', () => {
  const backup = conformancePath('kvm/backups/mysql_backup_20261120-100325.sql.gz');
  const goldens = 'kvm/golden-instances';
  beforeAll(() => server.run(gunzipSync(readFileSync(backup))));

  it.each([
    ['vm.none', 'cloud: vm', 'method: none', ['csv', 'jsonl']],
    ['vm.salted', 'cloud: vm', 'salt: chameleon, weak_salt: accept', ['csv']],
    ['baremetal.none', 'cloud: baremetal', 'method: none', ['csv']],
    ['vm.window.none', 'cloud: vm, start: "2026-11-20T09:57:00", end: "2026-11-20T10:02:00"', 'method: none', ['csv']],
  ])('gives the instance events of the golden %s', async (golden, events, mask, kinds) => {
    const { code, stderr } = await run(golden, [
      live(),
      `instance-events: { ${events}, semantics: starcompactor }`,
      `mask: { ${mask} }`,
      ...kinds.map((kind) => `${kind}: { path: ${golden}.${kind}, dialect: starcompactor }`),
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const kind of kinds) {
      const file = `${golden}.${kind}`;
      expect(compareTraces(conformancePath(`${goldens}/${file}`), join(folder, file))).toMatchObject({ equal: true });
    }
  });

  it('gives the machine and the instance events of the backup that it was loaded from', async () => {
    const traces = async (name: string, source: string[]) => {
      const { code, stderr } = await run(name, [
        ...source,
        `branch:
      machines: [ machine-events: { cloud: vm }, mask: { method: none }, csv: { path: ${name}.machines } ]
      instances: [ instance-events: { cloud: vm }, mask: { method: none }, csv: { path: ${name}.instances } ]`,
      ]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return [await output(`${name}.machines`), await output(`${name}.instances`)];
    };
    const found = await traces('live', [live()]);
    const told = await traces('told', [`backups: { path: ${backup}, timestamp: '(\\d{8})-(\\d{6})' }`, 'sql-dump']);
    expect(found[0]?.split('\n').length).toBeGreaterThan(5);
    expect(found[1]?.split('\n').length).toBeGreaterThan(1000);
    expect(found).toEqual(told);
  });

  it('is nowhere in the manifest', async () => {
    const manifest = await output('live.manifest.json');
    expect(manifest).toContain('"consistent": true');
    expect(manifest).not.toMatch(/"root"|sc-mariadb/);
  });
});

describe.skipIf(!hasMariaDb)('an invented database', () => {
  it.each(['vm', 'baremetal'])('tells the same events as its backup, archived ones too: %s', async (cloud) => {
    const invented = inventCloud({ seed: `live-${cloud}`, hosts: 6, nodes: 4, instances: 80, snapshots: 8 });
    // Between an archiving and a purge.
    const time = invented.snapshots[5]!;
    const shadows = databasesAt(invented.history, time).flatMap(({ tables }) =>
      tables.filter(({ table }) => table.name.startsWith('shadow_inst')).map(({ rows }) => [...rows].length),
    );
    expect(Math.max(...shadows)).toBeGreaterThan(100);
    const out = join(folder, cloud);
    const written = await writeBackups(invented, { out, style: 'mariadb' });
    server.run(readFileSync(written[5]!.path));
    const nova = JSON.stringify(invented.databases);
    const machines =
      cloud === 'vm'
        ? `{ cloud: vm, databases: ${nova} }`
        : `{ cloud: baremetal, properties: ${JSON.stringify(NODE_PROPERTIES)}, rack_property: ${NODE_RACK_PROPERTY} }`;
    const both = (name: string) => `branch:
      machines: [ machine-events: ${machines}, mask: { method: none }, csv: { path: ${name}.machines } ]
      instances: [ instance-events: { cloud: ${cloud}, databases: ${nova} }, mask: { method: none }, csv: { path: ${name}.instances } ]`;
    const fromLive = await run(`live-${cloud}`, [live(', cells: none'), both(`live-${cloud}`)]);
    const backups = `backups: { path: ${written[5]!.path}, timestamp: '(\\d{8})-(\\d{6})' }`;
    const fromBackup = await run(`told-${cloud}`, [backups, 'sql-dump', both(`told-${cloud}`)]);
    expect(fromLive).toEqual({ ...fromBackup, code: 0 });
    for (const [trace, least] of [
      ['machines', 3],
      ['instances', 100],
    ] as const) {
      const found = await output(`live-${cloud}.${trace}`);
      expect(found.split('\n').length).toBeGreaterThan(least);
      expect(found).toBe(await output(`told-${cloud}.${trace}`));
    }
  });

  it('gives in two runs with a state what it would have given in one', async () => {
    const stages = (name: string, state = '') => [
      live(`, cells: none${state}`),
      'instance-events: { cloud: vm, databases: [nova] }',
      'mask: { method: none }',
      `csv: { path: ${name}.csv }`,
    ];
    const rows = async (name: string) => (await output(`${name}.csv`)).trimEnd().split('\n').slice(1);
    server.run(emptyNova('nova') + someEvents('nova'));
    expect((await run('first', stages('first', ', state: state.json'))).stderr).toBe('');
    // The two that had no finish get one, and twelve new ones come.
    server.run(`USE nova; UPDATE instance_actions_events SET finish_time = start_time WHERE finish_time IS NULL;
      INSERT INTO instance_actions_events SELECT id + 12, event, action_id, start_time, finish_time, result, traceback, host
      FROM instance_actions_events`);
    expect((await run('second', stages('second', ', state: state.json'))).stderr).toBe('');
    expect((await run('all', stages('all'))).stderr).toBe('');
    const [first, second, all] = await Promise.all(['first', 'second', 'all'].map(rows));
    expect([first?.length, second?.length, all?.length]).toEqual([12, 14, 24]);
    const finished = first?.filter((row) => !row.includes(',,,')) ?? [];
    expect([...finished, ...(second ?? [])].sort()).toEqual(all?.sort());
  });

  it('leaves no file and no state when it cannot be read', async () => {
    server.run(`${emptyNova('nova')} ${someEvents('nova')} ALTER TABLE instances DROP COLUMN vcpus`);
    const { code, stderr } = await run('broken', [
      live(', cells: none, state: broken.state'),
      'instance-events: { cloud: vm, databases: [nova] }',
      'mask: { method: none }',
      'csv: { path: broken.csv }',
    ]);
    expect(code).toBe(65);
    expect(stderr).toMatch(/missing-column.*nova\.instances lacks the column vcpus/);
    expect((await readdir(folder)).filter((name) => name.startsWith('broken'))).toEqual(['broken.yaml']);
  });
});
