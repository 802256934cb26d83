/**
 * What one worker does: reads a stretch of consecutive inputs, maps each to its compact states and compares neighbours. Plain
 * data in, plain data out, so that the same code runs in a worker thread, in the main thread, or elsewhere.
 */
import { createHash } from 'node:crypto';
import { type ErrorData, ExitCode, errorToData, type PipelineError, toPipelineError } from '../errors.ts';
import type {
  HistoryStage,
  Input,
  ReaderStage,
  RowBatch,
  Snapshot,
  SnapshotMapper,
  SnapshotStage,
  SourceStage,
  StageContext,
  Threads,
} from '../stage.ts';
import { counted } from './counted.ts';
import { RowMemory } from './known-rows.ts';
import { unionOfNeeds, wantedTables } from './table-needs.ts';
import { UnchangedRows } from './unchanged-rows.ts';

/** The stages that work on a stretch, with their options. */
export interface StretchStages {
  readonly source: { readonly stage: SourceStage<unknown, unknown>; readonly options: unknown };
  readonly reader: { readonly stage: ReaderStage<unknown, unknown>; readonly options: unknown };
  readonly snapshots: readonly {
    readonly stage: SnapshotStage<unknown, unknown, unknown, unknown>;
    readonly options: unknown;
  }[];
  readonly histories?: readonly { readonly stage: HistoryStage<unknown, unknown>; readonly options: unknown }[];
}

export interface StretchSettings {
  /** Microseconds since 1970 UTC. */
  readonly epoch: number;
  /** Compute the SHA-256 of each input, for the manifest. */
  readonly checksums: boolean;
  readonly requireTrailer: boolean;
  /** Go on after an input that cannot be read. */
  readonly goOn: boolean;
}

/** A state or change of one snapshot stage, with the snapshot it belongs to. */
export interface StateOf<S = unknown> {
  readonly state: S;
  readonly snapshot: Snapshot;
}
export interface ChangeOf<C = unknown> {
  readonly change: C;
  readonly snapshot: Snapshot;
}

export interface StretchResult {
  readonly inputs: readonly InputOutcome[];
  /** Parallel to the snapshot stages. `first` and `last` are undefined when no input of the stretch could be read. */
  readonly stages: readonly {
    readonly first: StateOf | undefined;
    readonly last: StateOf | undefined;
    /** From the second readable input of the stretch on. */
    readonly changes: readonly ChangeOf[];
  }[];
}

export interface InputOutcome {
  readonly snapshot: Snapshot;
  /** Bytes as they lie on disk, and after decompression. */
  readonly rawBytes: number;
  readonly bytes: number;
  readonly rows: number;
  readonly sha256: string | undefined;
  readonly warnings: readonly { readonly code: string; readonly message: string; readonly times: number }[];
  readonly counters: Readonly<Record<string, number>>;
  readonly error: ErrorData | undefined;
}

export interface StretchSurroundings {
  readonly signal: AbortSignal;
  /** Told how far the reading is, in bytes on disk. */
  readonly progress: (rawBytes: number) => void;
  /** Threads that may help with an input. */
  readonly threads?: Threads;
  /** Takes the rows for stages that gather them. */
  readonly giveRows?: GiveRows;
}

/** Resolves when there is room for more. */
export type GiveRows = (batch: RowBatch, snapshot: Snapshot) => Promise<void>;

