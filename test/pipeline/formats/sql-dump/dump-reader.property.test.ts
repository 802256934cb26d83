import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awkwardStyle, awkwardTables, awkwardText } from '../../../support/awkward-dumps.ts';
import { type WrittenTable, writeDump } from '../../../support/dump-writer.ts';
import { mutate, mutations } from '../../../support/mutate.ts';
import { failureOf, need, readDump } from '../../../support/read-dump.ts';
import { runs } from '../../../support/runs.ts';

const isNeeded = ({ database, name }: WrittenTable) => database === 'nova' && (name === 't' || name === 'u');

const needsOf = (tables: readonly WrittenTable[]) =>
  tables.filter(isNeeded).map(({ database, name, columns }) => ({
    database,
    table: name,
    columns: columns.map((column) => column.name),
  }));

const expected = (tables: readonly WrittenTable[]) =>
  Object.fromEntries(
    tables
      .filter(isNeeded)
      .map(({ database, name, columns, rows }) => [
        `${database}.${name}`,
        { columns: columns.map((column) => column.name), rows },
      ]),
  );

describe('any tables in any style', () => {
  it('are read back as they were written', () => {
    fc.assert(
      fc.property(awkwardTables, awkwardStyle, fc.array(fc.integer({ min: 1, max: 200 })), (tables, style, chunks) => {
        const result = readDump(writeDump(tables, style), needsOf(tables), { chunks });
        expect(result.tables).toEqual(expected(tables));
      }),
      { numRuns: runs(200) },
    );
  });

  it('give the same batches wherever the dump is cut into chunks', () => {
    fc.assert(
      fc.property(awkwardTables, awkwardStyle, (tables, style) => {
        const dump = writeDump(tables, style);
        const { batches } = readDump(dump, needsOf(tables));
        expect(readDump(dump, needsOf(tables), { chunks: [1] }).batches).toEqual(batches);
        const step = Math.max(1, Math.floor(dump.length / 60));
        for (let at = 1; at < dump.length; at += step) {
          expect(readDump(dump, needsOf(tables), { chunks: [at, dump.length] }).batches).toEqual(batches);
        }
      }),
      { numRuns: runs(15) },
    );
  });
});

describe('a dump that is cut off', () => {
  it('never gives fewer rows without an error', () => {
    const style = awkwardStyle.map((any) => ({ ...any, strings: 'backslash' as const, writer: 'MySQL' as const }));
    fc.assert(
      fc.property(awkwardTables, style, fc.double({ min: 0, max: 1, noNaN: true }), (tables, any, where) => {
        const dump = writeDump(tables, any);
        const end = Math.floor(where * dump.lastIndexOf('-- Dump completed'));
        expect(failureOf(dump.subarray(0, end), needsOf(tables))).toBeDefined();
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('a damaged dump', () => {
  it('is read or refused, but never crashes the reader', () => {
    fc.assert(
      fc.property(
        awkwardTables,
        awkwardStyle,
        mutations,
        fc.array(fc.integer({ min: 1, max: 99 })),
        (tables, style, changes, chunks) => {
          failureOf(mutate(writeDump(tables, style), changes), needsOf(tables), { chunks });
        },
      ),
      { numRuns: runs(300) },
    );
  });

  it('gives the same rows and the same error wherever it is cut into chunks', () => {
    // By any program but mysqldump: whose rows are passed over by rules that hold for undamaged ones.
    const style = awkwardStyle.map((any) => ({ ...any, writer: 'none' as const }));
    const outcome = (dump: Buffer, tables: WrittenTable[], chunks: number[]) => {
      const failure = failureOf(dump, needsOf(tables), { chunks });
      return failure ?? readDump(dump, needsOf(tables), { chunks }).batches;
    };
    fc.assert(
      fc.property(awkwardTables, style, mutations, (tables, any, changes) => {
        const dump = mutate(writeDump(tables, any), changes);
        const expected = outcome(dump, tables, []);
        for (const chunks of [[1], [7, 2], [64]]) expect(outcome(dump, tables, chunks)).toEqual(expected);
      }),
      { numRuns: runs(150) },
    );
  });

  it('may be anything at all', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      awkwardText.map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(
        noise,
        fc.constantFrom('', 'USE nova;', 'CREATE TABLE nova.t (', 'INSERT INTO nova.t (id) VALUES (', 'SET '),
        (bytes, start) => {
          failureOf(Buffer.concat([Buffer.from(start), bytes]), [need('nova.t(id)')]);
        },
      ),
      { numRuns: runs(1000) },
    );
  });
});
