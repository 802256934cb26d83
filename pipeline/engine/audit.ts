/** Reads the audit tables of a source and feeds their rows to every trunk, on the main thread. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline as connect } from 'node:stream/promises';
import type { DataRecord, RecordType } from '../records/record-type.ts';
import type { PlannedStage } from '../spec/plan.ts';
import type { AuditBatch, AuditFolder, AuditInput, AuditPart, AuditStage } from '../stage.ts';
import type { ProgressMeter } from './progress.ts';
import type { RunState } from './run-state.ts';
import type { InputOutcome } from './stretch.ts';
import { unionOfNeeds, wantedTables } from './table-needs.ts';
import type { EventStage, Trunk } from './trunk.ts';

export interface AuditPlan {
  readonly source: PlannedStage<AuditStage<unknown>>;
  readonly inputs: readonly AuditInput[];
}

/** What a trunk gives; the spec lets only stages with an audit part follow an audit source. */
export const auditType = ({ stage, options }: PlannedStage<EventStage>): RecordType =>
  (stage.audit?.gives ?? stage.gives)(options);

const partOf = ({ stage }: Trunk['planned']): AuditPart<unknown> => stage.audit as AuditPart<unknown>;

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
  return { source, inputs };
}

/** Where the audit rows of all sources go. */
export class AuditReceivers {
  readonly #receivers: readonly { wants: ReturnType<typeof wantedTables>; folder: AuditFolder }[];

  constructor(trunks: readonly Trunk[], state: RunState) {
    this.#receivers = trunks.map(({ planned }) => ({
      wants: wantedTables(partOf(planned).needs(planned.options)),
      folder: partOf(planned).fold(planned.options, state.contextOf(planned)),
    }));
  }

  async add(batch: AuditBatch): Promise<void> {
    for (const { wants, folder } of this.#receivers) if (wants(batch)) await folder.add(batch);
  }

  /** When everything was read: the records of each trunk. */
  finish(): readonly AsyncIterable<DataRecord[]>[] {
    return this.#receivers.map(({ folder }) => folder.finish());
  }
}

/**
 * @returns what became of each input.
 * @throws PipelineError at the first input that cannot be read: there is no telling what it would have said.
 */
export async function readAudit(
  { source, inputs }: AuditPlan,
  receivers: AuditReceivers,
  { checksums }: { readonly checksums: boolean },
  state: RunState,
  meter: ProgressMeter,
): Promise<InputOutcome[]> {
  const outcomes: InputOutcome[] = [];
  for (const [index, input] of inputs.entries()) {
    outcomes.push({
      snapshot: { index, time: input.modified, name: input.name },
      rawBytes: input.size,
      bytes: input.size,
      rows: await feed(input),
      sha256: checksums ? await hashOf(input, state.signal) : undefined,
      warnings: [],
      counters: {},
      error: undefined,
    });
    meter.inputDone();
  }
  return outcomes;

  async function feed(input: AuditInput): Promise<number> {
    let rows = 0;
    const context = { signal: state.signal, onBytes: (bytes: number) => meter.addBytes(bytes) };
    for await (const batch of source.stage.read(input, source.options, context)) {
      rows += batch.rows.length;
      await receivers.add(batch);
    }
    return rows;
  }
}

/** A Parquet file is not read from its beginning to its end, so it is read once more for this. */
async function hashOf({ path }: AuditInput, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await connect(createReadStream(path), hash, { signal });
  return hash.digest('hex');
}
