/** Writes small dumps in the styles of many programs, to be read back. */
import type { SqlValue } from '../../pipeline/stage.ts';

export interface WrittenTable {
  readonly database: string;
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly kind: 'text' | 'number' | 'binary' }[];
  readonly rows: readonly (readonly SqlValue[])[];
}

export interface DumpStyle {
  readonly writer: 'MySQL' | 'MariaDB' | 'none';
  /** How rows are laid out. */
  readonly rows: 'one line' | 'a line each' | 'an INSERT each';
  readonly verb: 'INSERT INTO' | 'INSERT IGNORE INTO' | 'REPLACE INTO' | 'insert into';
  readonly columnList: boolean;
  readonly strings: 'backslash' | 'doubled' | 'double-quoted';
  /** Line ends inside strings stay as they are. */
  readonly rawLineEnds: boolean;
  readonly binary: 'string' | '_binary' | '0x' | "x''";
  readonly ansi: boolean;
  readonly noBackslashEscapes: boolean;
  readonly lineEnd: '\n' | '\r\n';
  readonly names: 'USE' | 'qualified';
  /** Comments between values and statements, triggers, views, locks. */
  readonly clutter: boolean;
  readonly byteOrderMark: boolean;
}

export const PLAIN_STYLE: DumpStyle = {
  writer: 'MySQL',
  rows: 'one line',
  verb: 'INSERT INTO',
  columnList: false,
  strings: 'backslash',
  rawLineEnds: false,
  binary: '_binary',
  ansi: false,
  noBackslashEscapes: false,
  lineEnd: '\n',
  names: 'USE',
  clutter: false,
  byteOrderMark: false,
};

export function writeDump(tables: readonly WrittenTable[], style: DumpStyle): Buffer {
  const lines: string[] = [...header(style), ''];
  let used: string | undefined;
  for (const table of tables) {
    if (style.names === 'USE' && used !== table.database) {
      used = table.database;
      lines.push(...clutter(style, `-- Current Database: ${used}`), `USE ${quoteName(used, style)};`);
    }
    lines.push(...writeTable(table, style));
  }
  lines.push(...trailer(style), '');
  return Buffer.from((style.byteOrderMark ? '\ufeff' : '') + lines.join(style.lineEnd));
}

function header({ writer, ansi, noBackslashEscapes, clutter }: DumpStyle): string[] {
  const modes = [ansi && 'ANSI', noBackslashEscapes && 'NO_BACKSLASH_ESCAPES', 'NO_AUTO_VALUE_ON_ZERO'].filter(Boolean);
  const lines =
    writer === 'MySQL'
      ? [
          '-- MySQL dump 10.13  Distrib 5.7.44, for Linux (x86_64)',
          '--',
          '-- Host: localhost    Database: ',
          '-- Server version',
        ]
      : writer === 'MariaDB'
        ? [
            '/*M!999999\\- enable the sandbox mode */ ',
            '-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB, for debian-linux-gnu',
          ]
        : [];
  return [
    ...lines,
    '/*!40101 SET NAMES utf8mb4 */;',
    `/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='${modes.join(',')}' */;`,
    ...(clutter ? ['# a comment; with a semicolon', "/* another; one's */", ';'] : []),
  ];
}

const trailer = ({ writer }: DumpStyle): string[] => [
  '/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;',
  ...(writer === 'none' ? [] : ['', '-- Dump completed on 2026-11-20 10:08:43']),
];

