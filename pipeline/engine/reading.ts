/** How a pipeline gets at its events: by reading snapshots, live tables or audit tables. Everything behind that is the same. */
import { ExitCode, PipelineError } from '../errors.ts';
import type { DataRecord, RecordType } from '../records/record-type.ts';
import type { Chain, Pipeline, PlannedStage } from '../spec/plan.ts';
import type { AnyStage, AuditStage, ReaderStage, SourceStage, TablesReader, TablesStage } from '../stage.ts';
import { type AuditPlan, AuditReceivers, auditType, planAudit, readAudit } from './audit.ts';
import { directStage, readDirectly } from './direct.ts';
import { mergeRecords } from './merge-records.ts';
import type { ProgressMeter } from './progress.ts';
import { RowReceivers } from './row-receivers.ts';
import type { RunState } from './run-state.ts';
import { type ReadSettings, readSnapshots } from './snapshots.ts';
import type { InputOutcome } from './stretch.ts';
import { openTables, readTables, tablesContext } from './tables.ts';
import { type Coming, comingInTime } from './time-order.ts';
import { totalSize } from './total-size.ts';
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
  readonly trunks: readonly EventTrunk[];
  /** The source is read while the records are consumed; the outcomes are whole only then. */
  readonly stillReading?: boolean;
  /** The outputs have their names: sources may remember how far they came. */
  commit(): Promise<void>;
  /** Lets go of what the sources hold. */
  close(): Promise<void>;
}

export interface EventTrunk {
  /** The stage that found them. */
  readonly id: string;
  readonly type: RecordType;
  readonly records: AsyncIterable<DataRecord[]>;
  readonly rest: Chain;
  /** Where they come in an order. */
  readonly coming?: Coming;
}

export async function planReading({ chain }: Pipeline, state: RunState): Promise<Reading> {
  const { merged, ...rest } = chain;
  if (merged === undefined) {
    const [source, ...stages] = rest.stages as [PlannedStage, ...PlannedStage[]];
    const sources: Source[] = [{ source, reader: undefined }];
    if (source.stage.kind === 'source' && source.stage.role === 'inputs')
      sources[0] = { source, reader: stages.shift() };
    return planSources(sources, trunksOf({ ...rest, stages }), state);
  }
  const [first] = merged;
  if (first?.chain.stages.at(-1)?.gives?.kind === 'records') {
    const readings = [];
    for (const { chain } of merged) {
      readings.push(await planReading({ chain } as Pipeline, state));
    }
    return mergeRecords(readings, rest, state);
  }
  const sources = merged.map(({ chain: { stages } }) => ({ source: stages[0] as PlannedStage, reader: stages[1] }));
  return planSources(sources, trunksOf(rest), state);
}

interface Source {
  readonly source: PlannedStage<AnyStage>;
  /** What makes rows of the bytes of the source, where it gives bytes. */
  readonly reader: PlannedStage<AnyStage> | undefined;
}

function planSources(sources: readonly Source[], trunks: readonly Trunk[], state: RunState): Promise<Reading> {
  const audit = sources.every(({ source }) => source.stage.kind === 'source' && source.stage.role === 'audit');
  return audit ? planAuditReading(sources, trunks, state) : planRowReading(sources, trunks, state);
}

async function planAuditReading(
  sources: readonly Source[],
  trunks: readonly Trunk[],
  state: RunState,
): Promise<Reading> {
  const plans: AuditPlan[] = [];
  for (const { source } of sources)
    plans.push(await planAudit(source as PlannedStage<AuditStage<unknown>>, trunks, state));
  return {
    ...sizeOf(plans.flatMap(({ inputs }) => inputs)),
    async read(settings, meter) {
      const receivers = new AuditReceivers(trunks, state);
      const outcomes = [];
      for (const plan of plans) outcomes.push(...(await readAudit(plan, receivers, settings, state, meter)));
      return eventsOf(outcomes, trunks, receivers.finish(), auditType);
    },
  };
}

