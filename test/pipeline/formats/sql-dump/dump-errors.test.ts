import { describe, expect, it } from 'vitest';
import { failureOf, need, readDump } from '../../../support/read-dump.ts';

const START = 'USE nova;\nCREATE TABLE t (id int, name text);\n';
const NEEDS = [need('nova.t(id, name)')];

describe('what is not understood is an error with its place', () => {
  /** The offset is that of `^` in the statement. */
  it.each([
    ['a default', 'INSERT INTO t VALUES (1,^DEFAULT);'],
    ['a function', 'INSERT INTO t VALUES (1,^NOW());'],
    ['a variable', 'INSERT INTO t VALUES (^@x,NULL);'],
    ['an operator', "INSERT INTO t VALUES (1^+1,'a');"],
    ['adjacent strings', "INSERT INTO t VALUES (1,'a' ^'b');"],
    ['a number that is a word', 'INSERT INTO t VALUES (^1a,NULL);'],
    ['half a number', 'INSERT INTO t VALUES (^-,NULL);'],
    ['a missing value', 'INSERT INTO t VALUES (1,^);'],
    ['hexadecimal that is none', 'INSERT INTO t VALUES (0x^4g,NULL);'],
    ['bits that are none', "INSERT INTO t VALUES (b'^2',NULL);"],
    ['a quoted name for a value', 'INSERT INTO t VALUES (^`id`,NULL);'],
    ['a conditional comment for a value', 'INSERT INTO t VALUES (^/*!40000 1 */,NULL);'],
    ['too few values', "INSERT INTO t VALUES (1,'a'),^(2);"],
    ['too many values', "INSERT INTO t VALUES ^(1,'a',2);"],
    ['something else than a row', "INSERT INTO t VALUES (1,'a'),^ROW(2,'b');"],
    ['nothing between rows', "INSERT INTO t VALUES (1,'a') ^(2,'b');"],
    ['an update of duplicates', "INSERT INTO t VALUES (1,'a') ^ON DUPLICATE KEY UPDATE name = 'b';"],
    ['a query', 'INSERT INTO ^t SELECT 1, 2;'],
    ['assignments', 'INSERT INTO ^t SET id = 1;'],
    ['a column that the table lacks', 'INSERT INTO ^t (id, nome) VALUES (1,2);'],
    ['a needed column without a value', 'INSERT INTO ^t (id) VALUES (1);'],
    ['rows in a conditional comment', '/*!40000 INSERT INTO ^t VALUES (1,2) */;'],
    ['a deletion', 'DELETE FROM ^`t`;'],
    ['a deletion in a named database', 'DELETE FROM ^nova.t WHERE id = 1;'],
    ['a truncation', 'TRUNCATE TABLE ^t;'],
    ['an update', 'UPDATE other, ^t SET id = 1;'],
    ['a loading of rows', "LOAD DATA INFILE 'x' INTO TABLE ^t;"],
    ['a renaming', 'RENAME TABLE x TO ^t;'],
    ['another name', 'ALTER TABLE ^t RENAME TO u;'],
    ['another column', 'ALTER TABLE ^t ADD KEY k (id), ADD COLUMN x int;'],
    ['another column without a keyword', 'ALTER TABLE ^t ADD `x` int;'],
    ['a column less', 'ALTER TABLE ^t DROP name;'],
    ['a moved column', 'ALTER TABLE ^t MODIFY id int AUTO_INCREMENT AFTER name;'],
    ['a changed column', 'ALTER TABLE ^t MODIFY name blob;'],
    ['another table in its place', 'CREATE TABLE ^t (id int);'],
    ['a copy of a table', 'DROP TABLE t; CREATE TABLE t ^LIKE other;'],
    ['a table from a query', 'DROP TABLE t; CREATE TABLE t (id int, name text) ^AS SELECT 1, 2;'],
    ['a table from a query alone', 'DROP TABLE t; CREATE TABLE t ^SELECT 1 AS id;'],
    ['a temporary table', 'DROP TABLE t; CREATE TEMPORARY TABLE ^t (id int);'],
    ['rows of a dropped table', 'DROP TABLE t; INSERT INTO ^t VALUES (1,2);'],
    ['an unknown statement', '^FROBNICATE t;'],
    ['no statement', "^'text';"],
    ['a character set that only a server knows', 'SET ^character_set_client = (SELECT 1);'],
    ['modes that only a server knows', "SET ^sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES');"],
    ['a statement in a SET', 'SET ^STATEMENT max_statement_time = 1 FOR INSERT INTO t VALUES (1,2);'],
    ['an unfinished USE', 'USE nova\n^INSERT INTO t VALUES (1,2);'],
    ['no delimiter', '^DELIMITER \n'],
  ])('%s', (_, marked) => {
    const dump = START + marked.replace('^', '');
    for (const chunks of [[], [1], [5, 3]]) {
      const failure = failureOf(dump, NEEDS, { chunks });
      expect(failure).toMatchObject({ code: 'sql-not-understood', exitCode: 65 });
      expect(failure?.offset).toBe(START.length + marked.indexOf('^'));
    }
  });

  it('rows of a table without known columns', () => {
    expect(failureOf('USE nova; INSERT INTO t VALUES (1,2);', NEEDS)).toMatchObject({
      code: 'sql-not-understood',
      offset: 22,
      hint: expect.stringContaining('--complete-insert'),
    });
  });

  it('a column whose values the dump leaves out', () => {
    const dump =
      'USE nova; CREATE TABLE t (id int, name text GENERATED ALWAYS AS (id) VIRTUAL); INSERT INTO t (id) VALUES (1);';
    expect(failureOf(dump, NEEDS)?.message).toBe('expected a value for the column name of nova.t');
  });

  it('and never shows a value', () => {
    const failure = failureOf(`${START}INSERT INTO t VALUES (1,'secret') secret secret;`, NEEDS);
    expect(JSON.stringify(failure)).not.toContain('secret');
  });
});

