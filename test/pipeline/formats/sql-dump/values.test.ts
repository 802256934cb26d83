import { describe, expect, it } from 'vitest';
import { failureOf, need, readDump, readRows } from '../../../support/read-dump.ts';

const bytes = (...values: number[]) => new Uint8Array(values);

/** The value that a column of this type takes from a literal. */
function read(literal: string | Buffer, type = 'text', before = ''): unknown {
  const start = `USE nova; ${before} CREATE TABLE t (a int, v ${type}, z int); INSERT INTO t VALUES (1,`;
  const dump = Buffer.concat([Buffer.from(start), Buffer.from(literal), Buffer.from(',2);\n')]);
  const [row] = readRows(dump, 'v');
  expect(readRows(dump, 'v', { chunks: [1] })).toEqual([row]);
  expect(readRows(dump, 'a, z')).toEqual([['1', '2']]);
  return row![0];
}

describe('strings', () => {
  it.each([
    ["''", ''],
    ["'a'", 'a'],
    ["'it''s'", "it's"],
    ["''''", "'"],
    ["'it\\'s \\\"x\\\"'", 'it\'s "x"'],
    ["'\\0\\b\\n\\r\\t\\Z\\\\'", '\0\b\n\r\t\x1a\\'],
    ["'\\%\\_\\x\\N'", '\\%\\_xN'],
    ["'\n\r\0\t'", '\n\r\0\t'],
    ['"it\'s ""x"" \\" \'\'"', 'it\'s "x" " \'\''],
    ["N'a'", 'a'],
    ["n'é'", 'é'],
    ["_utf8mb4 'é'", 'é'],
    ["_utf8mb4'é'", 'é'],
    ['_latin1 "a"', 'a'],
    ["'NULL'", 'NULL'],
    ["'),(1,NULL,2'", '),(1,NULL,2'],
    [`'${'x'.repeat(70_000)}'`, 'x'.repeat(70_000)],
  ])('%s', (literal, text) => {
    expect(read(literal)).toBe(text);
  });

  it('are bytes in binary columns', () => {
    for (const type of [
      'blob',
      'longblob',
      'varbinary(10)',
      'binary(3)',
      'char(3) character set binary',
      'point',
      'long varbinary',
    ]) {
      expect(read("'a\\0\\''", type), type).toEqual(bytes(97, 0, 39));
      expect(read(Buffer.from([39, 0xff, 0x80, 39]), type), type).toEqual(bytes(0xff, 0x80));
    }
    expect(read("_binary 'é'", 'blob')).toEqual(bytes(0xc3, 0xa9));
    expect(read('_binary "a"', 'blob')).toEqual(bytes(97));
  });

  it('are given as copies of their own', () => {
    expect((read("'abc'", 'blob') as Uint8Array).buffer.byteLength).toBe(3);
  });
});

describe('other literals', () => {
  it.each(['0', '1', '-1', '+1', '12345678901234567890', '3.14', '.5', '5.', '-1.5e-300', '1E+10'])(
    'number %s',
    (literal) => {
      expect(read(literal, 'double')).toBe(literal);
      expect(read(literal)).toBe(literal);
    },
  );

  it.each(['NULL', 'null', 'Null'])('%s', (literal) => {
    for (const type of ['int', 'text', 'blob', 'bit(1)']) expect(read(literal, type)).toBeNull();
  });

  it.each([
    ['TRUE', '1'],
    ['false', '0'],
  ])('%s', (literal, value) => {
    expect(read(literal, 'tinyint(1)')).toBe(value);
  });

  it.each(['0x00E9ff', "x'00e9FF'", "X'00E9FF'", '_binary 0x00E9FF', "_binary x'00E9FF'"])('bytes %s', (literal) => {
    expect(read(literal, 'blob')).toEqual(bytes(0, 0xe9, 0xff));
  });

  it('bytes of an odd number of digits, or of none', () => {
    expect(read('0xABC', 'blob')).toEqual(bytes(0x0a, 0xbc));
    expect(read("x''", 'blob')).toEqual(bytes());
    expect(read("b''", 'blob')).toEqual(bytes());
  });

  it('bytes as text, in the character set of the column', () => {
    expect(read('0xC3A9')).toBe('é');
    expect(read('0xE9', 'text character set latin1')).toBe('é');
    expect(read("_utf8mb4 x'C3A9'", 'text character set latin1')).toBe('é');
    expect(read('_binary 0xE9', 'text character set latin1')).toBe('é');
    expect(read("b'01000001'")).toBe('A');
  });

  it('bytes as numbers', () => {
    expect(read('0xFFFFFFFFFFFFFFFF', 'bigint unsigned')).toBe('18446744073709551615');
    expect(read("b'101'", 'int')).toBe('5');
    expect(read("x''", 'int')).toBe('0');
  });

  it.each(["b'101'", "B'101'", '0b101', "'\\0\\0\x05'", '0x05', '5', "'\x05'", '0x00000005'])('bits %s', (literal) => {
    expect(read(literal, 'bit(20)')).toEqual(bytes(0, 0, 5));
  });

  it('bits of the shortest column', () => {
    expect(read('TRUE', 'bit')).toEqual(bytes(1));
    expect(read("b'111111110'", 'bit(9)')).toEqual(bytes(1, 0xfe));
  });

  it('without a known type: bytes where they are written as bytes', () => {
    const dump = "USE nova; INSERT INTO t (a,b,c,d) VALUES (0x41, _binary 'B', _utf8mb4 0x43, 'D');";
    expect(readRows(dump, 'a, b, c, d')).toEqual([[bytes(65), bytes(66), 'C', 'D']]);
  });
});

