/**
 * Reads statements and comments of a gigabyte and fails if they need memory: `npx tsx --expose-gc test/slow/sql-dump.ts [megabytes]`.
 * What is not needed has to pass in constant memory, needed rows one by one.
 */
import { createDumpReader } from '../../pipeline/formats/sql-dump/dump-reader.ts';
import { need } from '../support/read-dump.ts';

const MEGABYTE = 2 ** 20;
const total = Number(process.argv[2] ?? 1000) * MEGABYTE;
const MOST_MEMORY = 64 * MEGABYTE;

interface Case {
  readonly what: string;
  readonly start: string;
  /** Written again and again. */
  readonly middle: string;
  readonly end: string;
  readonly hasRows: boolean;
}

const header = '-- MySQL dump 10.13\n';
const trailer = '\n-- Dump completed\n';
const create = 'USE nova; CREATE TABLE t (id int, a text, b text, c text, d text); ';
const row = `(1,'2026-11-20 10:08:43',NULL,'it\\'s a \\"row\\"; -- ','${'node-01.example.org/'.repeat(5)}'),`;
const lastRow = "(2,'a','b','c','d');";

const cases: readonly Case[] = [
  { what: 'rows by mysqldump', start: `${header}INSERT INTO x VALUES `, middle: row, end: lastRow, hasRows: false },
  { what: 'rows by another program', start: 'INSERT INTO x VALUES ', middle: row, end: lastRow, hasRows: false },
  { what: 'needed rows', start: `${create}INSERT INTO t VALUES `, middle: row, end: lastRow, hasRows: true },
  {
    what: 'a routine',
    start: 'DELIMITER ;;\nCREATE PROCEDURE p() ',
    middle: "SELECT 'x;;'; -- ;;\n",
    end: ';;',
    hasRows: false,
  },
  { what: 'a comment', start: '/* ', middle: " x' * ", end: '*/', hasRows: false },
  { what: 'a line of comment', start: '-- ', middle: " x' */", end: '', hasRows: false },
];

/** The case as a stream, in one buffer that is used again and again, as a decompressor would do it. */
function* streamOf({ start, middle, end }: Case): Generator<Uint8Array> {
  const buffer = Buffer.alloc(MEGABYTE / 4);
  const middles = Buffer.from(middle.repeat(1000));
  let length = 0;
  let given = 0;
  const pieces = (function* () {
    yield Buffer.from(start);
    while (given < total) yield middles;
    yield Buffer.from(end + trailer);
  })();
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const copied = piece.copy(buffer, length, at);
      at += copied;
      length += copied;
      if (length < buffer.length) continue;
      yield buffer;
      given += length;
      length = 0;
    }
  }
  yield buffer.subarray(0, length);
}

for (const one of cases) {
  const needs = [need('nova.t(id, d)', { optional: true })];
  const reader = createDumpReader({ needs, requireTrailer: true, warn: () => {} });
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const begin = process.cpuUsage();
  let peak = before;
  let rows = 0;
  let chunks = 0;
  /** Some values are kept, as a stage keeps them: the chunks that they came from must not be. */
  const kept: unknown[] = [];
  for (const chunk of streamOf(one)) {
    for (const batch of reader.push(chunk)) {
      rows += batch.rows.length;
      kept.push(batch.rows[0]?.[1]);
    }
    if (chunks++ % 64 === 0) peak = Math.max(peak, process.memoryUsage.rss());
  }
  for (const batch of reader.finish()) rows += batch.rows.length;
  const { user, system } = process.cpuUsage(begin);
  const grown = Math.round((peak - before) / MEGABYTE);
  const rate = Math.round(total / (user + system));
  console.log(
    `${one.what}: ${rows} rows, ${kept.length} values kept, ${grown} MiB more memory, ${rate} MB/s with the writing`,
  );
  if (peak - before > MOST_MEMORY) throw new Error(`expected at most ${MOST_MEMORY / MEGABYTE} MiB, found ${grown}`);
  if (rows > 0 !== one.hasRows) throw new Error(`expected ${one.hasRows ? 'rows' : 'no rows'}, found ${rows}`);
}
