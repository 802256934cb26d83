/**
 * A toy source, reader and snapshot stage over text: a backup is a string of letters, its state the set of them, and an event
 * tells that a letter came or went. Enough to see how the engine reads snapshots.
 */
import * as z from 'zod';
import { ExitCode, PipelineError } from '../../pipeline/errors.ts';
import type {
  HistoryStage,
  Input,
  ReaderStage,
  RowBatch,
  Snapshot,
  SnapshotStage,
  SourceStage,
  TablesStage,
} from '../../pipeline/stage.ts';
import { thingType } from './planned.ts';

interface LettersOptions {
  texts: string[];
  onError?: 'fail' | 'skip' | 'quarantine';
}

export const quarantined: string[] = [];

export const lettersSource: SourceStage<LettersOptions> = {
  name: 'letters',
  kind: 'source',
  role: 'inputs',
  takes: 'nothing',
  gives: 'bytes',
  bounded: true,
  summary: 'test',
  options: z.any(),
  example: '',
  plan: async ({ texts }): Promise<Input[]> =>
    texts.map((text, index) => ({
      path: text,
      size: text.length,
      snapshot: { index, time: index, name: `#${index}` },
    })),
  async *open(input, _options, { onRaw }) {
    const bytes = Buffer.from(input.path);
    onRaw?.(bytes);
    yield bytes;
  },
  failed: ({ onError }) => onError ?? 'fail',
  quarantine: async (input) => {
    quarantined.push(input.snapshot.name);
  },
};

/** A row per letter. `!` is damage, `~` a warning. */
export const lettersReader: ReaderStage<unknown> = {
  name: 'letter-rows',
  kind: 'source',
  role: 'reader',
  takes: 'bytes',
  gives: 'rows',
  summary: 'test',
  options: z.any(),
  example: '',
  async *read(bytes, _options, { warn }) {
    for await (const chunk of bytes) {
      for (const letter of Buffer.from(chunk).toString()) {
        if (letter === '!') {
          throw new PipelineError('damaged', ExitCode.corruptInput, 'expected a letter, found !', {
            location: { file: '', byteOffset: 1 },
          });
        }
        if (letter === '~') warn('wavy', 'a wavy letter');
        yield { database: 'd', table: 't', columns: ['letter'], rows: [[letter]] } satisfies RowBatch;
      }
    }
  },
};

type Letters = string[];
interface Turn {
  time: number;
  came: string[];
  went: string[];
}

export const lettersEvents: SnapshotStage<unknown, Letters, Turn> = {
  name: 'letter-events',
  kind: 'transform',
  role: 'snapshots',
  takes: 'rows',
  gives: () => thingType,
  summary: 'test',
  options: z.any(),
  example: '',
  needs: () => [{ database: 'd', table: 't', columns: ['letter'] }],
  map: (_options, context) => {
    const letters = new Set<string>();
    return {
      add: ({ rows }) => {
        for (const [letter] of rows) letters.add(String(letter));
        context.count('letters', rows.length);
      },
      finish: () => [...letters].sort(),
    };
  },
  compare: (previous, next) => ({
    time: next.snapshot.time,
    came: next.state.filter((letter) => !previous?.state.includes(letter)),
    went: previous?.state.filter((letter) => !next.state.includes(letter)) ?? [],
  }),
  fold: (_options, context) => {
    const sorter = context.sorter<{ TIME: number; NAME: string }>((a, b) => a.TIME - b.TIME);
    return {
      add: ({ time, came, went }) =>
        sorter.add([
          ...came.map((letter) => ({ TIME: time, NAME: `+${letter}` })),
          ...went.map((letter) => ({ TIME: time, NAME: `-${letter}` })),
        ]),
      finish: () => sorter.sorted(),
    };
  },
};

/** Gives a record per letter and complete snapshot, at the time of the snapshot; `needs` may be spared by the view `alphabet`. */
export const lettersHistory: HistoryStage<{ views?: boolean }> = {
  name: 'letter-history',
  kind: 'transform',
  role: 'history',
  takes: 'rows',
  gives: () => thingType,
  summary: 'test',
  options: z.any(),
  example: '',
  needs: () => [{ database: 'd', table: 't', columns: ['letter'], key: ['letter'] }],
  views: ({ views = false }) =>
    views
      ? [
          {
            database: 'd',
            view: 'alphabet',
            columns: ['letter'],
            where: {},
            insteadOf: [{ database: 'd', table: 't', columns: [] }],
          },
        ]
      : [],
  fold: () => {
    const seen: { snapshot: Snapshot; letter: string; table: string }[] = [];
    return {
      add: async ({ rows, table }, snapshot) => {
        seen.push(...rows.map(([letter]) => ({ snapshot, letter: String(letter), table })));
      },
      async *finish(complete) {
        const counted = seen.filter(({ snapshot }) => complete.has(snapshot.index));
        yield counted.map(({ snapshot, letter, table }) => ({ TIME: snapshot.time, NAME: `${table}.${letter}` }));
      },
    };
  },
};

interface LiveOptions {
  /** Rows of the table `t`, or of the view where that is asked for. */
  letters: string;
  time: number;
  /** What happened to the source, in order. */
  log?: string[];
  /** A letter that cannot be read. */
  unreadable?: string;
  /** What the batch of each letter says of those that follow. */
  notBefore?: number[];
}

/** A toy source of tables. */
export const lettersLive: TablesStage<LiveOptions> = {
  name: 'live-letters',
  kind: 'source',
  role: 'tables',
  takes: 'nothing',
  gives: 'rows',
  bounded: true,
  summary: 'test',
  options: z.any(),
  example: '',
  async open({ letters, time, log = [], unreadable, notBefore = [] }, { needs, views }, context) {
    const table = views[0]?.view ?? needs[0]?.table;
    log.push(`open ${[...needs.map((need) => need.table), ...views.map(({ view }) => `view ${view}`)].join(' ')}`);
    return {
      time,
      name: 'live',
      async *read() {
        if (table === undefined) return;
        for (const [i, letter] of [...letters].entries()) {
          context.progress(i, letters.length);
          if (letter === '!') throw new PipelineError('gone', ExitCode.transient, 'the server is gone');
          if (letter === unreadable) {
            const what = `letter ${context.alias(letter, 'letter')}`;
            context.leftOut(what, new PipelineError('forbidden', ExitCode.credentials, 'expected leave to read it'));
          } else {
            const known = notBefore[i] === undefined ? {} : { notBefore: notBefore[i] };
            yield { database: 'd', table, columns: ['letter'], rows: [[letter]], ...known };
          }
        }
      },
      commit: async () => void log.push('commit'),
      close: async () => void log.push('close'),
    };
  },
};
