import { dirname, resolve } from 'node:path';
import { pipeline as connect } from 'node:stream/promises';
import { ExitCode } from '../errors.ts';
import type { DataRecord } from '../records/record-type.ts';
import { scanManifest } from '../scan/scan-manifest.ts';
import type { Pipeline } from '../spec/plan.ts';
import type { Log } from './log.ts';
import { makeManifest, manifestPath } from './manifest.ts';
import { type Output, openFile } from './output.ts';
import { OutputSet } from './output-set.ts';
import { ProgressMeter } from './progress.ts';
import { type Events, planReading } from './reading.ts';
import { runRecordChain, throwFirstFailure } from './record-chain.ts';
import { RunState } from './run-state.ts';

export interface RunSettings {
  /** Worker threads; 0 does everything in this one. */
  readonly workers: number;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly stdout: NodeJS.WritableStream;
  /** Where progress is painted, if anywhere. */
  readonly terminal: NodeJS.WriteStream | undefined;
  /** Told of the meter that paints there, so that log lines can get out of its way. */
  readonly onMeter?: (meter: ProgressMeter) => void;
  /** Of this program, for the manifest. */
  readonly version: string;
}

/**
 * Runs one pipeline from its first input to its renamed outputs.
 *
 * @returns the exit code: 0, or 3 when inputs were left out.
 * @throws PipelineError when it could not be done; then no output has appeared.
 */
export async function runPipeline(pipeline: Pipeline, settings: RunSettings): Promise<number> {
  const startedAt = Date.now();
  const state = new RunState(pipeline.epoch, settings.signal, settings.log);
  // Opened before anything is read: an output that cannot be written should not cost hours of reading.
  const outputs = await OutputSet.open(pipeline, settings.stdout);
  let manifest: Output | undefined;
  let events: Events | undefined;
  let meter: ProgressMeter | undefined;
  try {
    manifest = await openManifest(pipeline);
    const reading = await planReading(pipeline, state);
    meter = new ProgressMeter({ ...reading, terminal: settings.terminal });
    settings.onMeter?.(meter);
    const reads = { ...settings, checksums: manifest !== undefined, folder: dirname(resolve(pipeline.file)) };
    events = await reading.read(reads, meter);
    if (!events.stillReading) meter.stop();
    await writeEvents(events, state, outputs);
    await refuseLeaks(state);
    await outputs.sync();
    if (manifest !== undefined) {
      const { outcomes } = events;
      const content = makeManifest({ ...settings, pipeline, state, outcomes, outputs, startedAt, endedAt: Date.now() });
      const text = `${JSON.stringify(content, undefined, 2)}\n`;
      state.leaks.add('the manifest', scanManifest(content, text, state.rawValues));
      if (state.leaks.count > 0) throw state.leaks.error();
      await connect([text], manifest.stream);
      await manifest.sync();
    }
    state.signal.throwIfAborted();
    await outputs.commit();
    await manifest?.commit();
    await events.commit();
    return closingLines(events, state);
  } catch (error) {
    await Promise.allSettled([outputs.discard(), manifest?.discard()]);
    throw error;
  } finally {
    meter?.stop();
    await events?.close();
    await state.spill.close();
  }
}

async function openManifest(pipeline: Pipeline): Promise<Output | undefined> {
  const path = manifestPath(pipeline);
  return path === undefined ? undefined : openFile(path);
}

/** @throws PipelineError `leak-found`. */
async function refuseLeaks({ guards, leaks }: RunState): Promise<void> {
  for (const guard of guards.values()) await guard.close();
  if (leaks.count > 0) throw leaks.error();
}

/** The records of every trunk into the sinks, side by side; the first failure stops all. */
async function writeEvents({ trunks }: Events, state: RunState, outputs: OutputSet): Promise<void> {
  const running = trunks.map(async ({ id, rest, type, records, coming }) => {
    try {
      await runRecordChain(counted(records, id, state), type, rest, state, outputs, coming);
    } catch (error) {
      state.abort();
      throw error;
    }
  });
  throwFirstFailure(await Promise.allSettled(running));
}

async function* counted(
  batches: AsyncIterable<DataRecord[]>,
  id: string,
  state: RunState,
): AsyncGenerator<DataRecord[]> {
  for await (const batch of batches) {
    state.countRecords(id, batch.length);
    yield batch;
  }
}

/** Says at the end what the user should know of the run as a whole. */
function closingLines({ outcomes }: Events, { warnings, leftOut: parts, log }: RunState): number {
  for (const [code, { message, times }] of warnings) {
    if (times > 1) log.info(`warning ${code} was met ${times} times: ${message}`);
  }
  const leftOut = outcomes.filter(({ error }) => error !== undefined).map(({ snapshot }) => snapshot.name);
  if (leftOut.length > 0) {
    log.warn('inputs-left-out', `${leftOut.length} of ${outcomes.length} inputs were left out: ${leftOut.join(', ')}`);
  }
  if (parts > 0) log.warn('parts-left-out', `${parts} parts of the source could not be read and were left out`);
  return leftOut.length + parts > 0 ? ExitCode.partial : ExitCode.ok;
}
