/** The entries of a `stages:` list -> the chain that the engine runs, with everything checked that needs no I/O. */
import { type BranchEntry, type Entry, type MergeEntry, type StageEntry, stagesOf } from './entries.ts';
import { checkTakes, flowOf, givenBy, NOTHING_YET, type Upstream } from './flow.ts';
import { idsOf } from './ids.ts';
import { checkMasked } from './masking.ts';
import { type MergedSource, mergeGiven } from './merge.ts';
import { entryOf } from './nodes.ts';
import type { Output } from './outputs.ts';
import type { Catalog, Chain, PlannedStage } from './plan.ts';
import type { Findings } from './problem.ts';
import type { Redactor } from './redactor.ts';
import type { Place } from './source.ts';
import { checkOrder } from './stage-order.ts';
import { validate } from './validate.ts';

export interface Planning {
  readonly catalog: Catalog;
  readonly findings: Findings;
  readonly redactor: Redactor;
  /** Filled while planning: where each stage is named. */
  readonly places: Map<PlannedStage, Place>;
  /** Filled while planning: what the sinks write. */
  readonly outputs: Output[];
}

/** @param place where the list as a whole is told of. */
export function planChain(entries: readonly Entry[], place: Place, planning: Planning): Promise<Chain> {
  checkOrder(entries, place, planning.findings);
  return new ChainPlanner(idsOf(stagesOf(entries)), planning).plan(entries, NOTHING_YET);
}

class ChainPlanner {
  readonly #ids: ReadonlyMap<StageEntry, string>;
  readonly #planning: Planning;
  /** What came out of the last stage of the list that was planned last. */
  #givenAtEnd: Upstream = NOTHING_YET;

  constructor(ids: ReadonlyMap<StageEntry, string>, planning: Planning) {
    this.#ids = ids;
    this.#planning = planning;
  }

  async plan(entries: readonly Entry[], from: Upstream): Promise<Chain> {
    const stages: PlannedStage[] = [];
    const sinks: PlannedStage[] = [];
    let branches: Chain['branches'] = [];
    let merged: Chain['merged'];
    let upstream = from;
    for (const entry of entries) {
      if (entry.kind === 'branch') branches = await this.#planBranches(entry, upstream);
      else if (entry.kind === 'merge') ({ merged, gives: upstream } = await this.#planMerge(entry));
      else if (entry.stage === undefined) upstream = unknownFrom(entry.name, upstream);
      else if (entry.stage.kind === 'sink') sinks.push(await this.#planSink(entry, upstream));
      else {
        const planned = await this.#planStage(entry, upstream);
        stages.push(planned.stage);
        upstream = planned.gives;
      }
    }
    this.#givenAtEnd = upstream;
    return { ...(merged && { merged }), stages, sinks, branches };
  }

  async #planMerge({ sources, place }: MergeEntry): Promise<{ merged: Chain['merged']; gives: Upstream }> {
    const merged = [];
    const given: MergedSource[] = [];
    for (const { name, place: at, entries } of sources) {
      const chain = await this.plan(entries, NOTHING_YET);
      merged.push({ name, chain });
      given.push({ name, place: at, gives: this.#givenAtEnd });
    }
    return { merged, gives: mergeGiven(given, place, this.#planning.findings) };
  }

  /** The backups are read once, whatever branches follow: so a branch can only begin where rows or records flow. */
  async #planBranches({ branches, place }: BranchEntry, upstream: Upstream): Promise<Chain['branches']> {
    if (upstream.kind === 'bytes') {
      this.#planning.findings.add(
        'type-mismatch',
        place,
        `a branch takes table rows or records, but ${upstream.from} gives bytes`,
        {
          hint: 'put `sql-dump` between them',
        },
      );
    }
    const planned = [];
    for (const { name, entries } of branches) planned.push({ name, chain: await this.plan(entries, upstream) });
    return planned;
  }

  async #planStage(entry: StageEntry, upstream: Upstream): Promise<{ stage: PlannedStage; gives: Upstream }> {
    const stage = entry.stage as NonNullable<StageEntry['stage']>;
    const check = { ...this.#planning, place: entry.place };
    const { value, shown } = validate({ ...check, schema: stage.options, node: entry.options, owner: stage.name });
    await checkTakes(stage, upstream, check);
    const gives = givenBy(stage, value, upstream, check);
    const planned: PlannedStage = {
      id: this.#ids.get(entry) as string,
      stage,
      options: value,
      shownOptions: shown,
      location: entry.place.source.locate(entry.place.offset),
      gives: flowOf(gives),
    };
    this.#planning.places.set(planned, entry.place);
    return { stage: planned, gives };
  }

  async #planSink(entry: StageEntry, upstream: Upstream): Promise<PlannedStage> {
    const { stage } = await this.#planStage(entry, upstream);
    checkMasked(upstream, stage.stage.name, entry.place, this.#planning.findings);
    const path = (stage.options as { path?: unknown } | undefined)?.path;
    if (typeof path === 'string') {
      const place = entryOf(entry.options, 'path')?.value.place ?? entry.place;
      this.#planning.outputs.push({ path, owner: entry.id?.name ?? entry.name, place });
    }
    return stage;
  }
}

const unknownFrom = (from: string, { above }: Upstream): Upstream => ({
  kind: undefined,
  type: undefined,
  from,
  above: [...above, from],
});
