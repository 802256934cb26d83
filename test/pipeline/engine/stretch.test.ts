/** Rows that stood in the backup before are left out, by their bytes or one by one: nobody may be able to tell. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { inventCloud, type StyleName, writeBackups } from '../../../fixtures/index.ts';
import { RowReceivers } from '../../../pipeline/engine/row-receivers.ts';
import { runStretch, type StretchStages } from '../../../pipeline/engine/stretch.ts';
import type { Trunk } from '../../../pipeline/engine/trunk.ts';
import sqlDump from '../../../pipeline/sources/sql-dump.ts';
import type {
  AnyStage,
  HistoryStage,
  Input,
  RowBatch,
  SnapshotStage,
  SourceStage,
  TableNeed,
} from '../../../pipeline/stage.ts';
import { instanceEventsOptions } from '../../../transforms/instance-events/options.ts';
import instanceEvents from '../../../transforms/instance-events.ts';
import { collect } from '../../support/collect.ts';
import { expectedEvents } from '../../support/instance-truth.ts';
import { chainOf, planned, runState, thingType } from '../../support/planned.ts';

const common = { summary: 'test', options: z.any(), example: '' };

/** Backups that are in memory, in chunks that are overwritten. */
const nightsSource = (nights: readonly Buffer[], chunkSize: number): SourceStage<unknown> => ({
  ...common,
  name: 'nights',
  kind: 'source',
  role: 'inputs',
  takes: 'nothing',
  gives: 'bytes',
  bounded: true,
  plan: async () => [],
  async *open({ snapshot }) {
    const bytes = nights[snapshot.index]!;
    for (let at = 0; at < bytes.length; at += chunkSize) {
      const chunk = Buffer.from(bytes.subarray(at, at + chunkSize));
      yield chunk;
      chunk.fill(0x27);
    }
  },
});

const inputsOf = (nights: readonly unknown[]): Input[] =>
  nights.map((_, index) => ({ path: '', snapshot: { index, time: index, name: `#${index}` } }));

/** Looks at every row. */
const readingAll: typeof sqlDump = {
  ...sqlDump,
  read(bytes, options, { known, ...request }) {
    return sqlDump.read(bytes, options, request);
  },
};

const need: TableNeed = { database: 'nova', table: 't', columns: ['id', 'name'], key: ['id'] };
const gathering: HistoryStage<unknown> = {
  ...common,
  name: 'gathering',
  kind: 'transform',
  role: 'history',
  takes: 'rows',
  gives: () => thingType,
  needs: () => [need],
  fold: () => ({ add: async () => {}, async *finish() {} }),
};
const settings = { epoch: 0, checksums: false, requireTrailer: false, goOn: true };

interface Given {
  readonly night: number;
  readonly reset: boolean;
  readonly rows: RowBatch['rows'];
}

async function readNights(
  nights: readonly Buffer[],
  chunkSize: number,
  reader: typeof sqlDump,
  snapshots: AnyStage[] = [],
) {
  let made = 0;
  const counting: typeof sqlDump = {
    ...reader,
    async *read(...of) {
      for await (const batch of reader.read(...of)) {
        made += batch.rows.length;
        yield batch;
      }
    },
  };
  const stages = {
    source: { stage: nightsSource(nights, chunkSize), options: {} },
    reader: { stage: counting, options: {} },
    snapshots: snapshots.map((stage) => ({ stage, options: {} })),
    histories: [{ stage: gathering, options: {} }],
  } as StretchStages;
  const given: Given[] = [];
  const result = await runStretch(inputsOf(nights), stages, settings, {
    signal: new AbortController().signal,
    progress: () => {},
    giveRows: async ({ rows, reset = false }, { index }) => void given.push({ night: index, reset, rows }),
  });
  // Where an error was thrown is nobody's business.
  const outcomes = result.inputs.map(({ error, ...rest }) => ({ ...rest, error: error && { ...error, stack: '' } }));
  return { given, result, outcomes, made };
}

/** What a stage knows of the rows after each night, as far as the nights before could be read wholly. */
function knowledge(given: readonly Given[], failed: ReadonlySet<number>, nights: number): Map<string, string>[] {
  const known = new Map<string, string>();
  return Array.from({ length: nights }, (_, night) => {
    const own = failed.has(night) ? [] : given.filter((batch) => batch.night === night);
    const reset = own.findLastIndex((batch) => batch.reset);
    for (const [id, name] of own.slice(Math.max(0, reset)).flatMap(({ rows }) => rows)) {
      known.set(id as string, name as string);
    }
    return new Map(known);
  });
}

