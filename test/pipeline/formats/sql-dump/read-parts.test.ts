import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PipelineError } from '../../../../pipeline/errors.ts';
import { type DumpMap, hashOfName, MapMaker } from '../../../../pipeline/formats/sql-dump/dump-map.ts';
import { type Part, partsOf, readParts } from '../../../../pipeline/formats/sql-dump/read-parts.ts';
import type { TableNeed } from '../../../../pipeline/stage.ts';
import { awkwardStyle, awkwardTables } from '../../../support/awkward-dumps.ts';
import { collect } from '../../../support/collect.ts';
import { type WrittenTable, writeDump } from '../../../support/dump-writer.ts';
import { failureOf, need, readDump } from '../../../support/read-dump.ts';
import { runs } from '../../../support/runs.ts';

const ANYTHING = need('other.nothing(id)', { optional: true });

/** The map that a reader makes who needs next to nothing of the dump. */
function mapOf(dump: Buffer | string, sectionBytes = 1, defaultDatabase?: string, chunks: number[] = []): DumpMap {
  const mapMaker = new MapMaker(defaultDatabase, sectionBytes);
  readDump(dump, [ANYTHING], { mapMaker, defaultDatabase, chunks });
  return JSON.parse(JSON.stringify(mapMaker.map)) as DumpMap;
}

/** Reads by a map; what is read is given in small chunks that are overwritten. */
async function byParts(
  dump: Buffer,
  map: DumpMap,
  parts: readonly Part[],
  needs: TableNeed[],
  defaultDatabase?: string,
) {
  const warnings: string[] = [];
  const request = { needs, requireTrailer: false, warn: (code: string) => warnings.push(code) };
  async function* read(from: number, to: number) {
    for (let at = from; at < to; at += 50) {
      const chunk = new Uint8Array(dump.subarray(at, Math.min(to, at + 50)));
      yield chunk;
      chunk.fill(0x27);
    }
  }
  const batches = await collect(readParts(map, parts, read, request, { defaultDatabase }));
  return { batches, warnings };
}

const failureByParts = async (...args: Parameters<typeof byParts>) => {
  try {
    await byParts(...args);
    return undefined;
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    return { code: error.code, message: error.message, offset: error.location?.byteOffset };
  }
};

const needsOf = (tables: readonly WrittenTable[]): TableNeed[] =>
  tables.map(({ database, name, columns }) => ({
    database,
    table: name,
    columns: columns.map((column) => column.name),
  }));

describe('reading parts of a dump', () => {
  it('gives what reading all of it gives: any tables, in any style, whatever they were needed for before', async () => {
    await fc.assert(
      fc.asyncProperty(
        awkwardTables.chain((tables) => fc.tuple(fc.constant(tables), fc.subarray(tables, { minLength: 1 }))),
        awkwardStyle,
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.integer({ min: 1, max: 200 })),
        async ([tables, wanted], style, sectionBytes, chunks) => {
          const dump = writeDump(tables, style);
          const needs = needsOf(wanted);
          const map = mapOf(dump, sectionBytes, undefined, chunks);
          const parts = partsOf(map, needs, {}, 1)!;
          const whole = readDump(dump, needs);
          expect(await byParts(dump, map, parts, needs)).toEqual({ batches: whole.batches, warnings: whole.warnings });
        },
      ),
      { numRuns: runs(300) },
    );
  });

  it('reads little of a dump of which little is needed', () => {
    const tables = ['aa', 'nova', 'zz'].map((database) => ({
      database,
      name: 't',
      columns: [{ name: 'id', kind: 'number' as const }],
      rows: Array.from({ length: 2000 }, (_, i) => [`${i}`]),
    }));
    const dump = writeDump(tables, {
      writer: 'MySQL',
      rows: 'a line each',
      verb: 'INSERT INTO',
      columnList: false,
      strings: 'backslash',
      rawLineEnds: false,
      binary: '_binary',
      ansi: false,
      noBackslashEscapes: false,
      lineEnd: '\n',
      names: 'USE',
      clutter: true,
      byteOrderMark: false,
    });
    const parts = partsOf(mapOf(dump, 500), [need('nova.t(id)')], {}, 1)!;
    const bytes = parts.reduce((sum, { from, to }) => sum + to - from, 0);
    expect(bytes).toBeGreaterThan(2000 * 5);
    expect(bytes).toBeLessThan(dump.length * 0.4);
  });

  it('keeps no name of a database or table', () => {
    const map = mapOf('USE `customer1`;\nCREATE TABLE `secrets` (a int);\nINSERT INTO `secrets` VALUES (1);\n');
    expect(JSON.stringify(map)).not.toMatch(/customer1|secrets/);
    expect(map.sections.flatMap(({ names }) => names)).toContain(hashOfName('customer1', 'secrets'));
  });

  it('makes no map of a dump whose settings hold more than names', () => {
    const mapMaker = new MapMaker(undefined);
    readDump("SET @note = 'somebody''s secret';\nUSE nova;\n", [ANYTHING], { mapMaker });
    expect(mapMaker.map).toBeUndefined();
  });

  it('wants the whole dump when a table is missing, or the default database is another', () => {
    const dump = 'CREATE TABLE `t` (`id` int);\nINSERT INTO `t` VALUES (1);\n';
    const map = mapOf(dump, 1, 'nova');
    expect(partsOf(map, [need('nova.t(id)')], { defaultDatabase: 'nova' })).toHaveLength(1);
    expect(partsOf(map, [need('nova.u(id)')], { defaultDatabase: 'nova' })).toBeUndefined();
    expect(partsOf(map, [need('nova.u(id)', { optional: true })], { defaultDatabase: 'nova' })).toEqual([]);
    expect(partsOf(map, [need('nova.t(id)')], { defaultDatabase: 'cinder' })).toBeUndefined();
    expect(partsOf(map, [need('nova.t(id)')], {})).toBeUndefined();
  });

  it.each([
    ['a table without a database', 'CREATE TABLE `t` (`id` int);\nUSE nova;\nCREATE TABLE `t` (`id` int);\n'],
    ['a statement that changes rows', 'CREATE TABLE nova.t (`id` int);\nUSE x;\nDELETE FROM nova.t;\nUSE y;\n'],
    ['a row that makes no sense', 'USE nova;\nCREATE TABLE t (id int);\nUSE x;\nINSERT INTO nova.t VALUES (1+1);\n'],
  ])('finds %s as reading all of it does', async (_, dump) => {
    const bytes = Buffer.from(dump);
    const needs = [need('nova.t(id)')];
    const map = mapOf(bytes);
    const { code, message, offset } = failureOf(bytes, needs)!;
    expect(await failureByParts(bytes, map, partsOf(map, needs, {}, 1)!, needs)).toEqual({ code, message, offset });
  });

  it('follows a table that is dropped with its database, and created anew', async () => {
    const dump = Buffer.from(
      'CREATE TABLE nova.t (id int);\nINSERT INTO nova.t VALUES (1);\nUSE a;\nDROP DATABASE nova;\nUSE b;\n' +
        'CREATE TABLE nova.t (id int);\nINSERT INTO nova.t VALUES (2);\n',
    );
    const needs = [need('nova.t(id)')];
    const map = mapOf(dump);
    const { batches } = await byParts(dump, map, partsOf(map, needs, {}, 1)!, needs);
    expect(batches).toEqual(readDump(dump, needs).batches);
    expect(batches.at(-1)).toMatchObject({ rows: [['2']] });
  });
});