async function planRowReading(sources: readonly Source[], trunks: readonly Trunk[], state: RunState): Promise<Reading> {
  const archives = [];
  const live: PlannedStage<TablesStage<unknown>>[] = [];
  for (const { source, reader } of sources) {
    if (reader === undefined) live.push(source as PlannedStage<TablesStage<unknown>>);
    else archives.push(await planArchive(source as PlannedStage<SourceStage<unknown>>, reader, state));
  }
  const plans = inTimeOrder(archives, live, trunks);
  const { inputs, totalBytes } = sizeOf(plans.flatMap(({ inputs }) => inputs));
  return {
    inputs: inputs + live.length,
    totalBytes,
    async read(settings, meter) {
      const receivers = new RowReceivers(trunks, state);
      const readers: TablesReader[] = [];
      const close = async () => {
        await Promise.allSettled(readers.map((reader) => reader.close()));
      };
      try {
        const below = trunks.map(({ rest }) => rest);
        // All connections first: a wrong password should not cost hours of reading backups.
        const direct = sources.length === 1 ? directStage(trunks) : undefined;
        const coming = direct && comingInTime(direct.stage.gives(direct.options), trunks[0]!.rest);
        for (const source of live) {
          const context = tablesContext(source, below, state, meter);
          readers.push(await openTables(source, receivers, context, coming));
        }
        const commit = async () => {
          for (const reader of readers) await reader.commit?.();
        };
        const typeOf = ({ stage, options }: Trunk['planned']) => stage.gives(options);
        if (direct !== undefined && readers[0] !== undefined) {
          const { outcome, records } = readDirectly(readers[0], direct, receivers, state, meter, coming?.inTime);
          const events = eventsOf([outcome], trunks, [records], typeOf, coming);
          return { ...events, stillReading: true, commit, close };
        }
        const outcomes: InputOutcome[] = [];
        for (const plan of plans) outcomes.push(...(await readSnapshots(plan, receivers, settings, state, meter)));
        for (const [i, reader] of readers.entries()) {
          outcomes.push(await readTables(reader, receivers, inputs + i, state));
          meter.inputDone();
        }
        return { ...eventsOf(outcomes, trunks, receivers.finish(), typeOf), commit, close };
      } catch (error) {
        await close();
        throw error;
      }
    },
  };
}

async function planArchive(
  source: PlannedStage<SourceStage<unknown>>,
  reader: PlannedStage<AnyStage>,
  state: RunState,
) {
  const inputs = await source.stage.plan(source.options, {
    signal: state.signal,
    warn: (code, message) => state.noteWarning(code, message),
  });
  return { source, reader: reader as PlannedStage<ReaderStage<unknown>>, inputs };
}
type Archive = Awaited<ReturnType<typeof planArchive>>;

/**
 * The archives one after the other, their snapshots numbered through. Stages that compare neighbours cannot take turns between two
 * archives, nor can two live sources both be the newest state.
 */
function inTimeOrder(archives: readonly Archive[], live: readonly PlannedStage[], trunks: readonly Trunk[]): Archive[] {
  const ordered = archives.toSorted((a, b) => startOf(a) - startOf(b));
  const comparing = trunks.find(({ planned }) => planned.stage.role === 'snapshots')?.planned;
  const overlaps = ordered.some((archive, i) => i > 0 && startOf(archive) <= endOf(ordered[i - 1] as Archive));
  if (comparing !== undefined && (overlaps || live.length > 1)) {
    throw new PipelineError(
      'overlapping-sources',
      ExitCode.badPipeline,
      `${comparing.stage.name} compares each state of the cloud with the one before: expected sources one after the other in time, found ${overlaps ? 'archives that overlap' : `${live.length} live sources`}`,
      {
        location: comparing.location,
        hint: overlaps
          ? 'read them with one `backups` stage whose `path` is a list'
          : 'give each its own list in the merge, and put the stage into both',
      },
    );
  }
  let index = 0;
  return ordered.map((archive) => ({
    ...archive,
    inputs: archive.inputs.map((input) => ({ ...input, snapshot: { ...input.snapshot, index: index++ } })),
  }));
}

const startOf = ({ inputs }: Archive): number => inputs[0]?.snapshot.time ?? 0;
const endOf = ({ inputs }: Archive): number => inputs.at(-1)?.snapshot.time ?? 0;

function eventsOf(
  outcomes: readonly InputOutcome[],
  trunks: readonly Trunk[],
  records: readonly AsyncIterable<DataRecord[]>[],
  typeOf: (planned: Trunk['planned']) => RecordType,
  coming?: Coming,
): Events {
  return {
    outcomes,
    trunks: trunks.map(({ planned, rest }, i) => ({
      id: planned.id,
      type: typeOf(planned),
      records: records[i] as AsyncIterable<DataRecord[]>,
      rest,
      ...(coming && { coming }),
    })),
    commit: async () => {},
    close: async () => {},
  };
}

function sizeOf(inputs: readonly { readonly size?: number }[]): Pick<Reading, 'inputs' | 'totalBytes'> {
  return { inputs: inputs.length, totalBytes: totalSize(inputs.map(({ size }) => size)) };
}
