import { describe, expect, it } from 'vitest';
import { need, readDump, readRows } from '../../../support/read-dump.ts';

/** A table with columns `id`, `name` and `data` in the database nova, and statements behind it. */
const table = (...statements: string[]): string =>
  ['USE `nova`;', 'CREATE TABLE `t` (`id` int, `name` text, `data` blob);', ...statements, ''].join('\n');

const NEED = need('nova.t(id, name)');

describe('columns', () => {
  it('come in the order in which they are needed, whatever their order in the table', () => {
    expect(readRows(table("INSERT INTO `t` VALUES (1,'a',NULL),(2,'b',NULL);"), 'name, id')).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  it('come in the order of the column list, if there is one', () => {
    const dump = table("INSERT INTO `t` (`name`, data, ID) VALUES ('a',NULL,1);");
    expect(readRows(dump, 'id, name')).toEqual([['1', 'a']]);
  });

  it('are known from the column list when the dump has no table definitions', () => {
    const dump = "USE nova; INSERT INTO t (id, name, data) VALUES (1,'a',0x00ff);";
    expect(readRows(dump, 'data, id')).toEqual([[new Uint8Array([0, 255]), '1']]);
  });

  it('match whatever their case, and are given as they are needed', () => {
    const { batches } = readDump(table("INSERT INTO t VALUES (1,'a',NULL);"), [need('nova.t(ID, Name)')]);
    expect(batches.at(-1)).toMatchObject({ columns: ['ID', 'Name'], rows: [['1', 'a']] });
  });

  it('that are optional are left out where the table lacks them', () => {
    const needs = [need('nova.t(id)', { optionalColumns: ['host', 'name'] })];
    const { columns, rows } = readDump(table("INSERT INTO t VALUES (1,'a',NULL);"), needs).tables['nova.t']!;
    expect({ columns, rows }).toEqual({ columns: ['id', 'name'], rows: [['1', 'a']] });
  });
});

describe('batches', () => {
  it('say that a table exists before and without its rows', () => {
    const { batches } = readDump(table(), [NEED]);
    expect(batches).toEqual([{ database: 'nova', table: 't', columns: ['id', 'name'], rows: [] }]);
  });

  it('hold a thousand rows at most', () => {
    const rows = Array.from({ length: 2500 }, (_, i) => `(${i},'x',NULL)`);
    const { batches } = readDump(table(`INSERT INTO t VALUES ${rows.join(',')};`), [NEED]);
    expect(batches.map((batch) => batch.rows.length)).toEqual([0, 1000, 1000, 500]);
  });

  it('are shorter when rows are long', () => {
    const row = `(1,'${'x'.repeat(600_000)}',NULL)`;
    const { batches } = readDump(table(`INSERT INTO t VALUES ${row},${row},${row};`), [NEED]);
    expect(batches.map((batch) => batch.rows.length)).toEqual([0, 2, 1]);
  });

  it('tell what becomes of duplicates', () => {
    const dump = table(
      "INSERT INTO t VALUES (1,'a',NULL);",
      "INSERT IGNORE INTO t VALUES (1,'a',NULL);",
      "REPLACE INTO t VALUES (1,'a',NULL);",
      "INSERT LOW_PRIORITY IGNORE t VALUES (1,'a',NULL);",
      "REPLACE DELAYED INTO t PARTITION (p0, p1) VALUE (1,'a',NULL);",
    );
    const { batches } = readDump(dump, [NEED]);
    expect(batches.map((batch) => [batch.onDuplicate, batch.rows.length])).toEqual([
      [undefined, 0],
      ['error', 1],
      ['ignore', 1],
      ['replace', 1],
      ['ignore', 1],
      ['replace', 1],
    ]);
  });

  it('reset a table that is created anew', () => {
    const create = "DROP TABLE IF EXISTS t; CREATE TABLE t (name text, id int); INSERT INTO t VALUES ('new',2);";
    const { batches, tables } = readDump(table("INSERT INTO t VALUES (1,'old',NULL);", create), [NEED]);
    expect(batches.map((batch) => batch.reset ?? false)).toEqual([false, false, true, false]);
    expect(tables['nova.t']?.rows).toEqual([['2', 'new']]);
  });

  it('reset an optional table that is dropped for good', () => {
    const { batches } = readDump(table('INSERT INTO t VALUES (1,NULL,NULL);', 'DROP DATABASE nova;'), [
      need('nova.t(id)', { optional: true }),
    ]);
    expect(batches.at(-1)).toEqual({ database: 'nova', table: 't', columns: ['id'], rows: [], reset: true });
  });

  it.each([
    'CREATE OR REPLACE TABLE t (id int, name text);',
    'DROP TABLE a, `nova`.`t`; CREATE TABLE t (id int, name text);',
  ])('reset a table by %s', (statements) => {
    expect(readRows(table("INSERT INTO t VALUES (1,'old',NULL);", statements), 'id')).toEqual([]);
  });

  it('go on for a table that may already exist', () => {
    const dump = table("INSERT INTO t VALUES (1,'a',NULL);", 'CREATE TABLE IF NOT EXISTS t (other int);');
    expect(readRows(`${dump} INSERT INTO t VALUES (2,'b',NULL);`, 'id')).toEqual([['1'], ['2']]);
  });
});

describe('databases', () => {
  const rows = "CREATE TABLE t (id int, name text);\nINSERT INTO t VALUES (1,'a');\n";

  it('are those in use', () => {
    const dump = `USE aa;\n${rows}use \`nova\` ;\nCREATE TABLE t (id int, name text); USE zz;\n${rows}`;
    expect(readRows(dump, 'id')).toEqual([]);
  });

  it('may be written before the table', () => {
    const dump = 'USE aa; CREATE TABLE `nova`.`t` (id int); INSERT INTO nova . t VALUES (7); INSERT INTO t VALUES (8);';
    expect(readRows(dump, 'id')).toEqual([['7']]);
  });

  it('may be told by the user', () => {
    expect(readRows(rows, 'id', { defaultDatabase: 'nova' })).toEqual([['1']]);
  });

  it('may be told by the header, unless the user says otherwise', () => {
    const dump = `-- MySQL dump 10.13\n--\n-- Host: db.example.org    Database: nova\r\n--\n${rows}-- Dump completed\n`;
    expect(readRows(dump, 'id')).toEqual([['1']]);
    const needs = [need('nova_cell0.t(id)')];
    expect(readDump(dump, needs, { defaultDatabase: 'nova_cell0' }).tables['nova_cell0.t']?.rows).toEqual([['1']]);
  });

  it('of an earlier dump in the same file do not hold for a later one', () => {
    const dump = (name: string, text: string) =>
      `-- MariaDB dump 10.19\n-- Host: x    Database: ${name}\n${text}\n-- Dump completed on 2026-11-20\n`;
    const needs = [need('nova.t(id)'), need('nova_cell0.t(id)')];
    const { tables } = readDump(dump('nova', `USE nova;\n${rows}`) + dump('nova_cell0', rows), needs);
    expect(tables['nova_cell0.t']?.rows).toEqual([['1']]);
    expect(tables['nova.t']?.rows).toEqual([['1']]);
  });

  it('in use before the first header hold', () => {
    const dump = `USE nova;\n-- MySQL dump 10.13\n-- Host: x    Database: nova_2024\n${rows}-- Dump completed\n`;
    expect(readRows(dump, 'id')).toEqual([['1']]);
  });

  it('are used a second time for views', () => {
    const dump = table(
      "INSERT INTO `t` VALUES (1,'a',NULL);",
      '/*!50001 CREATE TABLE `v` (\n  `id` tinyint NOT NULL\n) ENGINE=MyISAM */;',
      'USE `nova`;',
      '/*!50001 DROP TABLE IF EXISTS `v`*/;',
      '/*!50001 CREATE ALGORITHM=UNDEFINED */',
      '/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */',
      '/*!50001 VIEW `v` AS select `t`.`id` AS `id` from `t` */;',
    );
    const { tables } = readDump(dump, [NEED, need('nova.v(id)', { optional: true })]);
    expect(tables['nova.t']?.rows).toEqual([['1', 'a']]);
    expect(tables['nova.v']?.rows).toEqual([]);
  });
});

describe('comments', () => {
  it.each([
    '-- x;\n',
    '--\n',
    "--\t'\n",
    '# `\n',
    '/* ; " */',
    '/**/',
    '/*+ hint */',
    '/*M!999999\\- x */',
    '/*!999999 DROP TABLE t; */',
    '; ;',
  ])('stand between statements: %j', (comment) => {
    expect(readRows(table(comment, "INSERT INTO t VALUES (1,'a',NULL);", comment), 'id, name')).toEqual([['1', 'a']]);
  });

  it('stand within statements', () => {
    const dump = table(
      "INSERT /* x */ INTO t # it's\n VALUES -- (0,0,0)\n ( /* ' */ 1 , -- ,\n 'a' /* ) */ , NULL ) /* ; */ , (2,'b',NULL)-- \n ;",
    );
    expect(readRows(dump, 'id, name')).toEqual([
      ['1', 'a'],
      ['2', 'b'],
    ]);
  });

  it('are SQL when they are conditional', () => {
    const dump =
      'CREATE DATABASE /*!32312 IF NOT EXISTS*/ `nova` /*!40100 DEFAULT CHARACTER SET utf8 */;/*! USE nova */;' +
      '/*!40000 DROP TABLE IF EXISTS t*/; /*M!100100 CREATE*/ TABLE t /*!40100 ( id */ int /*!50000 , name */ text);' +
      "INSERT /*!40000 IGNORE */ INTO t VALUES (1,'a');";
    for (let cut = 1; cut <= dump.length; cut++) {
      const { batches } = readDump(dump, [NEED], { chunks: [cut, dump.length] });
      expect(batches.at(-1)).toMatchObject({ rows: [['1', 'a']], onDuplicate: 'ignore' });
    }
  });

  it('hide no delimiter when two minus signs are arithmetic', () => {
    expect(readRows(table("SELECT 5--3;INSERT INTO t VALUES (1,'a',NULL);"), 'id')).toEqual([['1']]);
  });
});

describe('delimiters', () => {
  it('end statements of the section', () => {
    const dump = table(
      'DELIMITER ;;',
      'CREATE PROCEDURE p() BEGIN',
      "INSERT INTO t VALUES (0,'x;;',NULL); -- it's ;;",
      '/* ;; */ END;;',
      "INSERT INTO t VALUES (1,'a',NULL) ;;",
      'delimiter ;',
      "INSERT INTO t VALUES (2,'b',NULL);",
    );
    expect(readRows(dump, 'id')).toEqual([['1'], ['2']]);
  });

  it.each(['//', '$$', 'END_OF_STATEMENT', '\\\\'])('may be %s', (delimiter) => {
    const dump = table(
      `DELIMITER ${delimiter}  `,
      `INSERT INTO other VALUES (1,'${delimiter === '\\\\' ? '' : delimiter};')${delimiter} INSERT INTO t VALUES (1,'a',NULL)${delimiter}`,
      'DELIMITER ;',
    );
    expect(readRows(dump, 'id')).toEqual([['1']]);
  });
});

describe('what is not needed', () => {
  const before = '-- MySQL dump 10.13\n';
  const after = '\n-- Dump completed\n';
  const fake = "INSERT INTO `t` VALUES (666,'fake',NULL);";

  it.each([
    ['text like a statement', `INSERT INTO \`other\` VALUES (1,'a;\n${fake.replaceAll("'", "\\'")}\n');`],
    [
      'text like a statement with doubled quotes',
      `INSERT INTO \`other\` VALUES (1,'a;\n${fake.replaceAll("'", "''")}\n');`,
    ],
    ['text like an open comment', "INSERT INTO other VALUES (1,'a;\n/* ');"],
    ['text like a line comment', "INSERT INTO other VALUES (1,'a;\n-- ');"],
    ['a table with an awkward name', 'INSERT INTO `a;\nb` (`c;\nd`) VALUES (1);'],
    [
      'several statements in a line',
      "INSERT INTO other VALUES (1); INSERT INTO other VALUES (2,';');INSERT INTO other VALUES (3);",
    ],
    ['double-quoted strings', `INSERT INTO other VALUES ("it's;\n${fake}");`],
    ['a query', "INSERT INTO other SELECT ';', \"'\" FROM x;"],
    ['a query in parentheses', "INSERT INTO other (SELECT ';' FROM x);"],
    ['assignments', "INSERT INTO other SET a = ';';"],
    ['an update', "INSERT INTO other VALUES (1,'a') ON DUPLICATE KEY UPDATE `b;` = ';';"],
    ['expressions', "INSERT INTO other VALUES (NOW(), DEFAULT, 'a' 'b;', (1 + 2));"],
  ])('is passed over: %s', (_, statement) => {
    const real = "INSERT INTO t VALUES (1,'a',NULL);";
    for (const dump of [
      table(statement, real),
      before + table(statement, statement, real) + after,
      before + table(real, statement) + after,
    ]) {
      for (const chunks of [[], [1], [7]]) expect(readRows(dump, 'id, name', { chunks })).toEqual([['1', 'a']]);
    }
  });
});

describe('settings and rows by mysqldump', () => {
  const whole = (...lines: (string | Buffer)[]) =>
    Buffer.concat(
      ['-- MySQL dump 10.13', 'USE nova;', 'CREATE TABLE t (name text);', ...lines, '-- Dump completed', ''].flatMap(
        (line) => [Buffer.from(line as string), Buffer.from('\n')],
      ),
    );

  it('end with the dump', () => {
    const dump = whole("SET NAMES latin1; SET sql_mode = 'ANSI';", "INSERT INTO t VALUES ('a');");
    const more = Buffer.from('INSERT INTO t VALUES ("b");');
    expect(readRows(Buffer.concat([dump, more]), 'name')).toEqual([['a'], ['b']]);
  });

  it('may use another delimiter', () => {
    const lines = [
      'DELIMITER ;;',
      "INSERT INTO other VALUES (1,'a;');;",
      "INSERT INTO t VALUES ('a');;",
      'DELIMITER ;',
      'UNLOCK TABLES;',
    ];
    expect(readRows(whole(...lines), 'name')).toEqual([['a']]);
  });

  it('may be in a character set where a backslash is half a character', () => {
    const lines = [
      'SET NAMES gbk;',
      Buffer.from(`INSERT INTO other VALUES ('${'x'.repeat(600)}'),('\xd5\\');`, 'latin1'),
      "INSERT INTO t VALUES ('a');",
    ];
    expect(readRows(whole(...lines), 'name')).toEqual([['a']]);
  });
});

describe('the usual statements around rows', () => {
  it('change nothing', () => {
    const dump = table(
      'LOCK TABLES `t` WRITE;',
      '/*!40000 ALTER TABLE `t` DISABLE KEYS */;',
      'set autocommit=0;',
      "INSERT INTO t VALUES (1,'a',NULL);",
      '/*!40000 ALTER TABLE `t` ENABLE KEYS */;',
      'UNLOCK TABLES;',
      'commit;',
      'START TRANSACTION;',
      'ALTER TABLE `t` ADD PRIMARY KEY (`id`), ADD KEY `a` (`name`(10)), DROP FOREIGN KEY x;',
      "ALTER TABLE `t` MODIFY `id` int(11) NOT NULL AUTO_INCREMENT COMMENT 'x', AUTO_INCREMENT=5;",
      'CREATE UNIQUE INDEX i ON t (id);',
      'DELETE FROM `other` WHERE x = 1;',
      'TRUNCATE other;',
      "SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ 'b9b4712a:1-5,\nc9b4712a:1-3';",
      "CHANGE MASTER TO MASTER_LOG_FILE='a;b', MASTER_LOG_POS=4;",
      "GRANT ALL ON *.* TO `x`@`%` IDENTIFIED BY ';';",
      'DROP VIEW IF EXISTS t;',
    );
    expect(readRows(dump, 'id')).toEqual([['1']]);
  });

  it('may be ended by Windows line ends, and begin with a byte order mark', () => {
    const dump = `\ufeff${table("INSERT INTO t VALUES\n(1,'a\\r\\n',NULL),\n(2,'b',NULL);")}`.replaceAll('\n', '\r\n');
    expect(readRows(dump, 'id, name')).toEqual([
      ['1', 'a\r\n'],
      ['2', 'b'],
    ]);
  });

  it('may follow messages of the program that made the dump', () => {
    const warning = 'mysqldump: [Warning] Using a password on the command line interface can be insecure.\n';
    const { tables, warnings } = readDump(warning + warning + table("INSERT INTO t VALUES (1,'a',NULL);"), [NEED]);
    expect(tables['nova.t']?.rows).toEqual([['1', 'a']]);
    expect(warnings).toEqual(['no-end-mark', 'tool-message']);
  });
});
