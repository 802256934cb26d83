import { describe, expect, it } from 'vitest';
import { RowMemory } from '../../../../pipeline/engine/known-rows.ts';
import { createDumpReader } from '../../../../pipeline/formats/sql-dump/dump-reader.ts';
import type { RowBatch, SqlValue, TableNeed } from '../../../../pipeline/stage.ts';

const NEED: TableNeed = { database: 'nova', table: 't', columns: ['id', 'name'], key: ['id'] };
const CREATE = 'CREATE TABLE `t` (`id` int, `name` text, `data` text);';

/** 300 rows of about 60 bytes, some with what ends rows and statements. */
const ROWS = Array.from({ length: 300 }, (_, i) => `(${1000 + i},'n ${i} it''s\\'; ),(','${'x'.repeat(40)}')`);

function insert(rows: readonly string[], perStatement = 100, between = ',\n', verb = 'INSERT') {
  let text = '';
  for (let i = 0; i < rows.length; i += perStatement) {
    text += `${verb} INTO \`t\` VALUES\n${rows.slice(i, i + perStatement).join(between)};\n`;
  }
  return text;
}
const dump = (...parts: string[]) => `SET NAMES utf8mb4;\nUSE \`nova\`;\n${parts.join('\n')}\n`;

async function open(needs = [NEED]) {
  return (await RowMemory.open(needs, []))!;
}

/** Reads the next night's dump. */
function read(memory: RowMemory, text: string | Buffer, pieceSize = Number.POSITIVE_INFINITY) {
  memory.begin();
  const warnings: string[] = [];
  const warn = (_: string, message: string) => warnings.push(message);
  const reader = createDumpReader({ needs: [NEED], requireTrailer: false, known: memory, warn });
  const batches: RowBatch[] = [];
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += pieceSize) {
    batches.push(...reader.push(bytes.subarray(from, from + pieceSize)));
  }
  batches.push(...reader.finish());
  const rows: (readonly SqlValue[])[] = batches.flatMap((batch) => batch.rows);
  return { rows, ids: rows.map(([id]) => Number(id)), passed: memory.passed, warnings };
}

describe('a dump after another', () => {
  it.each([1, 7, 4096, 65536])('is not read again where it is the same, in pieces of %i bytes', async (pieceSize) => {
    const memory = await open();
    const text = dump(CREATE, insert(ROWS));
    expect(read(memory, text, pieceSize)).toMatchObject({ passed: 0, ids: { length: 300 } });
    for (let night = 0; night < 3; night++) {
      const { ids, passed } = read(memory, text);
      expect(ids.length + passed).toBe(300);
      // Runs that are too short to be kept come of small pieces, and only then.
      if (pieceSize > 7) expect(ids.length).toBeLessThan(60);
    }
  });

  it('is passed over however it arrives', async () => {
    const memory = await open();
    const text = dump(CREATE, insert(ROWS));
    read(memory, text);
    for (const pieceSize of [20_000, 9000, 1]) {
      const { ids, passed } = read(memory, text, pieceSize);
      expect(ids.length + passed).toBe(300);
      if (pieceSize > 1) expect(passed).toBeGreaterThan(60);
    }
  });

  it.each([',\n', ',', ' , -- mark\n'])('is read around what has changed, with %j between rows', async (between) => {
    const memory = await open();
    const many = [ROWS, ROWS, ROWS, ROWS].flat().map((row, i) => row.replace(/\d+/, String(1000 + i)));
    read(memory, dump(CREATE, insert(many, 1000, between)));
    const changed = many[600]!.replace('n 0 ', 'm 0 ');
    const rows = ['(1,NULL,NULL)', ...many.slice(0, 40), ...many.slice(43, 600), changed, ...many.slice(601)];
    const { ids, passed, rows: given } = read(memory, dump(CREATE, insert(rows, 900, between)));
    expect(ids.length + passed).toBe(rows.length);
    expect(ids).toContain(1);
    expect(given).toContainEqual(['1600', "m 0 it's'; ),("]);
    // A run or two of some hundred rows for each change, and one for each end of a statement.
    expect(passed).toBeGreaterThan(500);
    const again = read(memory, dump(CREATE, insert(rows, 900, between)));
    expect(again.ids.length + again.passed).toBe(rows.length);
    expect(again.ids.length).toBeLessThan(60);
  });

  it('is read where the same bytes mean something else', async () => {
    const text = (create: string, names = 'utf8mb4') => `SET NAMES ${names};\nUSE nova;\n${create}\n${insert(ROWS)}`;
    for (const other of [
      text(CREATE.replace('`id` int, `name` text', '`name` int, `id` text')),
      text(CREATE.replace('`name` text', '`name` blob')),
      text(CREATE, 'latin1'),
      text(CREATE).replaceAll('INSERT INTO `t`', 'INSERT INTO `t` (`data`, `id`, `name`)'),
      text(CREATE).replaceAll('INSERT', 'INSERT IGNORE'),
      text(CREATE).replaceAll('INSERT', 'REPLACE'),
    ]) {
      const memory = await open();
      read(memory, text(CREATE));
      expect(read(memory, other)).toMatchObject({ passed: 0, ids: { length: 300 } });
    }
  });

  it('is read as a whole where keys may come twice, and where statements end with something else', async () => {
    for (const text of [
      dump(CREATE, insert(ROWS, 100, ',', 'REPLACE')),
      dump(CREATE, insert(ROWS, 100, ',', 'INSERT IGNORE')),
      dump(insert(ROWS).replaceAll('`t` VALUES', '`t` (`id`, `name`, `data`) VALUES')),
      dump(CREATE, 'DELIMITER ;;', insert(ROWS, 1000).replace(/;\n$/, ';;')),
    ]) {
      const memory = await open();
      read(memory, text);
      expect(read(memory, text)).toMatchObject({ passed: 0, ids: { length: 300 } });
    }
  });

  it('is doubted like the one before', async () => {
    const memory = await open();
    const text = Buffer.from(dump(CREATE, insert([...ROWS, "(1,'\u00ff',NULL)", ...ROWS])), 'latin1');
    const first = read(memory, text);
    expect(first.warnings).toContain('1 values hold bytes that are no text in their character set');
    const second = read(memory, text);
    expect(second.warnings).toEqual(first.warnings);
    expect(second.passed).toBeGreaterThan(100);
    expect(second.ids).toContain(1);
  });

  it('fails at the same place, also behind rows that are known', async () => {
    const text = dump(CREATE, insert(ROWS));
    for (const damaged of [
      text.slice(0, -200),
      text.replace("(1290,'n 290", '(1290,NOW()'),
      text.replace("'),\n(1205", "') (1205"),
    ]) {
      const memory = await open();
      const errorOf = (fresh: RowMemory) => {
        try {
          read(fresh, damaged, 5000);
          return undefined;
        } catch (error) {
          return error;
        }
      };
      read(memory, text);
      const error = errorOf(memory);
      expect(error).toMatchObject({ exitCode: 65 });
      expect(error).toEqual(errorOf(await open()));
    }
  });
});