describe('a table that belongs to no database', () => {
  it('is an error if its name is needed', () => {
    expect(failureOf('CREATE TABLE t (id int);', NEEDS)).toMatchObject({
      code: 'no-database',
      offset: 13,
      hint: 'name the database: `- sql-dump: { default_database: nova }`',
    });
  });

  it('is passed over otherwise', () => {
    expect(failureOf('CREATE TABLE other (id int);', NEEDS)?.code).toBe('missing-table');
  });
});

describe('other kinds of files', () => {
  it.each([
    ['nothing', '', 'it is empty'],
    ['XML', '<?xml version="1.0"?>\n<mysqldump>', 'it is XML'],
    ['tab-separated values', '1\tnova-compute\t\\N\n', 'it begins with no SQL statement'],
    ['text', 'Hello, world\n', 'it begins with no SQL statement'],
    ['zeros', '\0\0\0\0', 'it begins with no SQL statement'],
    ['a dump of PostgreSQL', '--\n-- PostgreSQL database dump\n--\n', 'it is written by PostgreSQL'],
    [
      'rows of PostgreSQL',
      'SET statement_timeout = 0;\nCOPY public.t (id) FROM stdin;\n1\n',
      'it is written by PostgreSQL',
    ],
    ['an archive of PostgreSQL', 'PGDMP\x01\x0e', 'it is an archive of PostgreSQL'],
    ['a dump of SQLite', 'PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n', 'it is written by SQLite'],
    ['UTF-16', Buffer.from('\ufeff-- MySQL dump', 'utf16le'), 'it is UTF-16 text'],
    ['something compressed', Buffer.from([0x1f, 0x8b, 8, 0]), 'it is compressed with gzip'],
  ])('%s', (_, content, message) => {
    for (const chunks of [[], [1]]) {
      const failure = failureOf(content, NEEDS, { chunks });
      expect(failure).toMatchObject({ code: 'not-a-sql-dump', exitCode: 65 });
      expect(failure?.message).toBe(`this is not a SQL dump: ${message}`);
    }
  });

  it('an error message of the program that should have made the dump', () => {
    const message = "mysqldump: Got error: 1045: Access denied for user 'x'@'y'\n";
    expect(failureOf(message, NEEDS)).toMatchObject({ code: 'dump-cut-off', offset: 0 });
  });
});

describe('what is missing', () => {
  const dump = 'USE nova_api; CREATE TABLE cells (id int); USE Nova2; CREATE TABLE service (ID int, binery text);';
  const missing = (text: string, ...parts: Parameters<typeof need>[1][]) => failureOf(dump, [need(text, ...parts)]);

  it('a database', () => {
    expect(missing('nova.cells(id)')).toEqual({
      code: 'missing-table',
      exitCode: 65,
      message: 'the dump lacks the database nova; its databases are nova_api, Nova2',
      offset: undefined,
      hint: 'did you mean Nova2 instead of nova?; the `databases` option of the stages says which databases are read',
    });
  });

  it('a database whose name differs in case only', () => {
    expect(missing('nova2.service(id)')?.hint).toContain(
      'names are compared exactly, and the dump has Nova2 instead of nova2',
    );
  });

  it('a table', () => {
    expect(missing('Nova2.services(id)')).toMatchObject({
      message: 'the dump lacks the table Nova2.services',
      hint: expect.stringContaining('did you mean service instead of services?'),
    });
  });

  it('columns', () => {
    expect(missing('Nova2.service(id, binary, host)')).toMatchObject({
      message: 'the dump lacks the column binary of Nova2.service, the column host of Nova2.service',
      hint: expect.stringContaining('did you mean binery instead of binary?'),
    });
  });

  it('everything, if no database is named', () => {
    expect(failureOf('CREATE TABLE x (id int);', NEEDS)?.message).toBe(
      'the dump lacks the database nova; it names no database',
    );
  });

  it('a table that is a view', () => {
    const view = 'USE nova; /*!50001 CREATE TABLE `t` (`id` tinyint NOT NULL) */; /*!50001 DROP TABLE IF EXISTS `t`*/;';
    expect(failureOf(view, NEEDS)?.message).toContain('the table nova.t (it is a view there, or is dropped again)');
  });

  it('is told after everything was read, when the rest is understood', () => {
    expect(failureOf(`${dump} FROBNICATE;`, NEEDS)?.code).toBe('sql-not-understood');
  });

  it('is no error where it is optional', () => {
    expect(missing('nova.cells(id)', { optional: true })).toBeUndefined();
    expect(missing('Nova2.service(id)', { optionalColumns: ['host'] })).toBeUndefined();
    expect(missing('Nova2.service(host)', { optional: true })?.message).toContain('the column host');
  });
});

