import type { Chain, PlannedStage } from '../spec/plan.ts';
import type { SnapshotStage } from '../stage.ts';

/** A stage that finds events, and everything that its records go through. */
export interface Trunk {
  readonly planned: PlannedStage<SnapshotStage<unknown>>;
  readonly rest: Chain;
}

/** The stages that are fed with the rows: the next one, or the first of every branch. */
export function trunksOf(chain: Chain): Trunk[] {
  const [first, ...stages] = chain.stages;
  if (first !== undefined) return [{ planned: first as Trunk['planned'], rest: { ...chain, stages } }];
  return chain.branches.flatMap((branch) => trunksOf(branch.chain));
}
