/**
 * Audit rows written down in a few words, and the machine events found in them. Times are whole numbers: seconds of a clock that
 * begins at START.
 */
import type { AuditBatch, AuditPart, AuditRow } from '../../pipeline/stage.ts';
import machineEvents from '../../transforms/machine-events.ts';
import { collect } from './collect.ts';
import { byTimeHostEvent, clock, eventLine, type Found, parseOptions, START } from './machines.ts';
import { type MemoryContext, memoryContext } from './run-context.ts';

export type Fields = Readonly<Record<string, string | number | null>>;

/** One audit row: when it was recorded, what happened, and the row. Numbers become text, and moments in columns that end in `_at` or `_time`. */
export interface Change {
  readonly table: string;
  readonly database: string;
  readonly row: Omit<AuditRow, 'sequence'>;
}

/** What makes changes of a table, with these fields unless they are given. */
export function change(database: string, table: string, defaults: Fields) {
  return (time: number, type: AuditRow['type'], fields: Fields, offset = 0): Change => {
    const data = Object.entries({ ...defaults, ...fields }).map(([column, value]) => [column, textOf(column, value)]);
    return {
      database,
      table,
      row: { type, time: START + time * 1e6, offset: offset * 1e6, data: Object.fromEntries(data) },
    };
  };
}

function textOf(column: string, value: string | number | null): string | null {
  if (typeof value !== 'number') return value;
  return /_(at|time)$/.test(column) ? clock(value) : String(value);
}

/** A row of compute_nodes: 4 vCPUs, on host `h`, named after it. */
export const node = change('nova', 'compute_nodes', {
  id: 1,
  hypervisor_hostname: 'h',
  host: 'h',
  vcpus: 4,
  memory_mb: 8,
  local_gb: 16,
});
export const service = change('nova', 'services', { id: 1, host: 'h', binary: 'nova-compute', disabled: 0 });
export const ironicNode = change('ironic', 'nodes', { uuid: 'n', maintenance: 0 });
export const blazarHost = change('blazar', 'computehosts', { id: 'b', hypervisor_hostname: 'n', created_at: null });
/** A capability of host `b`: property `p1` is 1. */
export const capability = change('blazar', 'computehost_extra_capabilities', {
  id: 'c1',
  computehost_id: 'b',
  property_id: 'p1',
  capability_value: '1',
});
export const property = change('blazar', 'resource_properties', { id: 'p1', property_name: 'one' });

/** Runs the audit part of a stage over rows, given table by table in their order, as the engine would. */
export async function foldAudit<O>(
  part: AuditPart<O>,
  options: O,
  changes: readonly Change[],
  context: MemoryContext = memoryContext(START),
): Promise<Found> {
  const folder = part.fold(options, context);
  let sequence = 0;
  for (const { database, table } of part.needs(options)) {
    const rows = changes
      .filter((one) => one.table === table && one.database === database)
      .map(({ row }) => ({ ...row, sequence: sequence++ }));
    const batch = (some: readonly AuditRow[]): AuditBatch => ({ database, table, rows: some });
    await folder.add(batch([]));
    for (let i = 0; i < rows.length; i += 2) await folder.add(batch(rows.slice(i, i + 2)));
  }
  return { records: (await collect(folder.finish())).flat(), context };
}

/** The machine events found in audit rows. */
export const findInAudit = (
  options: Parameters<typeof parseOptions>[0],
  changes: readonly Change[],
  context?: MemoryContext,
): Promise<Found> => foldAudit(machineEvents.audit!, parseOptions(options), changes, context);

/** The events found, sorted by time, host and event, as lines of `seconds host EVENT properties`. */
export async function auditEvents(
  options: Parameters<typeof parseOptions>[0],
  changes: readonly Change[],
): Promise<string[]> {
  const { records } = await findInAudit(options, changes);
  return records.toSorted(byTimeHostEvent).map(eventLine);
}
