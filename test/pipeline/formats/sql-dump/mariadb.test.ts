import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SqlValue } from '../../../../pipeline/stage.ts';
import { hasMariaDb, MariaDb } from '../../../support/mariadb.ts';
import { readDump } from '../../../support/read-dump.ts';

const TEXT_COLUMNS: Readonly<Record<string, string>> = {
  plain: 'varchar(200)',
  western: 'varchar(200) character set latin1',
  old: 'text character set utf8mb3',
  choice: "enum('a','b''c','d\"e,')",
  choices: "set('x','y)')",
  day: 'date',
  moment: 'datetime(6)',
  instant: 'timestamp null',
  span: 'time(3)',
  document: 'json',
  guid: 'uuid',
  address: 'inet6',
};
const NUMBER_COLUMNS: Readonly<Record<string, string>> = {
  tiny: 'tinyint',
  large: 'bigint unsigned',
  exact: 'decimal(30,10)',
  single: 'float',
  twice: 'double',
  jahr: 'year',
};
const BINARY_COLUMNS: Readonly<Record<string, string>> = {
  flag: 'bit(1)',
  flags: 'bit(20)',
  fixed: 'binary(6)',
  varied: 'varbinary(100)',
  bytes: 'longblob',
  place: 'point',
};
const COLUMNS = { ...TEXT_COLUMNS, ...NUMBER_COLUMNS, ...BINARY_COLUMNS };
const NAMES = ['id', ...Object.keys(COLUMNS)];

/** Texts that all the character sets below can hold. */
const TEXTS = [
  "it''s",
  'a\\\\b',
  '\\"',
  '\\n\\r\\t\\0\\Z\\b',
  ';\\n',
  ');\\nINSERT INTO `t` VALUES (1);\\n',
  '-- x',
  '/* x',
  '# x',
  '%\\%_\\_',
  ',',
  "\\',\\'",
  '',
  ' ',
  'NULL',
  '{\\"a\\": \\"b\\"}',
];
const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, i) => i)).toString('hex');

const inserts = [
  ...TEXTS.map(
    (text) =>
      `insert into t (plain, western, old, document) values ('${text}','${text}','${text}',json_quote('${text}'));`,
  ),
  // In Shift JIS, Big5 and GBK some of these end in a byte that looks like a backslash.
  "insert into t (plain, western, old) values ('日本 表 能 功 誠 😀','Møller “€” ÿ','表示');",
  `insert into t (varied, bytes, fixed) values (x'00270a0d5c1a22ff3b', x'${ALL_BYTES}', 'ab');`,
  "insert into t (bytes, varied) values ('', ''), (repeat(';\\n', 3000), null);",
  "insert into t (flag, flags, place) values (b'1', b'10000000000000000001', point(1.5, -2));",
  "insert into t (flag, flags) values (b'0', b'101');",
  "insert into t (choice, choices, day, moment, instant, span, guid, address) values ('b''c', 'x,y)', '0000-00-00', " +
    "'2026-11-20 10:08:43.123456', '2026-11-20 10:08:43', '-12:00:00.5', '123e4567-e89b-12d3-a456-426655440000', '::1');",
  'insert into t (tiny, large, exact, single, twice, jahr) values (-128, 18446744073709551615, -12.5, 1.5e10, -1e-300, 2026);',
];

const SETUP = `
set sql_mode = '';
create database nova character set utf8mb4; use nova;
create table t (id int primary key auto_increment, ${Object.entries(COLUMNS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')},
  gone varchar(20) default 'x(y),\`z' comment 'a ''comment'', with (parens', computed int generated always as (id + 1) virtual,
  hidden int invisible default 3, key (plain)) comment = 't;able';
${inserts.join('\n')}
create table \`a;
b\` (\`c\`\`d\` text, \`e,f\` int);
insert into \`a;
b\` values ('x'';
y', 1), ('"', 2);
create table empty (id int);
create view t_view as select id, plain, ';' as semicolon from t;
delimiter //
create trigger watch before insert on empty for each row begin
  insert into t (plain) values ('a'); -- it's
  /* insert into t values (1); */
end//
create procedure p() begin select ';'; insert into t values ("x;
y"); end//
create event e on schedule every 1 day do begin delete from t; end//
delimiter ;
create sequence s;
create database nova_cell0; use nova_cell0; create table t (id int, plain text); insert into t values (1, 'cell0');
`;

