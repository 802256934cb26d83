/** Makes records of the rows of the only source as they come: nothing is gathered, nothing waits for the last row. */
import type { DataRecord } from '../records/record-type.ts';
import type { PlannedStage } from '../spec/plan.ts';
import type { HistoryStage, RowBatch, TablesReader } from '../stage.ts';
import { inBatches } from './in-batches.ts';
import { InTimeOrder } from './in-time-order.ts';
import type { ProgressMeter } from './progress.ts';
import { recordOrder } from './record-order.ts';
import type { RowReceivers } from './row-receivers.ts';
import type { RunState } from './run-state.ts';
import type { InputOutcome } from './stretch.ts';
import { wantedTables } from './table-needs.ts';
import { liveOutcome } from './tables.ts';
import { isHistory, type Trunk } from './trunk.ts';

/** The stage that can do with rows of the view alone, if it is the only one below. */
export function directStage(trunks: readonly Trunk[]): PlannedStage<HistoryStage<unknown>> | undefined {
  const [first, ...others] = trunks;
  return first !== undefined && others.length === 0 && isHistory(first.planned) && first.planned.stage.direct
    ? first.planned
    : undefined;
}

/**
 * @param receivers take the rows that are not of a view, where the source cannot join.
 * @returns records that are read from the source while they are consumed; the outcome is whole when they are at their end.
 */
export function readDirectly(
  reader: TablesReader,
  { stage, options, id }: PlannedStage<HistoryStage<unknown>>,
  receivers: RowReceivers,
  state: RunState,
  meter: ProgressMeter,
  inTime = false,
): { outcome: InputOutcome; records: AsyncIterable<DataRecord[]> } {
  const outcome = liveOutcome(reader, 0);
  const make = stage.direct?.(options, state.contextOf({ id })) as (batch: RowBatch) => DataRecord[];
  const views = stage.views?.(options) ?? [];
  const isView = wantedTables(views.map(({ database, view }) => ({ database, table: view })));
  async function* batches(): AsyncGenerator<Batch> {
    for await (const batch of reader.read()) {
      state.signal.throwIfAborted();
      outcome.rows += batch.rows.length;
      if (isView(batch)) yield { records: make(batch), notBefore: batch.notBefore };
      else await receivers.addRows(batch, outcome.snapshot);
    }
    meter.stop();
    await receivers.takeStretch({ inputs: [outcome], stages: [] });
    for (const gathered of receivers.finish()) {
      for await (const records of gathered) yield { records, notBefore: undefined };
    }
  }
  const [column = ''] = stage.gives(options).order;
  return { outcome, records: inTime ? inOrderOf(column, batches(), state) : recordsOf(batches()) };
}

interface Batch {
  readonly records: DataRecord[];
  /** As in `RowBatch`. */
  readonly notBefore: number | undefined;
}

async function* recordsOf(batches: AsyncIterable<Batch>): AsyncGenerator<DataRecord[]> {
  for await (const { records } of batches) yield records;
}

/** By time alone: the rest of the order goes by names, and is made when they are masked. */
async function* inOrderOf(
  column: string,
  batches: AsyncIterable<Batch>,
  state: RunState,
): AsyncGenerator<DataRecord[]> {
  const order = new InTimeOrder(column, recordOrder({ order: [column] }), state);
  for await (const { records, notBefore } of batches) yield* inBatches(await order.add(records, notBefore));
  yield* order.rest();
  if (order.late === 0) return;
  state.count('records-out-of-order', order.late);
  state.warn(
    'records-out-of-order',
    'the database was changed while it was read: some records stand behind later ones in the trace',
  );
}
