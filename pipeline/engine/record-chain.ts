import { basename } from 'node:path';
import { PassThrough, Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DataRecord, RecordType } from '../records/record-type.ts';
import type { Chain, PlannedStage } from '../spec/plan.ts';
import type { RecordFunction, RecordStage, SinkOptions, SinkStage, TwoPassTransform } from '../stage.ts';
import { compressors } from './compress.ts';
import { fanOut, NobodyListens } from './fan-out.ts';
import { inBatches } from './in-batches.ts';
import { InTimeOrder, timeIn } from './in-time-order.ts';
import { isClosedPipe } from './output.ts';
import type { OutputSet } from './output-set.ts';
import { recordOrder } from './record-order.ts';
import type { RunState } from './run-state.ts';
import { SinkGuard } from './sink-guard.ts';
import { ANYHOW, type Coming } from './time-order.ts';

type Batch = readonly DataRecord[];
type Step = (batches: AsyncIterable<Batch>) => AsyncIterable<Batch>;

/** Batches that wait before each receiver of a fan-out. */
const WAITING_BATCHES = 4;

/** Records: texts and buffers of more than 128 KiB are laid out apart by V8 and by malloc, which takes longer than to spell them. */
const SPELLED_AT_ONCE = 200;

/**
 * Sends records through the transforms of a chain into its sinks and branches.
 *
 * @param records in any order; they reach the sinks in the order of their type.
 * @param chain stages are record-wise from here on.
 * @param coming in which order they come: where it is not known, they are sorted here.
 */
export async function runRecordChain(
  records: AsyncIterable<Batch>,
  type: RecordType,
  chain: Chain,
  state: RunState,
  outputs: OutputSet,
  coming: Coming = ANYHOW,
): Promise<void> {
  state.chains++;
  const stages = chain.stages as readonly PlannedStage<RecordStage<unknown>>[];
  const { steps, type: given, ordered } = transformSteps(stages, type, state);
  const sort = coming.inTime ? inTimeStep : sortStep;
  // Behind a sort everything above it is done, so that a lone chain hides nothing any more.
  const isSettled = () => (coming.hidesNothing || (!ordered && !coming.inTime)) && state.chains === 1;
  const consumers: ((head: Readable) => Promise<void>)[] = [
    ...chain.sinks.map(
      (sink) => (head: Readable) =>
        runSink(head, sink as PlannedStage<SinkStage<SinkOptions>>, given, state, outputs, isSettled),
    ),
    ...chain.branches.map(
      (branch) => (head: Readable) => runRecordChain(head, given, branch.chain, state, outputs, coming),
    ),
  ];
  // Branches sort for themselves, after their own transforms.
  if (!ordered && chain.sinks.length > 0) steps.push(sort(given, state));

  const heads = consumers.map(() => new PassThrough({ objectMode: true, highWaterMark: WAITING_BATCHES }));
  const { signal } = state;
  const source = Readable.from(records, { highWaterMark: WAITING_BATCHES });
  const consumed = consumers.map((consume, i) =>
    consume(heads[i] as PassThrough).catch((error) => {
      state.abort();
      throw error;
    }),
  );
  const flow = [source, ...steps, fanOut(heads)] as unknown as [Readable, ...Step[], Writable];
  const settled = await Promise.allSettled([pipeline(flow as never, { signal }), ...consumed]);
  throwFirstFailure(settled);
}

/** Sends records through the transforms of a chain that has no sinks (a source of a merge). */
export function throughStages(
  records: AsyncIterable<Batch>,
  type: RecordType,
  chain: Chain,
  state: RunState,
): { readonly records: AsyncIterable<Batch>; readonly type: RecordType } {
  const stages = chain.stages as readonly PlannedStage<RecordStage<unknown>>[];
  const { steps, type: given } = transformSteps(stages, type, state);
  return { records: steps.reduce((batches, step) => step(batches), records), type: given };
}

/** The failure that caused the others, if any: a stage's own error before the aborts that it led to. */
export function throwFirstFailure(settled: readonly PromiseSettledResult<unknown>[]): void {
  const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  const isConsequence = (reason: { name?: string; code?: string }) =>
    reason?.name === 'AbortError' || reason?.code === 'ERR_STREAM_PREMATURE_CLOSE';
  const [first] = [...reasons.filter((reason) => !isConsequence(reason)), ...reasons];
  if (first !== undefined && !(first instanceof NobodyListens)) throw first;
}

