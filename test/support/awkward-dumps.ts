/** Tables and styles for property tests: whatever may stand in a dump and looks like something else. */
import fc from 'fast-check';
import type { SqlValue } from '../../pipeline/stage.ts';
import type { DumpStyle, WrittenTable } from './dump-writer.ts';

const FRAGMENTS = [
  "'",
  '"',
  '\\',
  '`',
  ';',
  ',',
  '(',
  ')',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '\x1a',
  '%',
  '_',
  ' ',
  "''",
  '\\\\',
  "\\'",
  "',",
  ",'",
  "');",
  '),(',
  ';\n',
  ");\nINSERT INTO `t` VALUES (1,'x');\n",
  'USE `other`;\n',
  '\nDELIMITER ;;\n',
  '-- ',
  '\n-- Dump completed\n',
  '# ',
  '/*',
  '*/',
  '/*!40101 SET NAMES latin1 */;',
  'NULL',
  'x',
  'abc',
  '2026-11-20 10:08:43',
  '0x41',
  '_binary',
  'é',
  'ÿ',
  '日本',
  '😀',
  '{"a": "b"}',
];

export const awkwardText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 6 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
);

const number = fc.constantFrom('0', '1', '-1', '42', '3.14', '-0.5', '1e10', '-1.5e-300', '18446744073709551615');
const binary = fc.uint8Array({ maxLength: 12 });

const table = (database: string, name: string): fc.Arbitrary<WrittenTable> =>
  fc.array(fc.constantFrom('text', 'number', 'binary'), { minLength: 1, maxLength: 5 }).chain((kinds) => {
    const values = kinds.map((kind): fc.Arbitrary<SqlValue> => {
      const value: fc.Arbitrary<SqlValue> = kind === 'text' ? awkwardText : kind === 'number' ? number : binary;
      return fc.option(value, { freq: 5 });
    });
    return fc.array(fc.tuple(...values), { maxLength: 5 }).map((rows) => ({
      database,
      name,
      columns: kinds.map((kind, i) => ({ name: COLUMN_NAMES[i]!, kind })),
      rows,
    }));
  });

const COLUMN_NAMES = ['id', 'a`b', 'c d', 'e"f', 'key'];

/** Tables of a dump; those named `nova.t` and `nova.u` are to be read. */
export const awkwardTables: fc.Arbitrary<WrittenTable[]> = fc.tuple(
  table('aa', 't'),
  table('nova', 'notes;\n'),
  table('nova', 't'),
  table('nova', "it's"),
  table('nova', 'u'),
  table('zz', 't'),
);

export const awkwardStyle: fc.Arbitrary<DumpStyle> = fc
  .record<DumpStyle>({
    writer: fc.constantFrom('MySQL', 'MariaDB', 'none'),
    rows: fc.constantFrom('one line', 'a line each', 'an INSERT each'),
    verb: fc.constantFrom('INSERT INTO', 'INSERT IGNORE INTO', 'REPLACE INTO', 'insert into'),
    columnList: fc.boolean(),
    strings: fc.constantFrom('backslash', 'doubled', 'double-quoted'),
    rawLineEnds: fc.boolean(),
    binary: fc.constantFrom('string', '_binary', '0x', "x''"),
    ansi: fc.boolean(),
    noBackslashEscapes: fc.boolean(),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    names: fc.constantFrom('USE', 'qualified'),
    clutter: fc.boolean(),
    byteOrderMark: fc.boolean(),
  })
  // mysqldump and mariadb-dump never write double-quoted strings.
  .map((style) => (style.strings === 'double-quoted' ? { ...style, writer: 'none' } : style));
