import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { AuditReceivers, auditType, planAudit, readAudit } from '../../../pipeline/engine/audit.ts';
import { ProgressMeter } from '../../../pipeline/engine/progress.ts';
import type { Trunk } from '../../../pipeline/engine/trunk.ts';
import type { AuditPart, AuditStage, SnapshotStage, TableNeed } from '../../../pipeline/stage.ts';
import { collect } from '../../support/collect.ts';
import { lettersEvents } from '../../support/letters.ts';
import { chainOf, planned, runState, thingType } from '../../support/planned.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A source whose files hold one row per letter; `!` is damage. */
const source: AuditStage<{ files: Record<string, string> }> = {
  name: 'letter-tables',
  kind: 'source',
  role: 'audit',
  takes: 'nothing',
  gives: 'audit',
  bounded: true,
  summary: 'test',
  options: z.any(),
  example: '',
  async plan({ files }, needs) {
    return Promise.all(
      needs.map(async (need, i) => {
        const path = join(folder, need.table);
        const text = files[need.table] ?? '';
        await writeFile(path, text);
        return { name: need.table, path, size: text.length, modified: 7, need, firstSequence: 100 * i };
      }),
    );
  },
  async *read({ need, firstSequence }, { files }, { onBytes, signal }) {
    const { database, table } = need;
    yield { database, table, rows: [] };
    for (const [i, letter] of [...(files[table] ?? '')].entries()) {
      signal.throwIfAborted();
      if (letter === '!') throw new Error('damage');
      onBytes?.(1);
      const row = { type: 'INSERT' as const, time: i, offset: 0, sequence: firstSequence + i, data: { letter } };
      yield { database, table, rows: [row] };
    }
  },
};

/** A stage that gives a record per row of its tables, in the order in which they came. */
function trunk(
  tables: readonly string[],
  columns: readonly string[] = ['letter'],
  part: Partial<AuditPart<unknown>> = {},
): Trunk {
  const needs = (): TableNeed[] => tables.map((table) => ({ database: 'd', table, columns }));
  const audit: AuditPart<unknown> = {
    needs,
    fold() {
      const names: string[] = [];
      return {
        add: async ({ table, rows }) => {
          names.push(
            ...(rows.length === 0 ? [`${table}:`] : rows.map(({ data, sequence }) => `${data.letter}${sequence}`)),
          );
        },
        async *finish() {
          yield names.map((NAME) => ({ TIME: 0, NAME }));
        },
      };
    },
    ...part,
  };
  const stage = { ...lettersEvents, gives: () => thingType, audit } as unknown as SnapshotStage<unknown>;
  return { planned: planned(stage), rest: chainOf({}) };
}

async function read(files: Record<string, string>, trunks: readonly Trunk[], checksums = true) {
  const state = runState();
  const plan = await planAudit(planned(source, { files }) as never, trunks, state);
  const meter = new ProgressMeter({ inputs: plan.inputs.length, totalBytes: undefined, terminal: undefined });
  const receivers = new AuditReceivers(trunks, state);
  const outcomes = await readAudit(plan, receivers, { checksums }, state, meter);
  const names = await Promise.all(
    receivers.finish().map(async (records) => (await collect(records)).flat().map(({ NAME }) => NAME)),
  );
  return { plan, outcomes, names, meter };
}

describe('readAudit', () => {
  it('feeds each trunk the tables that it needs, in their order, the mark of an empty one too', async () => {
    const { names } = await read({ a: 'xy', b: '', c: 'z' }, [trunk(['a', 'b']), trunk(['c', 'a'])]);
    expect(names).toEqual([
      ['a:', 'x0', 'y1', 'b:'],
      ['a:', 'x0', 'y1', 'c:', 'z200'],
    ]);
  });

  it('asks the source once for every table, for all columns that any trunk needs', async () => {
    const { plan } = await read({}, [trunk(['a'], ['x', 'y']), trunk(['a'], ['y', 'z'])]);
    expect(plan.inputs.map(({ need }) => [need.table, need.columns])).toEqual([['a', ['x', 'y', 'z']]]);
  });

  it('tells of each input what the manifest wants to know', async () => {
    const { outcomes, meter } = await read({ a: 'xy' }, [trunk(['a'])]);
    expect(outcomes).toEqual([
      {
        snapshot: { index: 0, time: 7, name: 'a' },
        rawBytes: 2,
        bytes: 2,
        rows: 2,
        sha256: createHash('sha256').update('xy').digest('hex'),
        warnings: [],
        counters: {},
        error: undefined,
      },
    ]);
    expect(meter.line()).toContain('1/1');
    expect(Number(meter.shared[0])).toBe(2);
  });

  it('hashes nothing when nobody asks', async () => {
    const { outcomes } = await read({ a: 'xy' }, [trunk(['a'])], false);
    expect(outcomes[0]?.sha256).toBeUndefined();
  });

  it('fails at damage', async () => {
    await expect(read({ a: 'x!' }, [trunk(['a'])])).rejects.toThrow('damage');
  });
});

describe('auditType', () => {
  it('is what the stage gives, unless its audit part gives something else', () => {
    expect(auditType(trunk(['a']).planned)).toBe(thingType);
    const other = { ...thingType, name: 'other' };
    expect(auditType(trunk(['a'], [], { gives: () => other }).planned)).toBe(other);
  });
});
