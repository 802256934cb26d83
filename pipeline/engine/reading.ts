/** How a pipeline gets at its events: by reading snapshots, or audit tables. Everything behind that is the same. */
import type { DataRecord, RecordType } from '../records/record-type.ts';
import type { Pipeline, PlannedStage } from '../spec/plan.ts';
import type { AnyStage, AuditStage, ReaderStage, SourceStage } from '../stage.ts';
import { auditType, planAudit, readAudit } from './audit.ts';
import type { ProgressMeter } from './progress.ts';
import type { RunState } from './run-state.ts';
import { type ReadSettings, readSnapshots } from './snapshots.ts';
import type { InputOutcome } from './stretch.ts';
import { type Trunk, trunksOf } from './trunk.ts';

/** What is going to be read. */
export interface Reading {
  readonly inputs: number;
  /** On disk; undefined where it is not known of all. */
  readonly totalBytes: number | undefined;
  read(settings: ReadSettings, meter: ProgressMeter): Promise<Events>;
}

/** What was read, and per trunk the events that were found. */
export interface Events {
  readonly outcomes: readonly InputOutcome[];
  readonly trunks: readonly (Trunk & { readonly type: RecordType; readonly records: AsyncIterable<DataRecord[]> })[];
}

export async function planReading({ chain }: Pipeline, state: RunState): Promise<Reading> {
  const [source, ...rest] = chain.stages as [PlannedStage<AnyStage>, ...PlannedStage<AnyStage>[]];
  if (source.stage.role === 'audit') {
    const trunks = trunksOf({ ...chain, stages: rest });
    const plan = await planAudit(source as PlannedStage<AuditStage<unknown>>, trunks, state);
    return {
      ...sizeOf(plan.inputs),
      async read(settings, meter) {
        const { outcomes, folders } = await readAudit(plan, settings, state, meter);
        return { outcomes, trunks: withRecords(trunks, folders, auditType) };
      },
    };
  }
  const { stage, options } = source as PlannedStage<SourceStage<unknown>>;
  const inputs = await stage.plan(options, {
    signal: state.signal,
    warn: (code, message) => state.noteWarning(code, message),
  });
  const [reader, ...behind] = rest as [PlannedStage<ReaderStage<unknown>>, ...PlannedStage[]];
  const trunks = trunksOf({ ...chain, stages: behind });
  return {
    ...sizeOf(inputs),
    async read(settings, meter) {
      const plan = { source: source as PlannedStage<SourceStage<unknown>>, reader, trunks, inputs };
      const { outcomes, folders } = await readSnapshots(plan, settings, state, meter);
      return { outcomes, trunks: withRecords(trunks, folders, ({ stage, options }) => stage.gives(options)) };
    },
  };
}

function withRecords(
  trunks: readonly Trunk[],
  folders: readonly { finish(): AsyncIterable<DataRecord[]> }[],
  typeOf: (planned: Trunk['planned']) => RecordType,
): Events['trunks'] {
  return trunks.map((trunk, i) => ({
    ...trunk,
    type: typeOf(trunk.planned),
    records: (folders[i] as (typeof folders)[number]).finish(),
  }));
}

function sizeOf(inputs: readonly { readonly size?: number }[]): Pick<Reading, 'inputs' | 'totalBytes'> {
  const sizes = inputs.map(({ size }) => size);
  const totalBytes = sizes.includes(undefined) ? undefined : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  return { inputs: inputs.length, totalBytes };
}
