/** Reads a source of tables (a live database, an API), as one snapshot, on the main thread. */
import { createHmac } from 'node:crypto';
import type { Chain, PlannedStage } from '../spec/plan.ts';
import type { RecordStage, Snapshot, SnapshotMapper, TablesContext, TablesReader, TablesStage } from '../stage.ts';
import type { ProgressMeter } from './progress.ts';
import type { RowReceivers } from './row-receivers.ts';
import type { RunState } from './run-state.ts';
import type { InputOutcome } from './stretch.ts';
import { unionOfNeeds, wantedTables } from './table-needs.ts';

/**
 * Connects; finds out whether everything that the receivers need is there.
 *
 * @param direct where the only receiver makes records of its views as they come.
 */
export async function openTables(
  source: PlannedStage<TablesStage<unknown>>,
  receivers: RowReceivers,
  context: TablesContext,
  direct: { readonly inTime: boolean } | undefined,
): Promise<TablesReader> {
  const views = receivers.historyStages.flatMap(({ stage, options }) => {
    const read = direct && stage.directColumns?.(options);
    return (stage.views?.(options) ?? []).map((view) => ({
      ...view,
      columns: view.columns.filter((column) => read?.includes(column) ?? true),
    }));
  });
  const spared = wantedTables(views.flatMap(({ insteadOf }) => insteadOf));
  const needs = [
    ...receivers.snapshotStages.flatMap(({ stage, options }) => stage.needs(options)),
    ...receivers.historyStages.flatMap(({ stage, options }) => stage.needs(options)).filter((need) => !spared(need)),
  ];
  return source.stage.open(
    source.options,
    { needs: unionOfNeeds(needs), views, inTime: direct?.inTime ?? false },
    context,
  );
}

/** What becomes of a live source, which has no bytes; its rows are counted as they come. */
export function liveOutcome({ time, name }: TablesReader, index: number): InputOutcome & { rows: number } {
  const snapshot: Snapshot = { index, time, name };
  return { snapshot, rawBytes: 0, bytes: 0, rows: 0, sha256: undefined, warnings: [], counters: {}, error: undefined };
}

/** @param index the place of the snapshot among those of all sources. */
export async function readTables(
  reader: TablesReader,
  receivers: RowReceivers,
  index: number,
  state: RunState,
): Promise<InputOutcome> {
  const outcome = liveOutcome(reader, index);
  const { snapshot } = outcome;
  const mappers = receivers.snapshotStages.map((planned) => ({
    mapper: planned.stage.map(planned.options, state.contextOf(planned)) as SnapshotMapper<unknown>,
    wants: wantedTables(planned.stage.needs(planned.options)),
  }));
  for await (const batch of reader.read()) {
    state.signal.throwIfAborted();
    outcome.rows += batch.rows.length;
    for (const { mapper, wants } of mappers) if (wants(batch)) mapper.add(batch);
    await receivers.addRows(batch, snapshot);
  }
  const states = mappers.map(({ mapper }) => ({ state: mapper.finish(), snapshot }));
  await receivers.takeStretch({
    inputs: [outcome],
    stages: states.map((own) => ({ first: own, last: own, changes: [] })),
  });
  return outcome;
}

/** @param below the chains that the source's rows go through: the first mask in them says what a name is called in messages. */
export function tablesContext(
  source: PlannedStage<TablesStage<unknown>>,
  below: readonly Chain[],
  state: RunState,
  meter: ProgressMeter,
): TablesContext {
  const aliases = below.flatMap(recordStagesOf).flatMap(({ stage, options, id }) => {
    // What it reports is told when it runs.
    const context = { ...state.contextOf({ id }), report: () => {}, warn: () => {} };
    return stage.alias === undefined ? [] : [stage.alias(options, context)];
  });
  return {
    ...state.contextOf(source),
    alias(value, fieldClass) {
      for (const alias of aliases) {
        const given = alias(value, fieldClass);
        if (given !== undefined) return given;
      }
      const key = createHmac('sha256', state.runKey).update(`alias/${fieldClass}`).digest();
      return createHmac('sha256', key).update(value).digest('hex').slice(0, 32);
    },
    leftOut: (what, error) => state.leaveOut(source.id, what, error),
    progress: (done, total) => meter.setParts(done, total),
  };
}

function recordStagesOf(chain: Chain): PlannedStage<RecordStage<unknown>>[] {
  const own = chain.stages.filter(({ stage }) => stage.kind === 'transform' && stage.role === 'records');
  return [
    ...(own as PlannedStage<RecordStage<unknown>>[]),
    ...chain.branches.flatMap(({ chain }) => recordStagesOf(chain)),
  ];
}
