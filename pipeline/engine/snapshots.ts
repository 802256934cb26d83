/** Reads all inputs of a pipeline in workers and folds what changed between them, in order, on the main thread. */
import { ExitCode, errorFromData, PipelineError } from '../errors.ts';
import type { PlannedStage } from '../spec/plan.ts';
import type { Input, ReaderStage, SnapshotFolder, SourceStage } from '../stage.ts';
import { inOrder, openPool } from './pool.ts';
import type { ProgressMeter } from './progress.ts';
import type { RunState } from './run-state.ts';
import {
  type InputOutcome,
  runStretch,
  type StateOf,
  type StretchResult,
  type StretchSettings,
  type StretchStages,
} from './stretch.ts';
import type { Trunk } from './trunk.ts';
import type { StageReference, StretchTask } from './worker.ts';

export interface SnapshotPlan {
  readonly source: PlannedStage<SourceStage<unknown>>;
  readonly reader: PlannedStage<ReaderStage<unknown>>;
  readonly trunks: readonly Trunk[];
  readonly inputs: readonly Input[];
}

export interface ReadSettings {
  readonly workers: number;
  readonly checksums: boolean;
  /** Where third-party stages are looked for. */
  readonly folder: string;
}

/** What was read, and a folder per trunk that holds the changes. */
export interface ReadResult {
  readonly outcomes: readonly InputOutcome[];
  readonly folders: readonly SnapshotFolder<unknown>[];
}

/** Stretches are long enough to compare neighbours in the worker, short enough to keep every worker busy to the end. */
const STRETCHES_PER_WORKER = 4;
const LONGEST_STRETCH = 16;

export async function readSnapshots(
  plan: SnapshotPlan,
  settings: ReadSettings,
  state: RunState,
  meter: ProgressMeter,
): Promise<ReadResult> {
  const { source, trunks, inputs } = plan;
  const onError = source.stage.failed?.(source.options) ?? 'fail';
  const stretchSettings: StretchSettings = {
    epoch: state.epoch,
    checksums: settings.checksums,
    requireTrailer: source.stage.requireTrailer?.(source.options) ?? false,
    goOn: onError !== 'fail',
  };
  const folders = trunks.map(({ planned }) => planned.stage.fold(planned.options, state.contextOf(planned)));
  const lasts: (StateOf | undefined)[] = trunks.map(() => undefined);
  const outcomes: InputOutcome[] = [];
  const byIndex = new Map(inputs.map((input) => [input.snapshot.index, input]));

  const runner = openRunner(plan, stretchSettings, settings, state, meter);
  try {
    const stretches = cutIntoStretches(inputs, runner.lanes);
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
  return { outcomes, folders };

  async function take(result: StretchResult): Promise<void> {
    for (const outcome of result.inputs) {
      outcomes.push(outcome);
      for (const { code, message, times } of outcome.warnings) state.warn(code, message, times);
      for (const [counter, by] of Object.entries(outcome.counters)) state.count(counter, by);
      if (outcome.error !== undefined) await setAside(outcome);
      meter.inputDone();
    }
    for (const [i, own] of result.stages.entries()) {
      const { planned } = trunks[i] as Trunk;
      const folder = folders[i] as SnapshotFolder<unknown>;
      if (own.first !== undefined) {
        await folder.add(planned.stage.compare(lasts[i], own.first, planned.options), own.first.snapshot);
        for (const { change, snapshot } of own.changes) await folder.add(change, snapshot);
        lasts[i] = own.last;
      }
    }
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
  { source, reader, trunks, inputs }: SnapshotPlan,
  stretchSettings: StretchSettings,
  { workers, folder }: ReadSettings,
  state: RunState,
  meter: ProgressMeter,
): StretchRunner {
  const { signal } = state;
  const pool = workers === 0 ? undefined : openPool(workers, signal);
  const close = async () => pool?.close();
  // Fewer inputs than threads: each input by all threads, instead of each by one. The scanning itself takes so little time
  // that this thread does it.
  const splits = inputs.length < workers && inputs.every((input) => input.splittable);
  if (pool === undefined || splits) {
    const stages: StretchStages = { source, reader, snapshots: trunks.map(({ planned }) => planned) };
    const surroundings = {
      signal,
      progress: (bytes: number) => meter.addBytes(bytes),
      ...(splits && pool && { threads: pool }),
    };
    return { lanes: 1, ahead: 1, close, run: (stretch) => runStretch(stretch, stages, stretchSettings, surroundings) };
  }
  const here = import.meta.url;
  const module = new URL(`./worker${here.slice(here.lastIndexOf('.'))}`, here);
  const reference = ({ stage, options }: PlannedStage): StageReference => ({ name: stage.name, options });
  const common = {
    source: reference(source),
    reader: reference(reader),
    snapshots: trunks.map(({ planned }) => reference(planned)),
    settings: stretchSettings,
    folder,
    bytesRead: meter.shared,
  };
  const lanes = Math.min(workers, inputs.length);
  return {
    lanes,
    ahead: 2 * lanes,
    close,
    run: (stretch) => pool.run<StretchTask, StretchResult>(module, { ...common, inputs: stretch }),
  };
}

/** Consecutive inputs, together. How they are cut changes nothing about the result. */
export function cutIntoStretches(inputs: readonly Input[], workers: number): Input[][] {
  const length = Math.min(LONGEST_STRETCH, Math.max(1, Math.floor(inputs.length / (workers * STRETCHES_PER_WORKER))));
  const stretches: Input[][] = [];
  for (let i = 0; i < inputs.length; i += length) stretches.push(inputs.slice(i, i + length));
  return stretches;
}
