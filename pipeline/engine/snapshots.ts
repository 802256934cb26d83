/** Reads all inputs of a source in workers; what changed between them reaches the receivers in order, on the main thread. */
import { ExitCode, errorFromData, PipelineError } from '../errors.ts';
import { ownModule } from '../own-files.ts';
import type { PlannedStage } from '../spec/plan.ts';
import type { Input, ReaderStage, SourceStage } from '../stage.ts';
import { inOrder, openPool } from './pool.ts';
import type { ProgressMeter } from './progress.ts';
import { receiveRows } from './row-channel.ts';
import type { RowReceivers } from './row-receivers.ts';
import type { RunState } from './run-state.ts';
import {
  type GiveRows,
  type InputOutcome,
  runStretch,
  type StretchResult,
  type StretchSettings,
  type StretchStages,
} from './stretch.ts';
import type { StageReference, StretchTask } from './worker.ts';

export interface SnapshotPlan {
  readonly source: PlannedStage<SourceStage<unknown>>;
  readonly reader: PlannedStage<ReaderStage<unknown>>;
  readonly inputs: readonly Input[];
}

export interface ReadSettings {
  readonly workers: number;
  readonly checksums: boolean;
  /** Where third-party stages are looked for. */
  readonly folder: string;
}

/** Stretches are long enough to compare neighbours in the worker, short enough to keep every worker busy to the end. */
const STRETCHES_PER_WORKER = 4;
/** A history is given all rows of the first backup of each stretch, and of the others only what has changed: fewer stretches. */
const STRETCHES_OF_HISTORY = 2;
const LONGEST_STRETCH = 16;

/** @returns what became of each input. */
export async function readSnapshots(
  plan: SnapshotPlan,
  receivers: RowReceivers,
  settings: ReadSettings,
  state: RunState,
  meter: ProgressMeter,
): Promise<InputOutcome[]> {
  const { source, inputs } = plan;
  const onError = source.stage.failed?.(source.options) ?? 'fail';
  const stretchSettings: StretchSettings = {
    epoch: state.epoch,
    checksums: settings.checksums,
    requireTrailer: source.stage.requireTrailer?.(source.options) ?? false,
    goOn: onError !== 'fail',
  };
  const outcomes: InputOutcome[] = [];
  const byIndex = new Map(inputs.map((input) => [input.snapshot.index, input]));

  const runner = openRunner(plan, receivers, stretchSettings, settings, state, meter);
  try {
    const gathers = receivers.historyStages.length > 0;
    const perWorker = gathers ? Math.min(STRETCHES_OF_HISTORY, runner.lanes) : STRETCHES_PER_WORKER;
    const stretches = cutIntoStretches(inputs, runner.lanes, perWorker);
    for await (const result of inOrder(stretches, (stretch) => runner.run(stretch), runner.ahead)) await take(result);
  } finally {
    await runner.close();
  }
  const readable = outcomes.filter((outcome) => outcome.error === undefined);
  if (readable.length === 0) {
    throw new PipelineError(
      'no-readable-input',
      ExitCode.corruptInput,
      `none of ${inputs.length} inputs could be read`,
      {
        hint: 'the warnings above say why',
      },
    );
  }
  return outcomes;

  async function take(result: StretchResult): Promise<void> {
    for (const outcome of result.inputs) {
      outcomes.push(outcome);
      for (const { code, message, times } of outcome.warnings) state.warn(code, message, times);
      for (const [counter, by] of Object.entries(outcome.counters)) state.count(counter, by);
      if (outcome.error !== undefined) await setAside(outcome);
      meter.inputDone();
    }
    await receivers.takeStretch(result);
  }

  /** An input that could not be read ends the run, or is left out of it and told. */
  async function setAside({ snapshot, error }: InputOutcome): Promise<void> {
    if (error === undefined) return;
    if (onError === 'fail') throw errorFromData(error);
    if (error.exitCode === ExitCode.bug) throw errorFromData(error);
    state.log.warn('input-skipped', `${snapshot.name}: ${error.message} (${error.code})`);
    const input = byIndex.get(snapshot.index);
    if (onError === 'quarantine' && input !== undefined) {
      await source.stage.quarantine?.(input, `${error.code}: ${error.message}`, {
        signal: state.signal,
        warn: (code, message) => state.warn(code, message),
      });
    }
  }
}

/** Where stretches are run: in worker threads or here. */
interface StretchRunner {
  /** How many run at once. */
  readonly lanes: number;
  /** How many may be under way or wait to be taken. */
  readonly ahead: number;
  run(inputs: readonly Input[]): Promise<StretchResult>;
  close(): Promise<void>;
}

function openRunner(
  { source, reader, inputs }: SnapshotPlan,
  receivers: RowReceivers,
  stretchSettings: StretchSettings,
  { workers, folder }: ReadSettings,
  state: RunState,
  meter: ProgressMeter,
): StretchRunner {
  const { signal } = state;
  // Fewer inputs than threads: each input by all threads, instead of each by one. The scanning itself takes so little time
  // that this thread does it.
  const splits = inputs.length < workers && inputs.every((input) => input.splittable);
  // Nothing to do at the same time: a thread would only take its time to start.
  const isAlone = inputs.length === 1 && !splits && receivers.historyStages.length === 0;
  const pool = workers === 0 || isAlone ? undefined : openPool(workers, signal);
  const close = async () => pool?.close();
  const giveRows: GiveRows = (batch, snapshot) => receivers.addRows(batch, snapshot);
  if (pool === undefined || splits) {
    const { snapshotStages: snapshots, historyStages: histories } = receivers;
    const stages: StretchStages = { source, reader, snapshots, histories };
    const surroundings = {
      signal,
      progress: (bytes: number) => meter.addBytes(bytes),
      ...(splits && pool && { threads: pool }),
      giveRows,
    };
    return { lanes: 1, ahead: 1, close, run: (stretch) => runStretch(stretch, stages, stretchSettings, surroundings) };
  }
  const module = ownModule('pipeline/engine/worker');
  const reference = ({ stage, options }: PlannedStage): StageReference => ({ name: stage.name, options });
  const common = {
    source: reference(source),
    reader: reference(reader),
    snapshots: receivers.snapshotStages.map(reference),
    histories: receivers.historyStages.map(reference),
    settings: stretchSettings,
    folder,
    bytesRead: meter.shared,
  };
  const lanes = Math.min(workers, inputs.length);
  return {
    lanes,
    ahead: 2 * lanes,
    close,
    async run(stretch) {
      if (receivers.historyStages.length === 0) return pool.run(module, { ...common, inputs: stretch });
      const { port, failed, close } = receiveRows(giveRows);
      const task: StretchTask = { ...common, inputs: stretch, rows: port };
      try {
        return await Promise.race([pool.run<StretchTask, StretchResult>(module, task, [port]), failed]);
      } finally {
        close();
      }
    },
  };
}

/** Consecutive inputs, together. How they are cut changes nothing about the result. */
export function cutIntoStretches(inputs: readonly Input[], workers: number, perWorker: number): Input[][] {
  const length = Math.min(LONGEST_STRETCH, Math.max(1, Math.floor(inputs.length / (workers * perWorker))));
  const stretches: Input[][] = [];
  for (let i = 0; i < inputs.length; i += length) stretches.push(inputs.slice(i, i + length));
  return stretches;
}