describe('character sets', () => {
  const latin1 = Buffer.from([39, 0xe9, 0x80, 0x41, 0x99, 0x81, 39]);
  const utf8 = "'é日本😀'";

  it.each([
    ['SET NAMES latin1;', latin1, 'é€A™\x81'],
    ['SET NAMES utf8mb4;', utf8, 'é日本😀'],
    ['/*!40101 SET NAMES utf8 */;', utf8, 'é日本😀'],
    ["SET NAMES 'utf8' COLLATE 'utf8_bin';", utf8, 'é日本😀'],
    ['SET character_set_client = utf8mb3;', utf8, 'é日本😀'],
    ['SET @@session.character_set_client = "latin1";', latin1, 'é€A™\x81'],
    ['SET CHARACTER SET latin1;', latin1, 'é€A™\x81'],
    ['SET `character_set_client` := latin1;', latin1, 'é€A™\x81'],
    ['SET CHARSET latin1;', latin1, 'é€A™\x81'],
    ['SET @x = 1, NAMES latin1, @y = (1, 2);', latin1, 'é€A™\x81'],
    [
      'SET NAMES latin1; SET @saved_cs_client = @@character_set_client; SET character_set_client = utf8; SET character_set_client = @saved_cs_client;',
      latin1,
      'é€A™\x81',
    ],
    ['SET NAMES cp1251; SET character_set_client = @never_set;', Buffer.from([39, 0xcf, 39]), 'П'],
    ['SET NAMES latin1; SET GLOBAL character_set_client = utf8, character_set_results = utf8;', latin1, 'é€A™\x81'],
    ['SET NAMES cp1251;', Buffer.from([39, 0xcf, 39]), 'П'],
    ['SET NAMES koi8r;', Buffer.from([39, 0xf0, 39]), 'П'],
    ['SET NAMES gbk;', Buffer.from([39, 0xd5, 0x5c, 39]), '誠'],
    ['SET NAMES cp932;', Buffer.from([39, 0x95, 0x5c, 0x8e, 0xa6, 0x5c, 0x27, 39]), "表示'"],
    ['SET NAMES latin1;', "_utf8mb4 'é'", 'é'],
    ['SET NAMES utf8mb4;', Buffer.from("_latin1 '\xe9'", 'latin1'), 'é'],
  ])('%s', (before, literal, text) => {
    expect(read(literal, 'text', before)).toBe(text);
  });

  it('of a binary connection are those of the column or table', () => {
    const before = 'SET NAMES binary;';
    expect(read(utf8, 'text character set utf8mb4', before)).toBe('é日本😀');
    expect(read(latin1, 'text CHARSET latin1', before)).toBe('é€A™\x81');
    expect(read(latin1, 'text COLLATE latin1_swedish_ci', before)).toBe('é€A™\x81');
    expect(read(utf8, 'json', before)).toBe('é日本😀');
    const dump = (options: string) =>
      Buffer.concat([
        Buffer.from(`USE nova; SET NAMES binary; CREATE TABLE t (v text) ${options}; INSERT INTO t VALUES (`),
        latin1,
        Buffer.from(');'),
      ]);
    expect(readRows(dump('DEFAULT CHARSET=latin1'), 'v')).toEqual([['é€A™\x81']]);
    expect(readRows(dump('ENGINE=InnoDB DEFAULT CHARACTER SET latin1 COLLATE latin1_bin'), 'v')).toEqual([
      ['é€A™\x81'],
    ]);
    expect(readRows(dump("COLLATE='latin1_bin'"), 'v')).toEqual([['é€A™\x81']]);
  });

  const warningsFor = (before: string, literal: string | Buffer) => {
    const parts = [
      `USE nova; CREATE TABLE t (v text); ${before} INSERT INTO t VALUES (`,
      literal,
      '), (',
      literal,
      ');',
    ];
    const { tables, warnings } = readDump(Buffer.concat(parts.map((part) => Buffer.from(part as string))), [
      need('nova.t(v)'),
    ]);
    return [tables['nova.t']!.rows[0]![0], ...warnings];
  };

  it('that are not declared are UTF-8, or else latin1 with a warning', () => {
    expect(warningsFor('', utf8)).toEqual(['é日本😀', 'no-end-mark']);
    expect(warningsFor('', latin1)).toEqual(['é€A™\x81', 'no-end-mark', 'guessed-charset']);
    expect(warningsFor('SET NAMES DEFAULT;', latin1)).toEqual(['é€A™\x81', 'no-end-mark', 'guessed-charset']);
  });

  it('replace what is no text, with one warning', () => {
    expect(warningsFor('SET NAMES utf8;', latin1)).toEqual(['\ufffdA\ufffd\ufffd', 'no-end-mark', 'invalid-text']);
    expect(warningsFor('SET NAMES ascii;', `${utf8.slice(0, 2)}'`)).toEqual([
      '\ufffd\ufffd',
      'no-end-mark',
      'invalid-text',
    ]);
    expect(warningsFor('SET NAMES euckr;', Buffer.from([39, 0xff, 39]))).toContain('invalid-text');
    expect(warningsFor('SET NAMES utf8;', "'\ufffd'")).toEqual(['\ufffd', 'no-end-mark']);
  });

  it('that are unknown are an error, where there is text in them', () => {
    expect(read("'abc'", 'text', 'SET NAMES hp8;')).toBe('abc');
    for (const name of ['hp8', 'constructor']) {
      const start = `USE nova; CREATE TABLE t (v text); SET NAMES ${name}; INSERT INTO t VALUES ('a'),`;
      expect(failureOf(`${start}('é');`, [need('nova.t(v)')])).toMatchObject({
        code: 'unknown-charset',
        message: `cannot read text in the character set ${name}`,
        offset: start.length,
      });
    }
  });
});

