/** Makes records of the rows of the only source as they come: nothing is gathered, nothing waits for the last row. */
import type { DataRecord } from '../records/record-type.ts';
import type { PlannedStage } from '../spec/plan.ts';
import type { HistoryStage, RowBatch, TablesReader } from '../stage.ts';
import type { ProgressMeter } from './progress.ts';
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
): { outcome: InputOutcome; records: AsyncIterable<DataRecord[]> } {
  const outcome = liveOutcome(reader, 0);
  const make = stage.direct?.(options, state.contextOf({ id })) as (batch: RowBatch) => DataRecord[];
  const views = stage.views?.(options) ?? [];
  const isView = wantedTables(views.map(({ database, view }) => ({ database, table: view })));
  async function* records() {
    for await (const batch of reader.read()) {
      state.signal.throwIfAborted();
      outcome.rows += batch.rows.length;
      if (isView(batch)) yield make(batch);
      else await receivers.addRows(batch, outcome.snapshot);
    }
    meter.stop();
    await receivers.takeStretch({ inputs: [outcome], stages: [] });
    for (const gathered of receivers.finish()) yield* gathered;
  }
  return { outcome, records: records() };
}
