import type { Chain, PlannedStage } from '../spec/plan.ts';
import type { AnyStage, HistoryStage, SnapshotStage } from '../stage.ts';

/** A stage that finds events in rows. */
export type EventStage = SnapshotStage<unknown> | HistoryStage<unknown>;

/** Such a stage, and everything that its records go through. */
export interface Trunk {
  readonly planned: PlannedStage<SnapshotStage<unknown>> | PlannedStage<HistoryStage<unknown>>;
  readonly rest: Chain;
}

export const isHistory = (planned: PlannedStage<AnyStage>): planned is PlannedStage<HistoryStage<unknown>> =>
  planned.stage.role === 'history';

/** The stages that are fed with the rows: the next one, or the first of every branch. */
export function trunksOf(chain: Chain): Trunk[] {
  const [first, ...stages] = chain.stages;
  if (first !== undefined) return [{ planned: first as Trunk['planned'], rest: { ...chain, stages } }];
  return chain.branches.flatMap((branch) => trunksOf(branch.chain));
}