interface Night {
  readonly rows: ReadonlyMap<number, string>;
  readonly perStatement: number;
  readonly between: string;
  readonly cutOff: boolean;
  /** The table is filled with these, dropped, and made anew. */
  readonly before: ReadonlyMap<number, string> | undefined;
}

/** Names are long, since short runs are not kept, and each id has its own. */
const nameOf = (id: number, version: number) => `${id}-${version} ${"it\\'s '');(".repeat(20)}`;

function dumpOf({ rows, perStatement, between, cutOff, before }: Night): Buffer {
  const insert = (rows: ReadonlyMap<number, string>): string => {
    const texts = [...rows].sort(([a], [b]) => a - b).map(([id, name]) => `(${id},'${name}')`);
    let text = '';
    for (let i = 0; i < texts.length; i += perStatement) {
      text += `INSERT INTO \`t\` VALUES\n${texts.slice(i, i + perStatement).join(between)};\n`;
    }
    return text;
  };
  const create = 'DROP TABLE IF EXISTS `t`;\nCREATE TABLE `t` (`id` int, `name` text);\n';
  const dump = `-- MySQL dump 10.13\n\nUSE \`nova\`;\n${before ? create + insert(before) : ''}${create}${insert(rows)}`;
  const whole = Buffer.from(`${dump}-- Dump completed\n`);
  return cutOff ? whole.subarray(0, Math.ceil(whole.length * 0.7)) : whole;
}

/** Nights, each made of the one before by some edits. */
const nightsArbitrary = fc
  .tuple(
    fc.integer({ min: 0, max: 250 }),
    fc.array(
      fc.record({
        edits: fc.array(fc.tuple(fc.constantFrom('put', 'delete', 'back'), fc.nat({ max: 270 }), fc.nat({ max: 3 })), {
          maxLength: 4,
        }),
        perStatement: fc.constantFrom(1, 20, 60, 1000),
        between: fc.constantFrom(',', ',\n'),
        cutOff: fc.nat({ max: 9 }).map((n) => n === 0),
        isMadeAnew: fc.nat({ max: 7 }).map((n) => n === 0),
      }),
      { minLength: 2, maxLength: 7 },
    ),
  )
  .map(([count, plans]) => {
    const nights: Night[] = [];
    let rows = rowsFrom(0, count);
    for (const { edits, isMadeAnew, ...layout } of plans) {
      const before = rows;
      rows = new Map(rows);
      for (const [kind, id, version] of edits) {
        if (kind === 'delete') rows.delete(id);
        else rows.set(id, nameOf(id, kind === 'back' ? 0 : version));
      }
      nights.push({ ...layout, rows, before: isMadeAnew ? before : undefined });
    }
    return nights;
  });

const plain = (name: string) => name.replaceAll("\\'", "'").replaceAll("''", "'");

/** Reads them with and without the shortcut, and holds both against each other and the truth. */
async function compareReadings(nights: readonly Night[], chunkSize: number) {
  const dumps = nights.map(dumpOf);
  const some = await readNights(dumps, chunkSize, sqlDump);
  const all = await readNights(dumps, chunkSize, readingAll);
  expect(some.outcomes).toEqual(all.outcomes);
  const failed = new Set(nights.flatMap(({ cutOff }, i) => (cutOff ? [i] : [])));
  expect(some.outcomes.flatMap(({ error }, i) => (error ? [i] : []))).toEqual([...failed]);
  const known = knowledge(some.given, failed, nights.length);
  expect(known).toEqual(knowledge(all.given, failed, nights.length));
  for (const [i, { rows }] of nights.entries()) {
    if (failed.has(i)) continue;
    for (const [id, name] of rows) expect(known[i]!.get(String(id))).toBe(plain(name));
  }
  const total = ({ given }: typeof some) => given.reduce((sum, { rows }) => sum + rows.length, 0);
  expect(total(some)).toBeLessThanOrEqual(total(all));
  return { some: some.made, all: all.made };
}

const rowsFrom = (from: number, to: number, version = 0) =>
  new Map(Array.from({ length: to - from }, (_, i) => [from + i, nameOf(from + i, version)] as const));
const night = (rows: Night['rows'], more: Partial<Night> = {}): Night => ({
  rows,
  perStatement: 1000,
  between: ',\n',
  cutOff: false,
  before: undefined,
  ...more,
});

