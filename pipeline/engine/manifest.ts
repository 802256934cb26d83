import { basename, dirname, join } from 'node:path';
import { formatIsoTime } from '../formats/iso-time.ts';
import type { RawValues } from '../scan/raw-values.ts';
import { fieldsOf } from '../spec/option-schema.ts';
import type { Chain, Pipeline, PlannedStage } from '../spec/plan.ts';
import type { SinkOptions } from '../stage.ts';
import { hidesTimes, withoutDates } from './hidden-times.ts';
import { describeOutput, type ManifestOutput } from './manifest-output.ts';
import { type OutputSet, pathOf, sinksOf } from './output-set.ts';
import type { RunState } from './run-state.ts';
import type { InputOutcome } from './stretch.ts';

/**
 * The record of a run that may be published beside its trace: what was read, how it was treated, what came out. It names files by
 * their base names only and holds no secret, host, user or path.
 */
export interface Manifest {
  readonly manifestVersion: 1;
  readonly tool: { readonly name: 'sc-pipeline'; readonly version: string };
  readonly pipeline: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly durationSeconds: number;
  /** The zero of the `*_SEC` columns, ISO 8601. */
  readonly epoch: string;
  readonly inputs: readonly ManifestInput[];
  readonly stages: readonly ManifestStage[];
  readonly outputs: readonly ManifestOutput[];
  /** Every cell was looked at for hidden values and for what looks like an identifier; nothing was found, or there were no outputs. */
  readonly leakScan: LeakScanFacts;
  readonly warnings: readonly { readonly code: string; readonly times: number }[];
  readonly counters: Readonly<Record<string, number>>;
}

type LeakScanFacts = ReturnType<RawValues['facts']>;

interface ManifestInput {
  /** Left out, as the time is, where times of the trace were moved. */
  readonly file?: string;
  readonly snapshot?: string;
  readonly bytes: number;
  readonly sha256: string | undefined;
  readonly decompressedBytes: number;
  readonly rows: number;
  readonly status: 'read' | 'left out';
  /** Why it was left out. */
  readonly error?: string;
}

interface ManifestStage {
  readonly id: string;
  readonly stage: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly records?: number;
  readonly facts?: Readonly<Record<string, unknown>>;
}

export interface ManifestSource {
  readonly version: string;
  readonly pipeline: Pipeline;
  readonly state: RunState;
  readonly outcomes: readonly InputOutcome[];
  readonly outputs: OutputSet;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  readonly endedAt: number;
}

export function makeManifest(source: ManifestSource): Manifest {
  const { pipeline, state, outcomes, outputs } = source;
  const timeless = hidesTimes(pipeline.chain);
  return {
    manifestVersion: 1,
    tool: { name: 'sc-pipeline', version: source.version },
    pipeline: pipeline.name,
    created: new Date(source.endedAt).toISOString(),
    durationSeconds: (source.endedAt - source.startedAt) / 1000,
    epoch: formatIsoTime(pipeline.epoch),
    inputs: outcomes.map((outcome) => inputEntry(outcome, timeless)),
    stages: stagesOf(pipeline.chain).map((stage) => stageEntry(stage, state, timeless)),
    outputs: [...outputs.entries()].flatMap(([sink, output]) => describeOutput(sink, output, state) ?? []),
    leakScan: state.rawValues.facts(),
    warnings: [...state.warnings].map(([code, { times }]) => ({ code, times })),
    counters: Object.fromEntries(state.counters),
  };
}

/** Where the manifest goes: as asked, else beside the first file written; undefined when there is none to write. */
export function manifestPath({ name, manifest, chain }: Pipeline): string | undefined {
  if (manifest === false) return undefined;
  if (manifest !== undefined) return manifest;
  const first = sinksOf(chain).find((sink) => (sink.options as SinkOptions).path !== '-');
  return first && join(dirname(pathOf(first)), `${name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.manifest.json`);
}

function inputEntry(outcome: InputOutcome, timeless: boolean): ManifestInput {
  return {
    ...(!timeless && { file: basename(outcome.snapshot.name), snapshot: formatIsoTime(outcome.snapshot.time) }),
    bytes: outcome.rawBytes,
    sha256: outcome.sha256,
    decompressedBytes: outcome.bytes,
    rows: outcome.rows,
    ...(outcome.error === undefined
      ? { status: 'read' as const }
      : { status: 'left out' as const, error: outcome.error.code }),
  };
}

function stageEntry(planned: PlannedStage, state: RunState, timeless: boolean): ManifestStage {
  const records = state.records.get(planned.id);
  const facts = state.facts.get(planned.id);
  return {
    id: planned.id,
    stage: planned.stage.name,
    options: timeless ? (withoutDates(publicOptions(planned)) as Record<string, unknown>) : publicOptions(planned),
    ...(records !== undefined && { records }),
    ...(facts !== undefined && { facts }),
  };
}

/** The options as written, less the folders of their paths. */
function publicOptions({ stage, shownOptions }: PlannedStage): Record<string, unknown> {
  const paths = new Set(fieldsOf(stage.options).flatMap(({ name, path }) => (path ? [name] : [])));
  const baseName = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(baseName) : typeof value === 'string' ? basename(value) : value;
  return Object.fromEntries(
    Object.entries(shownOptions).map(([name, value]) => [name, paths.has(name) ? baseName(value) : value]),
  );
}

function stagesOf(chain: Chain): PlannedStage[] {
  const merged = (chain.merged ?? []).flatMap((source) => stagesOf(source.chain));
  return [...merged, ...chain.stages, ...chain.sinks, ...chain.branches.flatMap((branch) => stagesOf(branch.chain))];
}