describe('modes', () => {
  const rows = (before: string, values: string) =>
    readRows(`USE nova; CREATE TABLE t (v text); ${before} INSERT INTO t VALUES (${values});`, 'v');

  it.each(['ANSI', 'ANSI_QUOTES', 'NO_AUTO_VALUE_ON_ZERO,ansi', 'POSTGRESQL,PIPES_AS_CONCAT', 'ORACLE'])(
    '%s makes "x" a name',
    (mode) => {
      const before = `/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='${mode}' */; DROP TABLE "t"; CREATE TABLE "t" ("w""x" int, "v" text);`;
      expect(rows(before, "1,'a'")).toEqual([['a']]);
      expect(() => rows(before, '1,"a"')).toThrow('expected a literal value');
      expect(rows(`${before} SET SQL_MODE=@OLD_SQL_MODE;`, '1,"a"')).toEqual([['a']]);
      expect(rows(`${before} SET SQL_MODE=IFNULL(@OLD_SQL_MODE,'');`, '1,"a"')).toEqual([['a']]);
      expect(rows(`${before} SET SQL_MODE=IFNULL(@NEVER_SET,'');`, '1,"a"')).toEqual([['a']]);
      expect(rows(`${before} SET SQL_MODE=DEFAULT;`, '1,"a"')).toEqual([['a']]);
    },
  );

  it('may be left out: where only a name can be, "x" is one', () => {
    const dump =
      'CREATE TABLE "t" (\n  "id" int,\n  "v""w" text,\n  KEY "k" ("id")\n);\nINSERT INTO "nova"."t" ("v""w", "id") VALUES ("a",1);';
    expect(readRows(`USE "nova"; ${dump}`, 'id, v"w')).toEqual([['1', 'a']]);
    expect(() => readRows(`USE "nova"; ${dump} DELETE FROM "t";`, 'id')).toThrow('expected no DELETE');
  });

  it('NO_BACKSLASH_ESCAPES makes backslashes plain', () => {
    const before = "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES';";
    expect(rows(`${before} INSERT INTO x VALUES ('\\');`, "'\\n''\\'")).toEqual([["\\n'\\"]]);
    expect(rows(`${before} SET GLOBAL sql_mode = '';`, "'\\'")).toEqual([['\\']]);
  });

  it('of trigger sections end with them', () => {
    const trigger =
      "/*!50003 SET @saved_sql_mode = @@sql_mode */ ; /*!50003 SET sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI' */ ;\n" +
      "DELIMITER ;;\n/*!50003 CREATE*/ /*!50017 TRIGGER x SET a = '\\'; */;;\nDELIMITER ;\n/*!50003 SET sql_mode = @saved_sql_mode */ ;";
    expect(rows(trigger, '"\\n"')).toEqual([['\n']]);
  });

  it('that are computed are passed over unless they matter', () => {
    expect(rows("SET sql_mode = REPLACE(@@sql_mode, 'ONLY_FULL_GROUP_BY', '');", '"\\n"')).toEqual([['\n']]);
  });
});