export async function runStretch(
  inputs: readonly Input[],
  { source, reader, snapshots, histories = [] }: StretchStages,
  settings: StretchSettings,
  { signal, progress, threads, giveRows }: StretchSurroundings,
): Promise<StretchResult> {
  const wholeNeeds = snapshots.flatMap(({ stage, options }) => stage.needs(options));
  const gatheredNeeds = histories.flatMap(({ stage, options }) => stage.needs(options));
  const needs = unionOfNeeds([...wholeNeeds, ...gatheredNeeds]);
  const isGathered = wantedTables(gatheredNeeds);
  const looksBack = histories.length > 0 && inputs.length > 1;
  const unchanged = looksBack ? new UnchangedRows(needs) : undefined;
  const known = looksBack ? await RowMemory.open(needs, wholeNeeds) : undefined;
  const stages = snapshots.map(() => ({
    first: undefined as StateOf | undefined,
    last: undefined as StateOf | undefined,
    changes: [] as ChangeOf[],
  }));
  const outcomes: InputOutcome[] = [];
  for (const input of inputs) {
    signal.throwIfAborted();
    const { outcome, states } = await mapInput(input);
    outcomes.push(outcome);
    if (states === undefined) {
      if (settings.goOn) continue;
      break;
    }
    for (const [i, { stage, options }] of snapshots.entries()) {
      const own = stages[i] as (typeof stages)[number];
      const next: StateOf = { state: states[i], snapshot: input.snapshot };
      if (own.last !== undefined) {
        own.changes.push({ change: stage.compare(own.last, next, options), snapshot: input.snapshot });
      }
      own.first ??= next;
      own.last = next;
    }
  }
  return { inputs: outcomes, stages };

  async function mapInput(input: Input): Promise<{ outcome: InputOutcome; states: unknown[] | undefined }> {
    const tally = new Tally(settings, signal);
    const hash = settings.checksums ? createHash('sha256') : undefined;
    let rawBytes = 0;
    let bytes = 0;
    let rows = 0;
    let error: ErrorData | undefined;
    let refused: { readonly error: unknown } | undefined;
    let states: unknown[] | undefined;
    known?.begin();
    try {
      const mappers = snapshots.map(({ stage, options }) => ({
        mapper: stage.map(options, tally) as SnapshotMapper<unknown>,
        wants: wantedTables(stage.needs(options)),
      }));
      const opening = source.stage.open(input, source.options, {
        signal,
        onRaw(chunk) {
          hash?.update(chunk);
          rawBytes += chunk.length;
          progress(chunk.length);
        },
        ...(threads && { threads }),
      });
      const opened = counted(opening, (count) => {
        bytes += count;
      });
      const request = {
        needs,
        requireTrailer: settings.requireTrailer,
        ...(opened.parts && { parts: opened.parts }),
        ...(known && { known }),
        warn: (code: string, message: string) => tally.warn(code, message),
      };
      for await (const batch of reader.stage.read(opened, reader.options, request)) {
        rows += batch.rows.length;
        if (batch.reset) known?.forget();
        for (const { mapper, wants } of mappers) if (wants(batch)) mapper.add(batch);
        if (giveRows !== undefined && isGathered(batch)) {
          await giveRows(unchanged?.changed(batch) ?? batch, input.snapshot).catch((error) => {
            refused = { error };
          });
          if (refused !== undefined) throw refused.error;
        }
      }
      rows += known?.passed ?? 0;
      states = mappers.map(({ mapper }) => mapper.finish());
    } catch (thrown) {
      // That the rows could not be taken is not the input's fault.
      if (signal.aborted || refused !== undefined) throw thrown;
      unchanged?.forget();
      known?.forget();
      // How far it got depends on what was known; none of it counts.
      rows = 0;
      error = errorToData(located(thrown, input));
    }
    return {
      outcome: {
        snapshot: input.snapshot,
        rawBytes,
        bytes,
        rows,
        sha256: hash?.digest('hex'),
        warnings: tally.warnings(),
        counters: Object.fromEntries(tally.counters),
        error,
      },
      states,
    };
  }
}

/** An error of an input names the input. */
function located(thrown: unknown, { snapshot }: Input): PipelineError {
  const error = toPipelineError(thrown);
  if (error.exitCode === ExitCode.bug || error.location?.file) return error;
  return error.at({ file: snapshot.name });
}

/** The context of the map functions: gathers, to be told on the main thread in order. */
class Tally implements StageContext {
  readonly epoch: number;
  readonly signal: AbortSignal;
  readonly counters = new Map<string, number>();
  readonly #warnings = new Map<string, { message: string; times: number }>();

  constructor({ epoch }: StretchSettings, signal: AbortSignal) {
    this.epoch = epoch;
    this.signal = signal;
  }

  warn(code: string, message: string): void {
    const known = this.#warnings.get(code);
    if (known === undefined) this.#warnings.set(code, { message, times: 1 });
    else known.times++;
  }

  count(counter: string, by = 1): void {
    this.counters.set(counter, (this.counters.get(counter) ?? 0) + by);
  }

  warnings() {
    return [...this.#warnings].map(([code, { message, times }]) => ({ code, message, times }));
  }
}