/** The transforms of a chain as generators; `ordered` tells whether records leave them in the order of their type. */
function transformSteps(stages: readonly PlannedStage<RecordStage<unknown>>[], taken: RecordType, state: RunState) {
  const steps: Step[] = [];
  let type = taken;
  let ordered = false;
  for (const planned of stages) {
    const { stage, options, id } = planned;
    const made = stage.create(options, state.contextOf(planned), type);
    const given = stage.gives(type, options);
    const counted = (count: number) => state.countRecords(id, count);
    if (typeof made === 'function') {
      steps.push(mapStep(made, counted));
      ordered &&= stage.keepsOrder === true;
    } else {
      steps.push(twoPassStep(made, given, state, counted));
      ordered = true;
    }
    type = given;
  }
  return { steps, type, ordered };
}

function mapStep(transform: RecordFunction, counted: (count: number) => void): Step {
  return async function* (batches) {
    for await (const batch of batches) {
      const out = applyTo(batch, transform);
      counted(out.length);
      if (out.length > 0) yield out;
    }
  };
}

/**
 * The first pass sees every record before the second sees any. What waits between them is sorted for the sinks at the same
 * time, and already masked by the first pass, so that not even the order of the output tells of hidden names.
 */
function twoPassStep(
  transform: TwoPassTransform,
  given: RecordType,
  state: RunState,
  counted: (count: number) => void,
): Step {
  return async function* (batches) {
    const sorter = state.sorter(recordOrder(given));
    for await (const batch of batches) await sorter.add(applyTo(batch, transform.first));
    yield* mapStep(transform.second(), counted)(sorter.sorted());
  };
}

function sortStep(type: RecordType, state: RunState): Step {
  return async function* (batches) {
    const sorter = state.sorter(recordOrder(type));
    for await (const batch of batches) await sorter.add(batch);
    yield* sorter.sorted();
  };
}

/** Records that come in time order, and leave in the whole order of their type: those of one time are held back until all have come. */
function inTimeStep(type: RecordType, state: RunState): Step {
  const [column = ''] = type.order;
  return async function* (batches) {
    const order = new InTimeOrder(column, recordOrder(type), state);
    for await (const batch of batches) {
      const last = batch.at(-1);
      const ready = await order.add(batch, last && timeIn(last, column));
      if (ready.length > 0) yield ready;
    }
    yield* order.rest();
  };
}

function applyTo(batch: Batch, transform: RecordFunction): DataRecord[] {
  const out: DataRecord[] = [];
  for (const record of batch) {
    const result = transform(record);
    if (result === undefined) continue;
    if (Array.isArray(result)) out.push(...result);
    else out.push(result);
  }
  return out;
}

/** Spells records into a file or standard output. A reader that has had enough ends the sink quietly. */
async function runSink(
  head: Readable,
  planned: PlannedStage<SinkStage<SinkOptions>>,
  type: RecordType,
  state: RunState,
  outputs: OutputSet,
  isSettled: () => boolean,
): Promise<void> {
  const options = planned.options as SinkOptions;
  const output = outputs.of(planned);
  const encoder = planned.stage.create(options, type);
  const start = encoder.start();
  const guard = new SinkGuard(displayName(options.path), type, encoder, start, state, isSettled);
  state.guards.set(planned.id, guard);
  const encode = async function* (batches: AsyncIterable<Batch>) {
    if (start.length > 0) yield asBytes(start);
    for await (const batch of batches) {
      const records = await guard.admit(batch);
      state.countRecords(planned.id, records.length);
      for (const some of inBatches(records, SPELLED_AT_ONCE)) yield asBytes(encoder.encode(some));
    }
    const end = encoder.end();
    if (end.length > 0) yield asBytes(end);
  };
  try {
    await pipeline([head, encode, ...compressors(options.compress), output.stream] as never, { signal: state.signal });
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
  }
}

const displayName = (path: string): string => (path === '-' ? 'standard output' : basename(path));

function asBytes(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
}
