import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INSTANCE_EVENTS_COLUMNS } from '../../../../pipeline/nova/instance-events-view.ts';
import { Catalogue } from '../../../../pipeline/sources/nova-db/catalogue.ts';
import { eventsNeeds, findEventsTables } from '../../../../pipeline/sources/nova-db/events-tables.ts';
import { instanceEvents } from '../../../../pipeline/sources/nova-db/instance-events.ts';
import { loadSqlBuilder } from '../../../../pipeline/sources/nova-db/query-builder.ts';
import { Server } from '../../../../pipeline/sources/nova-db/server.ts';
import type { ServerSettings, TlsSettings } from '../../../../pipeline/sources/nova-db/settings.ts';
import { collect } from '../../../support/collect.ts';
import { hasMariaDb, MariaDb } from '../../../support/mariadb.ts';
import { EVERYTHING, failureOf } from '../../../support/nova-db.ts';
import { archive, emptyNova, someEvents } from '../../../support/nova-tables.ts';
import { tablesContext } from '../../../support/run-context.ts';

const hasOpenSsl = spawnSync('openssl', ['version']).status === 0;

/** A certificate authority and a server's certificate, which names `localhost` and an address, as PEM files. */
function makeCertificates(folder: string): void {
  const openssl = (...args: string[]) => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl failed: ${stderr}`);
  };
  writeFileSync(join(folder, 'names'), 'subjectAltName = DNS:localhost, IP:127.0.0.1');
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca-key.pem', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=test ca');
  openssl('req', ...key, '-keyout', 'key.pem', '-out', 'request.pem', '-subj', '/CN=localhost');
  openssl(
    ...['x509', '-req', '-in', 'request.pem', '-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-days', '2'],
    ...['-out', 'cert.pem', '-extfile', 'names'],
  );
}

describe.skipIf(!hasMariaDb || !hasOpenSsl)('a server', () => {
  let certificates: string;
  let mariadb: MariaDb;
  let settings: ServerSettings;
  beforeAll(async () => {
    certificates = mkdtempSync(join(tmpdir(), 'sc-pipeline-test-'));
    makeCertificates(certificates);
    const args = ['ca', 'cert', 'key'].map((name) => `--ssl-${name}=${join(certificates, name)}.pem`);
    mariadb = await MariaDb.start({ tcp: true, args: [...args, '--bind-address=127.0.0.1,127.0.0.2'] });
    settings = { host: 'localhost', port: mariadb.port as number, user: 'root' };
  });
  afterAll(async () => {
    await mariadb?.stop();
    rmSync(certificates, { recursive: true });
  });

  const trusting = (more: Partial<TlsSettings> = {}): TlsSettings => ({
    ca: join(certificates, 'ca.pem'),
    verify: 'full',
    ...more,
  });
  const numbers = (count: number) => ({ sql: `SELECT seq, REPEAT('x', 1000) FROM seq_1_to_${count}` });

  it('that gives rows of many hundred megabytes waits while nobody takes them', async () => {
    mariadb.run('CREATE DATABASE IF NOT EXISTS d');
    const server = await Server.open(settings, tablesContext());
    await server.query({ sql: 'USE d' });
    let rows = 0;
    let most = 0;
    const before = process.memoryUsage().rss;
    for await (const batch of server.rows((after) => (after === 'nothing' ? numbers(200_000) : undefined), 'd')) {
      // Time enough to send them all.
      if (rows === 0) await sleep(1000);
      rows += batch.length;
      most = Math.max(most, process.memoryUsage().rss);
    }
    server.close();
    expect(rows).toBe(200_000);
    expect(most - before).toBeLessThan(100e6);
  });

  it('that goes away and stays away ends the run, after some attempts', async () => {
    const context = tablesContext();
    const server = await Server.open(settings, context, [1, 1, 1]);
    await server.query({ sql: 'USE d' });
    const reading = async () => {
      for await (const _ of server.rows((after) => (after === 'end' ? undefined : numbers(100_000)), 'd')) {
        await mariadb.kill();
      }
    };
    try {
      expect(await failureOf(reading())).toMatch(/^75 database-away: cannot reach the database server: ECONNREFUSED/);
      expect(context.warnings).toEqual([]);
    } finally {
      server.close();
      await mariadb.revive();
    }
  });

  it('that goes away does not keep a run that is stopped', async () => {
    const abort = new AbortController();
    const server = await Server.open(settings, tablesContext(abort.signal), [60_000]);
    const reading = async () => {
      for await (const _ of server.rows((after) => (after === 'end' ? undefined : numbers(100_000)), 'd')) {
        setTimeout(() => abort.abort(new Error('stopped')), 50);
        await mariadb.kill();
      }
    };
    try {
      await server.query({ sql: 'USE d' });
      await expect(reading()).rejects.toThrow('stopped');
    } finally {
      server.close();
      await mariadb.revive();
    }
  });

  describe('over TLS', () => {
    const cipher = async (tls: TlsSettings | undefined, host = 'localhost') => {
      const server = await Server.open({ ...settings, host, tls }, tablesContext());
      const [[, name] = []] = await server.query({ sql: "SHOW STATUS LIKE 'Ssl_cipher'" });
      server.close();
      return name;
    };

    it('is spoken to as far as it is trusted', async () => {
      expect(await cipher(undefined)).toBe('');
      expect(await cipher(trusting())).toMatch(/^TLS_/);
      expect(await cipher(trusting(), '127.0.0.1')).toMatch(/^TLS_/);
      expect(await cipher(trusting({ verify: 'ca' }), '127.0.0.2')).toMatch(/^TLS_/);
      expect(await cipher({ verify: 'none' }, '127.0.0.2')).toMatch(/^TLS_/);
      const expected = /^77 tls-failed: the TLS connection .*(look at ca, cert, key and verify)/;
      expect(await failureOf(cipher(trusting(), '127.0.0.2'))).toMatch(expected);
      expect(await failureOf(cipher({ verify: 'ca' }))).toMatch(expected);
    });

    it('that takes nothing else says so', async () => {
      mariadb.run('SET GLOBAL require_secure_transport = ON');
      try {
        // MariaDB does not tell it from a wrong password, MySQL does.
        expect(await failureOf(cipher(undefined))).toMatch(/^77 .*`tls: true`/);
        expect(await cipher(trusting())).toMatch(/^TLS_/);
      } finally {
        mariadb.run('SET GLOBAL require_secure_transport = OFF');
      }
    });

    it('goes on after the connection was killed', async () => {
      const context = tablesContext();
      const server = await Server.open({ ...settings, tls: trusting() }, context);
      mariadb.run('CREATE TABLE d.t (id int PRIMARY KEY, text varchar(1000))');
      mariadb.run("USE d; INSERT INTO t SELECT seq, REPEAT('x', 1000) FROM seq_1_to_40000");
      let last = 0;
      let killed = false;
      const next = (after: string) =>
        after === 'end' ? undefined : { sql: `SELECT id, text FROM d.t WHERE id > ${last} ORDER BY id` };
      for await (const batch of server.rows(next, 'd.t')) {
        expect(batch[0]?.[0]).toBe(String(last + 1));
        last += batch.length;
        if (killed) continue;
        killed = true;
        for (const [id] of mariadb.query(
          "SELECT id FROM information_schema.processlist WHERE db IS NULL AND user = 'root' AND id <> CONNECTION_ID()",
        ))
          mariadb.run(`KILL ${id}`);
      }
      server.close();
      expect(last).toBe(40_000);
      expect(context.warnings).toHaveLength(1);
    });
  });

  it('gives the same instance events in chunks of any size', async () => {
    mariadb.run(
      `${emptyNova('nova')} ${someEvents('nova', 3)} ${archive('nova', 'uuid-2')} ${archive('nova', 'uuid-5')}`,
    );
    const context = tablesContext();
    const server = await Server.open(settings, context);
    const sql = await loadSqlBuilder();
    const view = { database: 'nova', view: 'v', columns: INSTANCE_EVENTS_COLUMNS, where: { ...EVERYTHING } };
    const tables = await findEventsTables(await Catalogue.read(server, sql, eventsNeeds(view)), view);
    const rows = async (chunkRows: number) =>
      (await collect(instanceEvents({ server, sql, view, tables, context, chunkRows }))).flatMap(({ rows }) => rows);
    const whole = await rows(1000);
    expect(whole.length).toBe(36);
    for (const size of [1, 5, 12, 24, 36]) expect(await rows(size)).toEqual(whole);
    server.close();
  });
});