/** Options of mariadb-dump, and the character set of the connection where that changes what arrives. */
const OPTIONS: readonly (readonly [options: string, charset?: string])[] = [
  ['--databases nova nova_cell0'],
  ['--all-databases --routines --triggers --events --add-drop-database'],
  ['nova'],
  ['--hex-blob nova'],
  ['--compact nova'],
  ['--skip-opt nova'],
  ['--skip-comments nova'],
  ['--skip-dump-date --skip-quick --skip-quote-names nova t'],
  ['--skip-extended-insert nova'],
  ['--complete-insert --hex-blob nova'],
  ['--replace --no-autocommit nova'],
  ['--insert-ignore --order-by-primary nova'],
  ['--net-buffer-length=4096 nova'],
  ['--compatible=ansi --default-character-set=utf8mb4 nova'],
  ['--compatible=ansi nova', 'latin1'],
  ['--compatible=postgresql --default-character-set=utf8mb4 nova'],
  ['--default-character-set=utf8mb3 --single-transaction nova', 'utf8mb3'],
  ['--default-character-set=latin1 nova', 'latin1'],
  ['--default-character-set=binary nova'],
  ['--default-character-set=gbk nova', 'gbk'],
  ['--default-character-set=cp932 nova', 'cp932'],
  ['--default-character-set=big5 nova', 'big5'],
  ['--default-character-set=cp1251 nova', 'cp1251'],
];

const hasDump = hasMariaDb && spawnSync('mariadb-dump', ['--version'], { stdio: 'ignore' }).status === 0;

describe.skipIf(!hasDump)('dumps of a table with columns of every type', () => {
  let database: MariaDb;

  beforeAll(async () => {
    database = await MariaDb.start();
    database.run(SETUP);
  });
  afterAll(() => database?.stop());

  function dump(options: string): Buffer {
    const args = ['--no-defaults', `--socket=${database.socket}`, '--user=root', ...options.split(' ')];
    const { stdout, stderr, status } = spawnSync('mariadb-dump', args, { maxBuffer: 2 ** 28 });
    if (status !== 0) throw new Error(`mariadb-dump failed: ${stderr}`);
    return stdout;
  }

  /** What the server itself says, each value as hexadecimal digits so that nothing is lost on the way. */
  function rowsOfServer(charset: string): SqlValue[][] {
    const expressions = NAMES.map((name) => {
      if (Object.hasOwn(BINARY_COLUMNS, name)) return `hex(binary ${name === 'place' ? name : `concat(${name})`})`;
      return `hex(convert(convert(concat(${name}) using ${charset}) using utf8mb4))`;
    });
    const rows = database.query(`set sql_mode=''; select ${expressions.join(', ')} from nova.t order by id`);
    return rows.map((row) =>
      row.map((hex, i) => {
        if (hex === 'NULL') return null;
        const bytes = Buffer.from(hex, 'hex');
        return Object.hasOwn(BINARY_COLUMNS, NAMES[i]!) ? new Uint8Array(bytes) : bytes.toString();
      }),
    );
  }

  for (const [options, charset] of OPTIONS) {
    it(`mariadb-dump ${options}`, () => {
      const needs = [{ database: 'nova', table: 't', columns: NAMES, optionalColumns: ['computed', 'no_such_column'] }];
      const { tables } = readDump(dump(options), needs, {
        chunks: [977],
        // Neither USE nor a header names the database.
        ...(/compact|skip-comments/.test(options) && { defaultDatabase: 'nova' }),
      });
      const { columns, rows } = tables['nova.t']!;
      expect(columns).toEqual([...NAMES, 'computed']);
      expect(rows.map((row) => row.at(-1))).toEqual(rows.map((_, i) => String(i + 2)));
      expect(rows.map((row) => row.slice(0, -1))).toEqual(rowsOfServer(charset ?? 'utf8mb4'));
    });
  }

  it('give the other tables too', () => {
    const needs = [
      { database: 'nova', table: 'a;\nb', columns: ['e,f', 'c`d'] },
      { database: 'nova', table: 'empty', columns: ['id'] },
      { database: 'nova_cell0', table: 't', columns: ['plain'] },
    ];
    const { tables, warnings } = readDump(dump('--databases nova nova_cell0'), needs);
    expect(tables['nova.a;\nb']?.rows).toEqual([
      ['1', "x';\ny"],
      ['2', '"'],
    ]);
    expect(tables['nova.empty']?.rows).toEqual([]);
    expect(tables['nova_cell0.t']?.rows).toEqual([['cell0']]);
    expect(warnings).toEqual([]);
  });

  it('take a view for a missing table', () => {
    const needs = [{ database: 'nova', table: 't_view', columns: ['id'] }];
    expect(() => readDump(dump('nova'), needs)).toThrow('the dump lacks the table nova.t_view');
  });
});
