/** Where the rows of all sources go: each stage that finds events in them, with what it has gathered so far. */
import type { DataRecord } from '../records/record-type.ts';
import type { PlannedStage } from '../spec/plan.ts';
import type { HistoryFolder, HistoryStage, RowBatch, Snapshot, SnapshotFolder, SnapshotStage } from '../stage.ts';
import type { RunState } from './run-state.ts';
import type { StateOf, StretchResult } from './stretch.ts';
import { wantedTables } from './table-needs.ts';
import { isHistory, type Trunk } from './trunk.ts';

interface SnapshotReceiver {
  readonly planned: PlannedStage<SnapshotStage<unknown>>;
  readonly folder: SnapshotFolder<unknown>;
  last: StateOf | undefined;
}

interface HistoryReceiver {
  readonly planned: PlannedStage<HistoryStage<unknown>>;
  readonly folder: HistoryFolder;
  readonly wants: (batch: Pick<RowBatch, 'database' | 'table'>) => boolean;
}

export class RowReceivers {
  readonly #snapshots: SnapshotReceiver[] = [];
  readonly #histories: HistoryReceiver[] = [];
  readonly #complete = new Set<number>();
  /** What each trunk has found, in the order of the trunks. */
  readonly #records: (() => AsyncIterable<DataRecord[]>)[] = [];
  #tail: Promise<void> = Promise.resolve();

  constructor(trunks: readonly Trunk[], state: RunState) {
    for (const { planned } of trunks) {
      const context = state.contextOf(planned);
      if (isHistory(planned)) {
        const { stage, options } = planned;
        const folder = stage.fold(options, context);
        const views = (stage.views?.(options) ?? []).map(({ database, view }) => ({ database, table: view }));
        this.#histories.push({ planned, folder, wants: wantedTables([...stage.needs(options), ...views]) });
        this.#records.push(() => folder.finish(this.#complete));
      } else {
        const folder = planned.stage.fold(planned.options, context);
        this.#snapshots.push({ planned, folder, last: undefined });
        this.#records.push(() => folder.finish());
      }
    }
  }

  get snapshotStages(): readonly PlannedStage<SnapshotStage<unknown>>[] {
    return this.#snapshots.map(({ planned }) => planned);
  }

  get historyStages(): readonly PlannedStage<HistoryStage<unknown>>[] {
    return this.#histories.map(({ planned }) => planned);
  }

  /** Rows for the stages that gather them. Calls are served one after the other, in the order in which they were made. */
  addRows(batch: RowBatch, snapshot: Snapshot): Promise<void> {
    const added = this.#tail.then(async () => {
      for (const { folder, wants } of this.#histories) if (wants(batch)) await folder.add(batch, snapshot);
    });
    this.#tail = added.catch(() => {});
    return added;
  }

  /** What was found in consecutive snapshots; stretches come in snapshot order. */
  async takeStretch({ inputs, stages }: StretchResult): Promise<void> {
    for (const { snapshot, error } of inputs) if (error === undefined) this.#complete.add(snapshot.index);
    for (const [i, own] of stages.entries()) {
      const receiver = this.#snapshots[i] as SnapshotReceiver;
      const { planned, folder, last } = receiver;
      if (own.first === undefined) continue;
      await folder.add(planned.stage.compare(last, own.first, planned.options), own.first.snapshot);
      for (const { change, snapshot } of own.changes) await folder.add(change, snapshot);
      receiver.last = own.last;
    }
  }

  /** When everything was read: the records of each trunk. */
  finish(): readonly AsyncIterable<DataRecord[]>[] {
    return this.#records.map((records) => records());
  }
}
