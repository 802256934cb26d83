import { Writable } from 'node:stream';
import * as z from 'zod';
import type { Log } from '../../pipeline/engine/log.ts';
import { RunState } from '../../pipeline/engine/run-state.ts';
import type { RecordType } from '../../pipeline/records/record-type.ts';
import type { Chain, PlannedStage } from '../../pipeline/spec/plan.ts';
import type { AnyStage, RecordStage, SinkOptions, SinkStage } from '../../pipeline/stage.ts';

/** A small record type for tests of what is true for all. */
export const thingType: RecordType = {
  name: 'thing',
  description: 'A thing.',
  columns: [
    { name: 'TIME', type: 'time', description: 'when', sensitivity: 'public' },
    { name: 'NAME', type: 'text', description: 'who', sensitivity: 'public' },
  ],
  properties: [],
  order: ['TIME', 'NAME'],
};

export function planned<S extends AnyStage>(stage: S, options: unknown = {}, id: string = stage.name): PlannedStage<S> {
  return { id, stage, options, shownOptions: {}, location: { file: 'test.yaml' }, gives: undefined };
}

export const chainOf = (parts: Partial<Chain>): Chain => ({ stages: [], sinks: [], branches: [], ...parts });

/** A transform of things, from its code alone. */
export function transform(name: string, create: RecordStage<unknown>['create'], keepsOrder = false): PlannedStage {
  return planned<RecordStage<unknown>>({
    name,
    kind: 'transform',
    role: 'records',
    takes: 'records',
    gives: (taken) => taken,
    keepsOrder,
    summary: 'test',
    options: z.any(),
    example: '',
    create,
  });
}

const linesSink: SinkStage<SinkOptions> = {
  name: 'lines',
  kind: 'sink',
  role: 'sink',
  takes: 'records',
  gives: 'nothing',
  summary: 'test',
  options: z.any(),
  example: '',
  create: () => ({
    start: () => 'start\n',
    encode: (records) => records.map((record) => `${record.TIME} ${record.NAME}\n`).join(''),
    end: () => 'end\n',
  }),
};

/** A sink that writes `TIME NAME` lines. */
export const lines = (options: Partial<SinkOptions> = {}, id = 'lines'): PlannedStage =>
  planned(linesSink, { path: '-', compress: 'none', ...options }, id);

/** A log that remembers. */
export function memoryLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    info: (message) => lines.push(message),
    warn: (code, message) => lines.push(`warning ${code} ${message}`),
    error: (error) => lines.push(`error ${error.code} ${error.message}`),
  };
}

export const runState = (signal = new AbortController().signal, log: Log = memoryLog()): RunState =>
  new RunState(0, signal, log);

/** A standard output that remembers; closes its pipe after `limit` writes. */
export function memoryStdout(limit = Number.POSITIVE_INFINITY): Writable & { text(): string } {
  const chunks: Buffer[] = [];
  let writes = 0;
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      if (++writes > limit) done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      else {
        chunks.push(Buffer.from(chunk));
        done();
      }
    },
  });
  stdout.on('error', () => {});
  return Object.assign(stdout, { text: () => Buffer.concat(chunks).toString() });
}
