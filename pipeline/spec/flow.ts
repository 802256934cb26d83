/** Do the stages fit together? */
import { toPipelineError } from '../errors.ts';
import type { RecordType } from '../records/record-type.ts';
import type { AnyStage, Flow, FlowKind } from '../stage.ts';
import { alternatives, code } from '../suggest.ts';
import { bridge } from './bridge.ts';
import { FLOW_NOUNS, kindGiven, kindsTaken } from './flow-kinds.ts';
import type { Catalog } from './plan.ts';
import type { Findings } from './problem.ts';
import type { Redactor } from './redactor.ts';
import type { Place } from './source.ts';

/** What comes down to a stage; undefined where something above is wrong, so that nothing can be said. */
export interface Upstream {
  readonly kind: FlowKind | 'nothing' | undefined;
  readonly type: RecordType | undefined;
  /** The stage that gives it. */
  readonly from: string;
  /** The stages that its records have come through. */
  readonly above: readonly string[];
}

export const NOTHING_YET: Upstream = { kind: 'nothing', type: undefined, from: '', above: [] };

/** `table rows`, `machine-event records` */
export function nounOf({ kind, type }: Pick<Upstream, 'kind' | 'type'>): string {
  if (kind === undefined || kind === 'nothing') return 'nothing';
  return type === undefined ? FLOW_NOUNS[kind] : `${type.name} records`;
}

interface Check {
  readonly place: Place;
  readonly findings: Findings;
  readonly redactor: Redactor;
  readonly catalog: Catalog;
}

/** Tells when a stage does not take what comes down to it. */
export async function checkTakes(stage: AnyStage, upstream: Upstream, check: Check): Promise<void> {
  const { kind } = upstream;
  const taken = kindsTaken(stage);
  if (kind === undefined || kind === 'nothing' || taken.length === 0) return;
  if (taken.includes(kind)) return checkTables(stage, upstream, check);
  const wanted = alternatives(taken.map((one) => FLOW_NOUNS[one]));
  const steps = await bridge(kind, taken, check.catalog);
  check.findings.add(
    'type-mismatch',
    check.place,
    `${stage.name} takes ${wanted}, but ${upstream.from} gives ${nounOf(upstream)}`,
    {
      hint:
        steps === undefined
          ? `move ${stage.name} up, to where ${wanted} come down`
          : `put ${steps.map((names) => alternatives(names.map(code))).join(' and then ')} between them`,
    },
  );
}

/** Tells when a stage needs tables, where there are only rows that are put together already. */
async function checkTables(
  stage: AnyStage,
  { kind, from }: Upstream,
  { catalog, findings, place }: Check,
): Promise<void> {
  if (kind !== 'rows' || (stage.kind === 'transform' && stage.role === 'history' && stage.views !== undefined)) return;
  const above = await catalog.load(from);
  if (above?.kind !== 'source' || above.role !== 'tables' || above.onlyViews !== true) return;
  findings.add('type-mismatch', place, `${stage.name} takes the tables of a database, which ${from} does not give`, {
    hint: 'take them from a source that reads the database, or its backups',
  });
}

/** What comes out of a stage; tells when it refuses what comes in. */
export function givenBy(stage: AnyStage, options: unknown, upstream: Upstream, check: Check): Upstream {
  const next = { kind: kindGiven(stage), type: undefined, from: stage.name, above: [...upstream.above, stage.name] };
  if (options === undefined || stage.kind !== 'transform') return next;
  try {
    if (stage.role !== 'records') {
      const gives = upstream.kind === 'audit' ? (stage.audit?.gives ?? stage.gives) : stage.gives;
      return { ...next, type: gives(options), above: [stage.name] };
    }
    return { ...next, type: upstream.type && stage.gives(upstream.type, options) };
  } catch (thrown) {
    const error = toPipelineError(thrown);
    const { redactor } = check;
    check.findings.add(error.code, check.place, redactor.redact(error.message), {
      hint: error.hint && redactor.redact(error.hint),
      exitCode: error.exitCode,
    });
    return next;
  }
}

/** As the engine knows it; undefined where nothing comes out. */
export function flowOf({ kind, type }: Upstream): Flow | undefined {
  if (kind === undefined || kind === 'nothing') return undefined;
  if (kind !== 'records') return { kind };
  return type && { kind, type };
}