describe('a dump that is not whole', () => {
  const header = '-- MySQL dump 10.13  Distrib 5.7\n';
  const body = `${START}INSERT INTO t VALUES (1,'a');\n`;
  const trailer = '-- Dump completed on 2026-11-20 10:08:43\n';

  it('lacks the trailer that belongs to its header', () => {
    expect(failureOf(header + body, NEEDS)).toMatchObject({
      code: 'dump-cut-off',
      exitCode: 65,
      offset: header.length + body.length,
      message: 'expected "-- Dump completed" before the dump ends, since the dump has a header at byte 0',
    });
  });

  it('lacks one of several trailers', () => {
    const first = header + body;
    expect(failureOf(first + first.replace('USE', 'DROP TABLE nova.t; USE') + trailer, NEEDS)).toMatchObject({
      code: 'dump-cut-off',
      offset: first.length,
    });
    const whole = first + trailer;
    expect(failureOf(whole + whole.replace('USE', 'DROP TABLE nova.t; USE'), NEEDS)).toBeUndefined();
  });

  it('is told from one that has neither, which is only warned of', () => {
    expect(readDump(body, NEEDS).warnings).toEqual(['no-end-mark']);
    expect(readDump(header + body + trailer, NEEDS).warnings).toEqual([]);
    expect(readDump(`${body}-- Dump completed`, NEEDS).warnings).toEqual([]);
  });

  it('is noticed without comments too, by settings that are saved and not restored', () => {
    const save = '/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;\n';
    const restore = '/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;\n';
    expect(failureOf(save + body, NEEDS)).toMatchObject({ code: 'dump-cut-off', offset: save.length + body.length });
    expect(readDump(save + body + restore, NEEDS).warnings).toEqual(['no-end-mark']);
    const orDefault = '/*!40111 SET SQL_NOTES=IFNULL(@OLD_SQL_NOTES, 1) */;';
    expect(readDump(save + body + orDefault, NEEDS).warnings).toEqual(['no-end-mark']);
  });

  it('may be one without any rows, which is warned of', () => {
    expect(readDump(header + START + trailer, NEEDS).warnings).toEqual(['no-rows']);
    expect(readDump(`${header}${START}INSERT INTO other VALUES (1);\n${trailer}`, NEEDS).warnings).toEqual([]);
  });

  it('has neither although a trailer is required', () => {
    expect(failureOf(body, NEEDS, { requireTrailer: true })).toMatchObject({
      code: 'dump-cut-off',
      offset: body.length,
    });
    expect(failureOf(body + trailer, NEEDS, { requireTrailer: true })).toBeUndefined();
  });

  it.each([
    ['a string', "INSERT INTO t VALUES (1,'a"],
    ['a row', 'INSERT INTO t VALUES (1,'],
    ['rows', "INSERT INTO t VALUES (1,'a'),"],
    ['the semicolon', "INSERT INTO t VALUES (1,'a')"],
    ['the head of an INSERT', 'INSERT INTO t (id'],
    ['a word', 'INSER'],
    ['rows that are not needed', "INSERT INTO other VALUES (1,'a"],
    ['a statement', 'LOCK TABLES t WRITE'],
    ['a comment', '/* x'],
    ['a conditional comment', '/*!40101 SET NAMES utf8'],
    ['the end of a comment', '/* x *'],
  ])('ends in the middle of %s', (_, end) => {
    for (const start of [
      START,
      `${header}${START}`,
      `${START}/*!40101 SET @saved_cs_client = @@character_set_client */;`,
    ]) {
      for (const chunks of [[], [1]]) {
        expect(failureOf(start + end, NEEDS, { chunks })).toMatchObject({
          code: 'dump-cut-off',
          offset: start.length + end.length,
          message: `the dump ends in the middle of what begins at byte ${start.length}`,
        });
      }
    }
  });

  it('is noticed wherever it was cut', () => {
    const whole = `${header}${body}INSERT INTO other VALUES (1,'x;y'),(2,'-- Dump completed\\n');\n/* x */\nUNLOCK TABLES;\n${trailer}`;
    const marked = whole.lastIndexOf('-- Dump completed') + '-- Dump completed'.length;
    const afterHeader = header.indexOf('10.13');
    for (let end = 0; end < marked; end++) {
      const cut = whole.slice(0, end);
      expect(failureOf(cut, NEEDS)?.code, cut).toMatch(end <= afterHeader ? /./ : /^dump-cut-off$/);
    }
    for (let end = marked; end <= whole.length; end++) expect(failureOf(whole.slice(0, end), NEEDS)).toBeUndefined();
  });
});
