/**
 * A toy source, reader and snapshot stage over text: a backup is a string of letters, its state the set of them, and an event
 * tells that a letter came or went. Enough to see how the engine reads snapshots.
 */
import { z } from 'zod';
import { ExitCode, PipelineError } from '../../pipeline/errors.ts';
import type { Input, ReaderStage, RowBatch, SnapshotStage, SourceStage } from '../../pipeline/stage.ts';
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
