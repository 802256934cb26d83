/** Reads the audit tables of a pipeline and feeds their rows to every trunk, on the main thread. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline as connect } from 'node:stream/promises';
import type { DataRecord, RecordType } from '../records/record-type.ts';
import type { PlannedStage } from '../spec/plan.ts';
import type { AuditFolder, AuditInput, AuditPart, AuditStage, SnapshotStage, TableNeed } from '../stage.ts';
import type { ProgressMeter } from './progress.ts';
import type { RunState } from './run-state.ts';
import { type InputOutcome, unionOfNeeds } from './stretch.ts';
import type { Trunk } from './trunk.ts';

export interface AuditPlan {
  readonly source: PlannedStage<AuditStage<unknown>>;
  readonly trunks: readonly Trunk[];
  readonly inputs: readonly AuditInput[];
}

/** What was read, and per trunk that which gives its records. */
export interface AuditResult {
  readonly outcomes: readonly InputOutcome[];
  readonly folders: readonly { finish(): AsyncIterable<DataRecord[]> }[];
}

/** What a trunk gives; the spec lets only stages with an audit part follow an audit source. */
export const auditType = ({ stage, options }: PlannedStage<SnapshotStage<unknown>>): RecordType =>
  (stage.audit?.gives ?? stage.gives)(options);

/** Finds the files of all tables that any trunk needs. */
export async function planAudit(
  source: PlannedStage<AuditStage<unknown>>,
  trunks: readonly Trunk[],
  state: RunState,
): Promise<AuditPlan> {
  const needs = unionOfNeeds(trunks.flatMap(({ planned }) => partOf(planned).needs(planned.options)));
  const inputs = await source.stage.plan(source.options, needs, {
    signal: state.signal,
    warn: (code, message) => state.noteWarning(code, message),
  });
  return { source, trunks, inputs };
}

/** @throws PipelineError at the first input that cannot be read: there is no telling what it would have said. */
export async function readAudit(
  { source, trunks, inputs }: AuditPlan,
  { checksums }: { readonly checksums: boolean },
  state: RunState,
  meter: ProgressMeter,
): Promise<AuditResult> {
  const receivers = trunks.map(({ planned }) => ({
    tables: new Set(partOf(planned).needs(planned.options).map(keyOf)),
    folder: partOf(planned).fold(planned.options, state.contextOf(planned)),
  }));
  const outcomes: InputOutcome[] = [];
  for (const [index, input] of inputs.entries()) {
    const folders = receivers.filter(({ tables }) => tables.has(keyOf(input.need))).map(({ folder }) => folder);
    outcomes.push({
      snapshot: { index, time: input.modified, name: input.name },
      rawBytes: input.size,
      bytes: input.size,
      rows: await feed(input, folders),
      sha256: checksums ? await hashOf(input, state.signal) : undefined,
      warnings: [],
      counters: {},
      error: undefined,
    });
    meter.inputDone();
  }
  return { outcomes, folders: receivers.map(({ folder }) => folder) };

  async function feed(input: AuditInput, folders: readonly AuditFolder[]): Promise<number> {
    let rows = 0;
    const context = { signal: state.signal, onBytes: (bytes: number) => meter.addBytes(bytes) };
    for await (const batch of source.stage.read(input, source.options, context)) {
      rows += batch.rows.length;
      for (const folder of folders) await folder.add(batch);
    }
    return rows;
  }
}

const partOf = ({ stage }: PlannedStage<SnapshotStage<unknown>>): AuditPart<unknown> =>
  stage.audit as AuditPart<unknown>;

const keyOf = ({ database, table }: TableNeed): string => JSON.stringify([database, table]);

/** A Parquet file is not read from its beginning to its end, so it is read once more for this. */
async function hashOf({ path }: AuditInput, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await connect(createReadStream(path), hash, { signal });
  return hash.digest('hex');
}