function writeTable({ database, name, columns, rows }: WrittenTable, style: DumpStyle): string[] {
  const table =
    style.names === 'USE' ? quoteName(name, style) : `${quoteName(database, style)}.${quoteName(name, style)}`;
  const definitions = columns.map((column) => `  ${quoteName(column.name, style)} ${TYPES[column.kind]}`);
  const lines = [
    `DROP TABLE IF EXISTS ${table};`,
    ...(style.writer === 'none' ? [] : ['/*!40101 SET @saved_cs_client     = @@character_set_client */;']),
    `CREATE TABLE ${table} (`,
    definitions.join(`,${style.lineEnd}`) +
      (style.clutter ? `,${style.lineEnd}  KEY \`k\` (${quoteName(columns[0]!.name, { ...style, ansi: false })})` : ''),
    `) ENGINE=InnoDB COMMENT='it''s; (a table)';`,
    ...clutter(style, `/*!40000 ALTER TABLE ${table} DISABLE KEYS */;`),
  ];
  const list = style.columnList ? ` (${columns.map((column) => quoteName(column.name, style)).join(', ')})` : '';
  const written = rows.map(
    (row) => `(${row.map((value, i) => writeValue(value, columns[i]!.kind, style)).join(comma(style))})`,
  );
  const head = `${style.verb} ${table}${list} VALUES`;
  if (style.rows === 'an INSERT each') lines.push(...written.map((row) => `${head} ${row};`));
  else if (written.length > 0 && style.rows === 'one line') lines.push(`${head} ${written.join(',')};`);
  else if (written.length > 0) lines.push(head, `${written.join(`,${style.lineEnd}`)};`);
  return [...lines, ...clutter(style, ...routine(style))];
}

const TYPES = { text: 'longtext', number: "decimal(65,30) DEFAULT '0' COMMENT 'a, b) c'", binary: 'longblob' };

const clutter = (style: DumpStyle, ...lines: string[]): string[] => (style.clutter ? lines : []);
const comma = ({ clutter }: DumpStyle): string => (clutter ? ' , ' : ',');

/** A body that looks like statements, between delimiters of its own. */
const routine = ({ lineEnd }: DumpStyle): string[] => [
  'DELIMITER ;;',
  `/*!50003 CREATE*/ /*!50017 DEFINER=\`root\`@\`%\`*/ /*!50003 TRIGGER x BEFORE INSERT ON y FOR EACH ROW BEGIN${lineEnd}` +
    `INSERT INTO t VALUES (1,'a;${lineEnd}');${lineEnd}USE other;${lineEnd}-- it's${lineEnd}END */;;`,
  'DELIMITER ;',
  `/*!50001 CREATE VIEW v AS SELECT${lineEnd} 1 AS \`a;b\` */;`,
];

const quoteName = (name: string, { ansi }: Pick<DumpStyle, 'ansi'>): string =>
  ansi ? `"${name.replaceAll('"', '""')}"` : `\`${name.replaceAll('`', '``')}\``;

function writeValue(value: SqlValue, kind: 'text' | 'number' | 'binary', style: DumpStyle): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return kind === 'number' ? value : writeString(value, style);
  // A string of bytes would have to be text to be written here, so only ASCII bytes are written so.
  const hex = Buffer.from(value).toString('hex');
  const isText = value.every((byte) => byte < 0x80);
  if (style.binary === '0x' && hex !== '') return `0x${hex.toUpperCase()}`;
  if (style.binary === "x''" || !isText) return `x'${hex}'`;
  return (style.binary === '_binary' ? '_binary ' : '') + writeString(Buffer.from(value).toString('latin1'), style);
}

function writeString(text: string, { strings, rawLineEnds, noBackslashEscapes, ansi }: DumpStyle): string {
  const quote = strings === 'double-quoted' && !ansi ? '"' : "'";
  if (noBackslashEscapes) return quote + text.replaceAll(quote, quote + quote) + quote;
  const escaped = text.replace(/[\0\x1a\\'"\n\r]/g, (character) => {
    if (rawLineEnds && (character === '\n' || character === '\r')) return character;
    if (character === "'" || character === '"') {
      if (strings === 'doubled') return character === quote ? character + character : character;
      return `\\${character}`;
    }
    return ESCAPES[character]!;
  });
  return quote + escaped + quote;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x1a': '\\Z',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
};