describe('a stretch of nights', () => {
  it('leaves nothing unknown and counts the same, whether rows are known by their bytes or looked at one by one', async () => {
    let shorter = 0;
    await fc.assert(
      fc.asyncProperty(nightsArbitrary, fc.constantFrom(2000, 20_000, 2 ** 20), async (nights, chunkSize) => {
        const { some, all } = await compareReadings(nights, chunkSize);
        if (some < all) shorter++;
      }),
      { numRuns: 40 },
    );
    // It is about something.
    expect(shorter).toBeGreaterThan(12);
  });

  it('makes few rows again', async () => {
    const rows = rowsFrom(0, 300);
    const other = new Map([...rows, [150, nameOf(150, 1)]]);
    const { some, all } = await compareReadings([night(rows), night(other), night(other)], 2 ** 20);
    expect(all).toBe(900);
    expect(some).toBeLessThan(400);
  });

  it('gives rows that are what they were two or three nights ago', async () => {
    const [old, other] = [night(rowsFrom(0, 100)), night(rowsFrom(0, 100, 1))];
    await compareReadings([old, other, old, other, other, old, old], 2 ** 20);
  });

  it('gives rows again that were taken back, or stood in a damaged backup', async () => {
    const whole = night(rowsFrom(0, 100));
    const half = night(rowsFrom(50, 100), { before: whole.rows });
    await compareReadings([half, whole, half, half, whole], 2 ** 20);
    const cutOff = { ...whole, cutOff: true };
    await compareReadings([cutOff, whole, cutOff, whole, night(new Map()), cutOff, whole], 2 ** 20);
  });

  it('gives a stage that compares states every row', async () => {
    const states: SnapshotStage<unknown, string[], undefined> = {
      ...common,
      name: 'states',
      kind: 'transform',
      role: 'snapshots',
      takes: 'rows',
      gives: () => thingType,
      needs: () => [need],
      map: () => {
        const ids: string[] = [];
        return {
          add: ({ rows }) => void ids.push(...rows.map(([id]) => id as string)),
          finish: () => ids,
        };
      },
      compare: () => undefined,
      fold: () => ({ add: async () => {}, async *finish() {} }),
    };
    const dump = dumpOf(night(rowsFrom(0, 100)));
    const { result, given } = await readNights([dump, dump, dump], 5000, sqlDump, [states]);
    expect(result.stages[0]!.last!.state).toHaveLength(100);
    expect(given.flatMap(({ rows }) => rows)).toHaveLength(100);
  });
});

describe.each<StyleName>(['mariadb', 'mysql-5.7', 'hex-blob', 'net-buffer-4k', 'insert-ignore'])(
  'instance events of backups in the style %s',
  (style) => {
    it('are what happened, with and without rows known by their bytes, however the nights are cut', async () => {
      const cloud = inventCloud({ seed: style, hosts: 6, instances: 80, snapshots: 6 });
      const out = await mkdtemp(join(tmpdir(), 'stretch-'));
      const written = await writeBackups(cloud, { out, style: [style] });
      // Each twice, as if nothing had happened in the night between.
      const nights = (await Promise.all(written.map(({ path }) => readFile(path)))).flatMap((night) => [night, night]);
      await rm(out, { recursive: true });
      const some = await eventsOf(nights, sqlDump, nights.length);
      expect(some).toEqual(await eventsOf(nights, readingAll, nights.length));
      expect(some).toEqual(await eventsOf(nights, sqlDump, 5));
      expect(some).toEqual(await eventsOf(nights, sqlDump, 1));
      const shown = expectedEvents(cloud, cloud.snapshots).map((event) => `${event.INSTANCE_UUID} ${event.START_TIME}`);
      expect(some.records.map((event) => `${event.INSTANCE_UUID} ${event.START_TIME}`).sort()).toEqual(shown.sort());

      async function eventsOf(nights: readonly Buffer[], reader: typeof sqlDump, length: number) {
        const options = instanceEventsOptions.parse({
          cloud: 'vm',
          databases: cloud.databases,
          exclude_users: [],
          exclude_projects: [],
        });
        const trunks = [
          { planned: planned(instanceEvents as never, options, 'instance-events'), rest: chainOf({}) },
        ] as unknown as Trunk[];
        const receivers = new RowReceivers(trunks, runState());
        const stages = {
          source: { stage: nightsSource(nights, 2 ** 19), options: {} },
          reader: { stage: reader, options: {} },
          snapshots: [],
          histories: receivers.historyStages,
        } as unknown as StretchStages;
        const inputs = inputsOf(nights);
        const outcomes = [];
        for (let at = 0; at < inputs.length; at += length) {
          const result = await runStretch(inputs.slice(at, at + length), stages, settings, {
            signal: new AbortController().signal,
            progress: () => {},
            giveRows: (batch, snapshot) => receivers.addRows(batch, snapshot),
          });
          await receivers.takeStretch(result);
          outcomes.push(...result.inputs);
        }
        return { records: (await collect(receivers.finish()[0]!)).flat(), outcomes };
      }
    });
  },
);
