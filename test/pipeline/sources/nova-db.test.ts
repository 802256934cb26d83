import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseMysqlDatetime } from '../../../pipeline/formats/mysql-datetime.ts';
import { RowDecoder } from '../../../pipeline/sources/nova-db/row-decoder.ts';
import novaDb from '../../../pipeline/sources/nova-db.ts';
import type { RowBatch } from '../../../pipeline/stage.ts';
import { hasMariaDb, MariaDb } from '../../support/mariadb.ts';
import { eventsOf, failureOf, idsOf, readNovaDb, rowsOf, tablesOf } from '../../support/nova-db.ts';
import { archive, cellMappings, emptyNova, someEvents } from '../../support/nova-tables.ts';
import { tablesContext } from '../../support/run-context.ts';
import { temporaryFile, temporaryFolder } from '../../support/temporary-folder.ts';

const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

describe.skipIf(!hasMariaDb)('nova-db', () => {
  let server: MariaDb;
  let root: { host: string; port: number; user: string };
  beforeAll(async () => {
    server = await MariaDb.start({ tcp: true });
    root = { host: '127.0.0.1', port: server.port as number, user: 'root' };
  });
  afterAll(() => server?.stop());

  describe('connects', () => {
    const here = tablesOf({ database: 'here', table: 't', columns: ['id'] });
    const there = async (options: Parameters<typeof readNovaDb>[0]) =>
      expect(rowsOf(await readNovaDb(options, here), 't')).toEqual([{ id: '1' }]);
    beforeAll(() => {
      server.run('CREATE DATABASE here; CREATE TABLE here.t (id int); INSERT INTO here.t VALUES (1)');
      server.run(`CREATE USER 'reader with:odd@name'@'%' IDENTIFIED BY 'p@ss:w/ord%';`);
      server.run(`GRANT SELECT ON *.* TO 'reader with:odd@name'@'%';`);
    });
    const login = 'reader%20with%3Aodd%40name:p%40ss%3Aw%2Ford%25';

    it.each(['mysql', 'mysql+pymysql', 'mariadb'])('by URL, %s://', async (scheme) => {
      const connection = `${scheme}://${login}@127.0.0.1:${server.port}/nova?charset=utf8`;
      await there({ connection });
    });

    it('through a socket', async () => {
      const url = `mysql://${login}@localhost/?unix_socket=${encodeURIComponent(server.socket)}`;
      await there({ connection: url });
      await there({ connection: { socket: server.socket, user: 'root' } });
    });

    it('as an option file says, which a connection completes', async () => {
      const user = `user = "reader with:odd@name"\npassword = 'p@ss:w/ord%'`;
      const whole = temporaryFile(`[client]\nhost=127.0.0.1\nport=${server.port}\n${user}\n[mysqld]\nport=1\n`);
      const part = temporaryFile(`[client]\nsocket=/nowhere\n${user}\n`);
      const { host, port } = root;
      await there({ defaults_file: whole });
      await there({ defaults_file: part, connection: { host, port } });
    });
  });

  describe('tables', () => {
    const need = (columns: string[], table = 't') => tablesOf({ database: 'types', table, columns });
    beforeAll(() => {
      server.run(`CREATE DATABASE types; USE types; CREATE TABLE t (
        id int PRIMARY KEY, big bigint unsigned, small tinyint(1), exact decimal(20,3), half double, day date, at datetime(6),
        stamp timestamp NULL, text varchar(20) CHARACTER SET latin1, emoji text CHARACTER SET utf8mb4, bytes blob, flags bit(9),
        js json, word enum('a','b'));
        SET time_zone = '+05:00';
        INSERT INTO t VALUES (2, 18446744073709551615, -1, 12345678901234567.125, 0.1, '2024-02-29', '2024-01-01 00:00:00.000001',
          '2024-01-01 05:00:00', 'é\\\\', '😀', 0xFF00, b'100000001', '{"a": 1}', 'b'),
          (1, NULL, NULL, NULL, NULL, NULL, '0000-00-00', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
        CREATE TABLE pairs (a int, b int, PRIMARY KEY (a, b)); INSERT INTO pairs VALUES (2, 1), (1, 2), (1, 1);
        CREATE TABLE names (name varchar(20) PRIMARY KEY); INSERT INTO names VALUES ('b'), ('C'), ('a');
        CREATE TABLE nothing (id int PRIMARY KEY);`);
    });

    it('come with their values as the server prints them, times in UTC, bytes as bytes', async () => {
      const columns = 'id big small exact half day at stamp text emoji bytes flags js word'.split(' ');
      const { batches } = await readNovaDb({ connection: root }, need(columns));
      const all = { database: 'types', table: 't', columns };
      const bytes = [Buffer.from([0xff, 0]), Buffer.from([1, 1])];
      expect(batches).toEqual([
        { ...all, rows: [] },
        {
          ...all,
          rows: [
            ['1', null, null, null, null, null, '0000-00-00 00:00:00.000000', ...Array(7).fill(null)],
            // biome-ignore format: one row
            ['2', '18446744073709551615', '-1', '12345678901234567.125', '0.1', '2024-02-29', '2024-01-01 00:00:00.000001',
             '2024-01-01 00:00:00', 'é\\', '😀', ...bytes, '{"a": 1}', 'b'],
          ],
        },
      ]);
    });

    it('come in the order of their key, whichever columns are needed', async () => {
      const by = async (table: string, column: string) =>
        rowsOf(await readNovaDb({ connection: root }, need([column], table)), table).map((row) => row[column]);
      expect(await by('t', 'small')).toEqual([null, '-1']);
      expect(await by('pairs', 'b')).toEqual(['1', '2', '1']);
      expect(await by('names', 'name')).toEqual(['a', 'b', 'C']);
    });

    it('that are empty, or lack optional columns, are there all the same; optional ones that are missing are not', async () => {
      const optional = { database: 'types', columns: ['id'], optional: true };
      const request = tablesOf(
        { database: 'types', table: 'nothing', columns: ['id'], optionalColumns: ['later'] },
        { ...optional, table: 'missing' },
        { ...optional, database: 'nowhere', table: 'missing' },
      );
      const { batches } = await readNovaDb({ connection: root }, request);
      expect(batches).toEqual([{ database: 'types', table: 'nothing', columns: ['id'], rows: [] }]);
    });
  });

  describe('instance events', () => {
    beforeEach(() => server.run(emptyNova('nova') + someEvents('nova')));
    const read = (where = {}) => readNovaDb({ connection: root }, eventsOf(['nova'], where));

    it('come with their action and instance, by id', async () => {
      const result = await read();
      expect(result.batches[0]?.rows).toEqual([]);
      expect(idsOf(result)).toEqual(upTo(12));
      expect(rowsOf(result, 'instance_events')[6]).toEqual({
        event_id: '7',
        event: 'compute_stop_instance',
        start_time: '2024-01-01 00:00:07',
        finish_time: '2024-01-01 00:00:08',
        result: 'Success',
        event_host: 'c02',
        action_id: '3',
        request_id: 'req-3',
        action_created_at: '2024-01-01 00:03:00',
        instance_uuid: 'uuid-2',
        user_id: 'user-2',
        project_id: 'project',
        instance_name: 'vm-2',
        host: 'c01',
        node: 'n01',
        memory_mb: '512',
        root_gb: '10',
        vcpus: '1',
      });
    });

    describe('in time', () => {
      const starts = ({ rows, columns }: RowBatch) =>
        rows.map((row) => parseMysqlDatetime(String(row[columns.indexOf('start_time')])) ?? Number.NEGATIVE_INFINITY);
      /** What the batches say of those behind them, and whether it is true. */
      const promises = async (databases = ['nova'], options = {}) => {
        const request = { ...eventsOf(databases), inTime: true };
        const { batches } = await readNovaDb({ connection: root, ...options }, request);
        for (const [at, { notBefore = Number.NEGATIVE_INFINITY }] of batches.entries()) {
          expect(
            batches
              .slice(at + 1)
              .flatMap(starts)
              .every((start) => start >= notBefore),
          ).toBe(true);
        }
        return batches.flatMap(({ rows, notBefore }) => (rows.length > 0 ? [notBefore] : []));
      };
      /** Several batches: ids in groups of 1024, or of more than one batch. */
      const many = (database: string) => server.run(emptyNova(database) + someEvents(database, 400));
      const second = (number: number) => Date.UTC(2024, 0, 1, 0, 0, number) * 1000;

      it('tell what cannot come behind them', async () => {
        many('nova');
        // 1024 ids at a time.
        expect([...new Set(await promises())]).toEqual([1, 1024, 2048, 3072, 4096].map(second));
      });

      it('tell it of all databases and of archived events, which come first', async () => {
        many('nova');
        many('nova_cell0');
        server.run(archive('nova_cell0', 'uuid-700'));
        const told = await promises(['nova_cell0', 'nova']);
        // Those of the archived instance; the other database begins as early as this one.
        expect([...new Set(told)]).toEqual([undefined, ...[1, 1024, 2048, 3072, 4096].map(second)]);
        expect(told.filter((time) => time === second(1)).length).toBeGreaterThan(8);
        server.run('DROP DATABASE nova_cell0');
      });

      it('tell nothing of what waits for its instance', async () => {
        many('nova');
        server.run(`${archive('nova', 'uuid-700')} DELETE FROM nova.instances WHERE uuid = "uuid-5"`);
        expect([...new Set(await promises())]).toEqual([undefined, second(1), second(25)]);
      });

      it.each(['NULL', "'0000-00-00'"])('are right about a start that is %s', async (start) => {
        many('nova');
        server.run(`SET sql_mode = ''; UPDATE nova.instance_actions_events SET start_time = ${start} WHERE id = 2500`);
        expect((await promises())[0]).toBe(Number.NEGATIVE_INFINITY);
      });

      it('tell nothing where it would not hold, or nobody asks', async () => {
        many('nova');
        const { batches } = await readNovaDb({ connection: root }, eventsOf(['nova']));
        expect(batches.some(({ notBefore }) => notBefore !== undefined)).toBe(false);
        const state = join(temporaryFolder(), 'state');
        expect(await promises(['nova'], { state })).not.toContain(Number.POSITIVE_INFINITY);
      });
    });

    it('are decoded here, as mysql2 is known to let others do', async () => {
      const next = vi.spyOn(RowDecoder.prototype, 'next');
      // Rows of the first few kilobytes come before mysql2 can be told.
      server.run(emptyNova('nova') + someEvents('nova', 400));
      expect(idsOf(await read())).toEqual(upTo(4800));
      expect(next.mock.calls.length).toBeGreaterThan(2400);
      next.mockRestore();
    });

    it('come from the shadow tables too, the same as before they were archived', async () => {
      const byId = (result: Awaited<ReturnType<typeof read>>) =>
        rowsOf(result, 'instance_events').toSorted((a, b) => Number(a.event_id) - Number(b.event_id));
      const live = byId(await read());
      server.run(archive('nova', 'uuid-1'));
      expect(byId(await read())).toEqual(live);
      expect(idsOf(await read({ shadowTables: false }))).toEqual([7, 8, 9, 10, 11, 12]);
    });

    it.each(['instance_actions', 'instances', 'instance_actions_events'])(
      'are whole when only %s is archived',
      async (table) => {
        server.run(`USE nova; INSERT INTO shadow_${table} SELECT * FROM ${table}; DELETE FROM ${table}`);
        const rows = rowsOf(await read(), 'instance_events');
        expect(rows.map(({ event_id }) => event_id).toSorted((a, b) => Number(a) - Number(b))).toEqual(
          upTo(12).map(String),
        );
        for (const row of rows) expect(Object.values(row).filter((value) => value === null).length).toBeLessThan(3);
      },
    );

    it('without an instance or an action stay, unless Star Compactor is to be followed', async () => {
      server.run("USE nova; DELETE FROM instances WHERE uuid = 'uuid-1'; DELETE FROM instance_actions WHERE id = 3");
      const rows = rowsOf(await read(), 'instance_events');
      expect(rows.length).toBe(12);
      expect(rows.find(({ event_id }) => event_id === '1')).toMatchObject({ instance_uuid: 'uuid-1', user_id: null });
      expect(rows.find(({ event_id }) => event_id === '7')).toMatchObject({ instance_uuid: null, user_id: null });
      expect(idsOf(await read({ likeStarCompactor: true, shadowTables: false }))).toEqual([10, 11, 12]);
    });

    it('are left out by the server where nobody wants them', async () => {
      server.run("UPDATE nova.instances SET user_id = NULL WHERE uuid = 'uuid-1'");
      const minute = 60_000_000;
      const start = Date.UTC(2024, 0, 1) * 1000;
      expect(idsOf(await read({ start: start + 2 * minute, end: start + 3 * minute }))).toEqual([4, 5, 6, 7, 8, 9]);
      expect(idsOf(await read({ unfinished: false }))).toEqual([1, 2, 3, 4, 5, 7, 8, 9, 10, 11]);
      expect(idsOf(await read({ excludeUsers: ['user-2'] }))).toEqual([1, 2, 3, 4, 5, 6]);
      expect(idsOf(await read({ excludeUsers: ['user-2'], likeStarCompactor: true, shadowTables: false }))).toEqual([]);
      expect(idsOf(await read({ excludeProjects: ["pro'ject", 'project'] }))).toEqual([]);
    });

    it('do not name a host before Icehouse', async () => {
      server.run('ALTER TABLE nova.instance_actions_events DROP COLUMN host');
      expect(rowsOf(await read(), 'instance_events')[0]).toMatchObject({ event_id: '1', event_host: null });
    });

    it('are those of one moment', async () => {
      server.run(emptyNova('nova') + someEvents('nova', 1000));
      const result = await readNovaDb({ connection: root }, eventsOf(['nova']), {
        onBatch: async ({ rows }) => {
          if (rows.length > 0)
            server.run("USE nova; UPDATE instances SET user_id = 'late'; DELETE FROM instance_actions_events");
        },
      });
      expect(idsOf(result)).toEqual(upTo(12_000));
      expect(rowsOf(result, 'instance_events').some(({ user_id }) => user_id === 'late')).toBe(false);
      expect(result.context.facts()).toEqual({ consistent: true });
      const [[now] = []] = server.query('SELECT UNIX_TIMESTAMP(NOW(6)) * 1000000');
      expect(Math.abs(Number(now) - result.time)).toBeLessThan(600_000_000);
    });
  });

  describe('state', () => {
    beforeEach(() => server.run(emptyNova('nova') + someEvents('nova')));
    const read = (state: string, { commit = true, where = {} } = {}) =>
      readNovaDb({ connection: root, state }, eventsOf(['nova'], where), { commit });

    it('makes the next run give only what is new or has finished since, archived or not', async () => {
      const state = join(temporaryFolder(), 'state');
      expect(idsOf(await read(state))).toEqual(upTo(12));
      expect(statSync(state).mode & 0o777).toBe(0o600);
      expect(idsOf(await read(state))).toEqual([]);
      server.run(`UPDATE nova.instance_actions_events SET finish_time = NOW() WHERE id = 6; ${archive('nova', 'uuid-1')}
        INSERT INTO instance_actions_events (id, event, action_id, start_time) VALUES (14, 'compute_x', 4, NOW())`);
      expect(idsOf(await read(state))).toEqual([6, 14]);
      // Its transaction was older than that of 14, but took longer.
      server.run(
        'INSERT INTO nova.instance_actions_events (id, event, action_id, finish_time) VALUES (13, "late", 4, NOW())',
      );
      expect(idsOf(await read(state))).toEqual([13]);
      expect(idsOf(await read(state))).toEqual([]);
    });

    it('remembers nothing of a run without outputs', async () => {
      const state = join(temporaryFolder(), 'state');
      await read(state, { commit: false });
      expect(existsSync(state)).toBe(false);
    });

    it('knows of events without a finish even where nobody wants them yet', async () => {
      const state = join(temporaryFolder(), 'state');
      await read(state, { where: { unfinished: false } });
      server.run('UPDATE nova.instance_actions_events SET finish_time = NOW() WHERE id = 12');
      expect(idsOf(await read(state, { where: { unfinished: false } }))).toEqual([12]);
    });

    it('names no host, user or instance', async () => {
      const state = join(temporaryFolder(), 'state');
      await read(state);
      expect(JSON.parse(readFileSync(state, 'utf8'))).toEqual({
        format: 'sc-pipeline nova-db state',
        version: 1,
        databases: { nova: { highest: 12, unfinished: [6, 12], absent: [] } },
      });
    });

    it.each(['', '{}', '{"format":"sc-pipeline nova-db state","version":2,"databases":{}}'])(
      'that is none of ours ends the run: %s',
      async (text) => {
        const state = temporaryFile(text);
        expect(await failureOf(read(state))).toMatch(/^65 damaged-state: .* \(name another file/);
        expect(readFileSync(state, 'utf8')).toBe(text);
        expect((await novaDb.check?.({ cells: 'none', state }, undefined as never))?.map(({ code }) => code)).toEqual([
          'damaged-state',
        ]);
      },
    );
  });

  describe('a user who only reads', () => {
    const events = eventsOf(['nova']);
    const as = (user: string, request = events, options = {}) =>
      readNovaDb({ connection: { ...root, user, password: 'secret' }, ...options }, request);
    beforeAll(() => {
      server.run(`${emptyNova('nova')} ${someEvents('nova')}
        CREATE USER reader IDENTIFIED BY 'secret'; GRANT SELECT ON nova.* TO reader;
        CREATE USER narrow IDENTIFIED BY 'secret'; GRANT SELECT ON nova.instances TO narrow;
        GRANT SELECT ON nova.instance_actions TO narrow;
        CREATE USER columns IDENTIFIED BY 'secret'; GRANT SELECT ON nova.instance_actions TO columns;
        GRANT SELECT ON nova.instance_actions_events TO columns; GRANT SELECT (uuid, host) ON nova.instances TO columns;
        CREATE USER nobody IDENTIFIED BY 'secret'; CREATE USER tls IDENTIFIED BY 'secret' REQUIRE SSL`);
    });

    it('is enough', async () => {
      expect(idsOf(await as('reader'))).toEqual(upTo(12));
    });

    it('with a wrong password is told so, without the password', async () => {
      const failure = await failureOf(
        readNovaDb({ connection: { ...root, user: 'reader', password: 'wrong-one' } }, events),
      );
      expect(failure).toMatch(/^77 access-denied: .*ER_ACCESS_DENIED_ERROR \(1045\) \(look at user and password/);
      expect(failure).not.toMatch(/wrong-one|reader|127\.0/);
    });

    it('who may not read a table is told which, and what to grant', async () => {
      expect(await failureOf(as('narrow'))).toBe(
        '77 no-privilege: the user of this connection may not read nova.instance_actions_events ' +
          '(let an administrator run: GRANT SELECT ON `nova`.`instance_actions_events` TO that user)',
      );
      expect(await failureOf(as('columns'))).toMatch(/^77 no-privilege: .*nova\.instances \(.*`nova`\.`instances`/);
      expect(await failureOf(as('nobody'))).toMatch(/^77 no-privilege: .*nova\.instance/);
      // Without the right to read them, archived events would be missing without a word.
      server.run('GRANT SELECT ON nova.instance_actions_events TO narrow');
      expect(await failureOf(as('narrow'))).toMatch(/^77 no-privilege: .*nova\.shadow_instance/);
      expect(idsOf(await as('narrow', eventsOf(['nova'], { shadowTables: false })))).toEqual(upTo(12));
    });

    it('who has to use TLS is told of it', async () => {
      expect(await failureOf(as('tls'))).toMatch(/^77 access-denied: .*REQUIRE SSL needs `tls: true`/);
    });
  });

  describe('a server', () => {
    it('that is not there is not reached', async () => {
      const away = await failureOf(readNovaDb({ connection: { host: '127.0.0.1', port: 1 } }, eventsOf(['nova'])));
      expect(away).toMatch(/^75 database-away: cannot reach the database server: ECONNREFUSED/);
      const socket = join(temporaryFolder(), 'no-socket');
      const none = await failureOf(readNovaDb({ connection: { socket } }, eventsOf(['nova'])));
      expect(none).toMatch(/^75 database-away: cannot reach the database server: ENOENT/);
      expect(none).not.toContain(socket);
    });

    it('without a database, a table or a column says which', async () => {
      const failure = (request: ReturnType<typeof eventsOf>) => failureOf(readNovaDb({ connection: root }, request));
      server.run(emptyNova('half'));
      expect(await failure(eventsOf(['nowhere']))).toMatch(/^66 missing-database: .*nowhere/);
      server.run('DROP TABLE half.instance_actions');
      expect(await failure(eventsOf(['half']))).toMatch(/^65 missing-table: .*half\.instance_actions \(/);
      server.run(`${emptyNova('half')} ALTER TABLE instance_actions DROP COLUMN request_id, DROP COLUMN instance_uuid`);
      expect(await failure(eventsOf(['half']))).toMatch(
        /^65 missing-column: the table half\.instance_actions lacks the columns request_id, instance_uuid \(.*db sync/,
      );
    });

    it('that speaks no TLS is told apart from one that refuses', async () => {
      const failure = await failureOf(readNovaDb({ connection: { ...root, tls: true } }, eventsOf(['nova'])));
      expect(failure).toMatch(/^77 tls-mismatch: .*unencrypted connection \(set `tls: false`/);
    });
  });

  describe('cells', () => {
    let other: MariaDb;
    beforeAll(async () => {
      other = await MariaDb.start({ tcp: true });
      for (const each of [server, other]) {
        each.run("CREATE USER cell IDENTIFIED BY 'cell-password'; GRANT SELECT ON *.* TO cell");
      }
      server.run(emptyNova('nova') + someEvents('nova') + emptyNova('nova_cell0'));
      other.run(emptyNova('nova_cell2') + someEvents('nova_cell2', 2));
    });
    afterAll(() => other?.stop());
    const url = (port: number | undefined, database: string, host = '127.0.0.1'): string =>
      `mysql+pymysql://cell:cell-password@${host}:${port}/${database}?charset=utf8`;
    const read = (cells: Parameters<typeof readNovaDb>[0]['cells'], databases: string[]) =>
      readNovaDb(
        { connection: { ...root, user: 'cell', password: 'cell-password' }, cells: cells! },
        eventsOf(databases),
      );
    const counts = ({ batches }: { batches: readonly RowBatch[] }): Record<string, number> => {
      const found: Record<string, number> = {};
      for (const { database, rows } of batches) found[database] = (found[database] ?? 0) + rows.length;
      return found;
    };

    it('are found in nova_api, also those that are a template', async () => {
      server.run(
        cellMappings([
          { url: '{scheme}://{username}:{password}@{hostname}:{port}/nova_cell0?{query}' },
          { url: url(server.port, 'nova', 'localhost') },
          { url: url(other.port, 'nova_cell2'), disabled: true },
          { url: url(other.port, 'nova_cell3') },
          { url: url(other.port, 'nova_cell4'), disabled: true },
          { url: 'sqlite:///x' },
        ]),
      );
      const result = await read('auto', ['nova', 'nova_cell0', 'nova_cell2']);
      expect(counts(result)).toEqual({ nova: 12, nova_cell0: 0, nova_cell2: 24 });
      const { warnings } = result.context;
      expect(warnings.map((warning) => warning.split(':')[0])).toEqual(['disabled-cell', 'odd-cell', 'cells-left-out']);
      expect(warnings.join()).toMatch(/nova_cell3 \(add it/);
      expect(warnings.join()).not.toMatch(/password|127\.0|nova_cell4/);
    });

    it('may be listed', async () => {
      const { port } = other;
      const cells = [{ host: '127.0.0.1', port: port as number, database: 'nova_cell2' }];
      expect(counts(await read(cells, ['nova', 'nova_cell2']))).toEqual({ nova: 12, nova_cell2: 24 });
      expect(counts(await read([url(port, 'nova_cell2')], ['nova_cell2']))).toEqual({ nova_cell2: 24 });
    });

    it('whose databases have one name on two servers are not mixed up', async () => {
      server.run(cellMappings([{ url: url(server.port, 'nova') }, { url: url(other.port, 'nova') }]));
      expect(await failureOf(read('auto', ['nova']))).toMatch(/^78 same-database-twice: .* found nova on two servers/);
    });

    it('that nova_api does not tell, or not this user, are all on one server, which is said', async () => {
      server.run('DROP DATABASE nova_api');
      const { context } = await read('auto', ['nova']);
      expect(context.warnings).toEqual([
        expect.stringMatching(/^cells-unknown: .*no database nova_api.*`cells: none`/),
      ]);
      server.run(`${cellMappings([])} CREATE USER few; GRANT SELECT ON nova.* TO few`);
      const few = await readNovaDb({ connection: { ...root, user: 'few' }, cells: 'auto' }, eventsOf(['nova']));
      expect(few.context.warnings).toEqual([
        expect.stringMatching(/^cells-unknown: .*may not read nova_api.cell_mappings/),
      ]);
    });

    it('that are away end the run, and their passwords are not told', async () => {
      server.run(cellMappings([{ url: url(1, 'nova_cell2') }]));
      const failure = await failureOf(read('auto', ['nova_cell2']));
      expect(failure).toMatch(/^75 database-away: the cell of the database nova_cell2: .*`cells` says/);
      expect(failure).not.toMatch(/password|127\.0/);
    });
  });

  describe('a lost connection', () => {
    const killAll = () => {
      for (const [id] of server.query(
        "SELECT id FROM information_schema.processlist WHERE user = 'root' AND id <> CONNECTION_ID()",
      ))
        server.run(`KILL ${id}`);
    };
    /** Kills once some rows have come. */
    const killing = (kill: () => void | Promise<void>) => {
      let killed = false;
      return async ({ rows }: RowBatch) => {
        if (killed || rows.length === 0) return;
        killed = true;
        await kill();
      };
    };
    beforeEach(() => server.run(emptyNova('nova') + someEvents('nova', 5000)));

    it('is made again, and nothing is given twice or left out', async () => {
      const result = await readNovaDb({ connection: root }, eventsOf(['nova']), { onBatch: killing(killAll) });
      expect(idsOf(result)).toEqual(upTo(60_000));
      expect(result.context.facts()).toEqual({ consistent: false });
      expect(result.context.warnings).toEqual([expect.stringMatching(/^connection-lost: /)]);
    });

    it('to a server that is started anew is made again', async () => {
      const restart = async () => {
        await server.kill();
        await server.revive();
      };
      const result = await readNovaDb({ connection: root }, eventsOf(['nova']), { onBatch: killing(restart) });
      expect(idsOf(result)).toEqual(upTo(60_000));
      expect(result.context.facts()).toEqual({ consistent: false });
    });

    it('begins a table anew whose rows have no key of one column', async () => {
      server.run('USE nova; CREATE TABLE pairs (a int, b int, text varchar(500), PRIMARY KEY (a, b));');
      server.run("USE nova; INSERT INTO pairs SELECT seq DIV 7, seq, REPEAT('x', 500) FROM seq_1_to_40000");
      const request = tablesOf(
        { database: 'nova', table: 'pairs', columns: ['b', 'text'] },
        { database: 'nova', table: 'instances', columns: ['uuid'] },
      );
      const result = await readNovaDb({ connection: root }, request, { onBatch: killing(killAll) });
      expect(rowsOf(result, 'pairs').map(({ b }) => Number(b))).toEqual(upTo(40_000));
      expect(result.batches.filter(({ reset }) => reset).length).toBe(1);
      expect(rowsOf(result, 'instances').length).toBe(10_000);
    });

    it('ends at once when the run does', async () => {
      const abort = new AbortController();
      const context = tablesContext(abort.signal);
      const stop = async ({ rows }: RowBatch) => {
        if (rows.length > 0) abort.abort(new Error('stopped'));
      };
      await expect(readNovaDb({ connection: root }, eventsOf(['nova']), { context, onBatch: stop })).rejects.toThrow(
        'stopped',
      );
      await expect
        .poll(() => server.query("SELECT COUNT(*) FROM information_schema.processlist WHERE command <> 'Daemon'"))
        .toEqual([['1']]);
    });
  });

  it('says what is wrong with an option file before anything is read', async () => {
    const check = async (options: object) => {
      const problems = await novaDb.check?.({ cells: 'none', ...options }, undefined as never);
      return problems?.map(({ code, exitCode, location }) => `${exitCode} ${code} ${location?.line ?? ''}`);
    };
    expect(await check({ defaults_file: join(temporaryFolder(), 'none.cnf') })).toEqual(['66 missing-file ']);
    expect(await check({ defaults_file: temporaryFile('[client]\n!other x\n') })).toEqual(['78 bad-option-file 2']);
    const locked = temporaryFile('[client]\n');
    chmodSync(locked, 0o600);
    writeFileSync(locked, '[client]\nport = many\n');
    expect(await check({ defaults_file: locked })).toEqual(['78 bad-option-file ']);
    expect(await check({ connection: root })).toEqual([]);
  });
});
