/**
 * Backups written down as a few rows, and the machine events found in them as a few words. Times are whole numbers: seconds of a
 * clock that begins at {@link START}.
 */

import { HOST_NAME } from '../../pipeline/records/machine-event.ts';
import type { DataRecord, Properties } from '../../pipeline/records/record-type.ts';
import type { RowBatch, Snapshot, SqlValue } from '../../pipeline/stage.ts';
import { machineEventsOptions } from '../../transforms/machine-events/options.ts';
import type { MachineState } from '../../transforms/machine-events/state.ts';
import machineEvents from '../../transforms/machine-events.ts';
import { collect } from './collect.ts';
import { type MemoryContext, memoryContext } from './run-context.ts';

export const START = Date.UTC(2020, 0, 1) * 1000;

/** A number of seconds as MySQL writes the moment. */
export const clock = (seconds: number): string =>
  new Date(START / 1000 + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');

export type Fields = Readonly<Record<string, SqlValue | number | undefined>>;

/** Rows of one table: numbers become text, and moments where the column is a time; a field that a row lacks is NULL. */
export function table(
  database: string,
  name: string,
  rows: readonly Fields[],
  columns: readonly string[] = [...new Set(rows.flatMap(Object.keys))],
  how: Pick<RowBatch, 'reset' | 'onDuplicate'> = {},
): RowBatch {
  const value = (row: Fields, column: string): SqlValue => {
    const given = row[column] ?? null;
    if (typeof given !== 'number') return given;
    return column.endsWith('_at') ? clock(given) : String(given);
  };
  return {
    database,
    table: name,
    columns,
    rows: rows.map((row) => columns.map((column) => value(row, column))),
    ...how,
  };
}

export interface Backup {
  readonly time: number;
  readonly tables: readonly RowBatch[];
}

export interface Found {
  readonly records: DataRecord[];
  readonly context: MemoryContext;
}

type Input = Parameters<typeof machineEventsOptions.parse>[0];

export const parseOptions = (options: Input) => machineEventsOptions.parse(options);

export function mapBackup(options: Input, tables: readonly RowBatch[], context = memoryContext()): MachineState {
  const mapper = machineEvents.map(parseOptions(options), context);
  for (const batch of tables) mapper.add(batch);
  return structuredClone(mapper.finish()) as MachineState;
}

/** Runs the stage over backups, as the engine would. */
export async function find(options: Input, backups: readonly Backup[], context = memoryContext(START)): Promise<Found> {
  const parsed = parseOptions(options);
  const folder = machineEvents.fold(parsed, context);
  let previous: { state: MachineState; snapshot: Snapshot } | undefined;
  for (const [index, { time, tables }] of backups.entries()) {
    const snapshot = { index, time: START + time * 1e6, name: `backup ${index}` };
    const next = { state: mapBackup(options, tables, context), snapshot };
    await folder.add(machineEvents.compare(previous, next, parsed), snapshot);
    previous = next;
  }
  return { records: (await collect(folder.finish())).flat(), context };
}

/** The events found, sorted by time, host and event, as lines of `seconds host EVENT properties`. */
export async function events(options: Input, backups: readonly Backup[]): Promise<string[]> {
  const { records } = await find(options, backups);
  return records.toSorted(byTimeHostEvent).map(eventLine);
}

export const byTimeHostEvent = (a: DataRecord, b: DataRecord): number => {
  const key = ({ EVENT_TIME, EVENT, [HOST_NAME]: host }: DataRecord) => [
    Number(EVENT_TIME),
    String(host),
    String(EVENT),
  ];
  const [x, y] = [key(a), key(b)];
  const place = x.findIndex((part, i) => part !== y[i]);
  return place < 0 ? 0 : x[place]! < y[place]! ? -1 : 1;
};

export function eventLine({ EVENT_TIME, EVENT, PROPERTIES, [HOST_NAME]: host }: DataRecord): string {
  const properties =
    PROPERTIES === null
      ? '-'
      : Object.values(PROPERTIES as Properties)
          .map(String)
          .join(' ');
  return `${(Number(EVENT_TIME) - START) / 1e6} ${host} ${EVENT} ${properties}`;
}

/** The tables of a Nova database. Rows say only what matters: a node has 4 vCPUs, runs on the host of its name, and so on. */
export function nova(
  { nodes = [], services = [] }: { nodes?: readonly Fields[]; services?: readonly Fields[] },
  database = 'nova',
): RowBatch[] {
  const node = (row: Fields, i: number) => ({
    id: i + 1,
    created_at: undefined,
    updated_at: undefined,
    deleted_at: undefined,
    host: row.hypervisor_hostname,
    vcpus: 4,
    memory_mb: 8,
    local_gb: 16,
    ...row,
  });
  const service = (row: Fields, i: number) => ({
    id: i + 1,
    updated_at: undefined,
    deleted_at: undefined,
    binary: 'nova-compute',
    disabled: 0,
    ...row,
  });
  return [
    table(database, 'compute_nodes', nodes.map(node), [...NODE_COLUMNS, 'deleted', 'host']),
    table(database, 'services', services.map(service), [...SERVICE_COLUMNS, 'created_at', 'deleted', 'deleted_at']),
  ];
}

export const NODE_COLUMNS = [
  'id',
  'created_at',
  'updated_at',
  'deleted_at',
  'hypervisor_hostname',
  'vcpus',
  'memory_mb',
  'local_gb',
];
export const SERVICE_COLUMNS = ['id', 'host', 'binary', 'disabled', 'updated_at'];

/** A backup of a cloud with one Nova database. */
export const vmBackup = (time: number, rows: Parameters<typeof nova>[0]): Backup => ({ time, tables: nova(rows) });

/** The usual: one live hypervisor `h` with its service. */
export const hypervisor = (node: Fields, service: Fields, name = 'h') => ({
  nodes: [{ hypervisor_hostname: name, ...node }],
  services: [{ host: name, ...service }],
});

/** The rows of both. */
export const both = (...parts: readonly { nodes: readonly Fields[]; services: readonly Fields[] }[]) => ({
  nodes: parts.flatMap((part) => part.nodes),
  services: parts.flatMap((part) => part.services),
});

/** How Blazar has named a capability of a host: in its row, or by the id of a definition. */
export type BlazarSchema = 'capability_name' | 'capability_id' | 'property_id';

/**
 * The tables of Ironic and Blazar. A capability is `{ computehost_id, name, capability_value, … }`; definitions are made for all names,
 * and `definitions` adds more of them.
 */
export function bareMetal(
  rows: {
    nodes?: readonly Fields[];
    hosts?: readonly Fields[];
    capabilities?: readonly Fields[];
    definitions?: readonly Fields[];
  },
  schema: BlazarSchema = 'property_id',
): RowBatch[] {
  const { nodes = [], hosts = [], capabilities = [], definitions = [] } = rows;
  const names = [...new Set(capabilities.map(({ name }) => String(name)))];
  const defined = [...names.map((name) => ({ id: `id of ${name}`, name })), ...definitions];
  const capability = ({ name, ...row }: Fields, i: number) => ({
    id: `c${i}`,
    [schema]: schema === 'capability_name' ? name : `id of ${name}`,
    ...row,
  });
  const column = schema === 'property_id' ? 'property_name' : 'capability_name';
  const definition = ({ name, ...row }: Fields) => ({ resource_type: 'physical:host', [column]: name, ...row });
  const soft = ['deleted', 'deleted_at'];
  return [
    table(
      'ironic',
      'nodes',
      nodes.map((row, i) => ({ id: i + 1, maintenance: 0, ...row })),
      ['id', 'uuid', 'created_at', 'updated_at', 'maintenance', 'properties'],
    ),
    table(
      'blazar',
      'computehosts',
      hosts.map((row, i) => ({ id: `h${i}`, ...row })),
      ['id', 'hypervisor_hostname', 'created_at', ...soft],
    ),
    table('blazar', 'computehost_extra_capabilities', capabilities.map(capability), [
      'id',
      'computehost_id',
      'capability_value',
      'created_at',
      'updated_at',
      schema,
      ...soft,
    ]),
    ...(schema === 'capability_name'
      ? []
      : [
          table(
            'blazar',
            schema === 'property_id' ? 'resource_properties' : 'extra_capabilities',
            defined.map(definition),
            ['id', 'resource_type', column],
          ),
        ]),
  ];
}

export const bareMetalBackup = (time: number, ...rows: Parameters<typeof bareMetal>): Backup => ({
  time,
  tables: bareMetal(...rows),
});

/** The usual: one node `n` with a host of one capability, `type`. */
export const bareMetalNode = (node: Fields, host: Fields, capability: Fields, name = 'n') => ({
  nodes: [{ uuid: name, ...node }],
  hosts: [{ id: `host of ${name}`, hypervisor_hostname: name, ...host }],
  capabilities: [{ computehost_id: `host of ${name}`, name: 'type', capability_value: 'big', ...capability }],
});
