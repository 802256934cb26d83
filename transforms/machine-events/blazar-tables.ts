import { ExitCode, PipelineError } from '../../pipeline/errors.ts';
import { collationKey } from '../../pipeline/formats/collation.ts';
import type { RowBatch } from '../../pipeline/stage.ts';
import { groupBy } from '../rows/group-by.ts';
import { isLive } from '../rows/is-live.ts';
import { type ColumnOf, type KnownNeed, type Row, TableRows } from '../rows/table-rows.ts';

const hostsNeed = (database: string) =>
  ({
    database,
    table: 'computehosts',
    columns: ['id', 'hypervisor_hostname', 'created_at'],
    optionalColumns: ['deleted', 'deleted_at'],
  }) as const satisfies KnownNeed<string>;

const capabilitiesNeed = (database: string) =>
  ({
    database,
    table: 'computehost_extra_capabilities',
    columns: ['id', 'computehost_id', 'capability_value', 'created_at', 'updated_at'],
    optionalColumns: ['capability_name', 'capability_id', 'property_id', 'deleted', 'deleted_at'],
  }) as const satisfies KnownNeed<string>;

const extraCapabilitiesNeed = (database: string) =>
  ({
    database,
    table: 'extra_capabilities',
    columns: ['id', 'capability_name'],
    optional: true,
  }) as const satisfies KnownNeed<string>;

const resourcePropertiesNeed = (database: string) =>
  ({
    database,
    table: 'resource_properties',
    columns: ['id', 'property_name'],
    optional: true,
  }) as const satisfies KnownNeed<string>;

export const blazarNeeds = (database: string) => [
  hostsNeed(database),
  capabilitiesNeed(database),
  extraCapabilitiesNeed(database),
  resourcePropertiesNeed(database),
];

/** The tables of a Blazar database that describe hosts. */
export class BlazarTables {
  readonly database: string;
  readonly hosts: TableRows<ColumnOf<ReturnType<typeof hostsNeed>>>;
  readonly capabilities: TableRows<ColumnOf<ReturnType<typeof capabilitiesNeed>>>;
  readonly extraCapabilities: TableRows<ColumnOf<ReturnType<typeof extraCapabilitiesNeed>>>;
  readonly resourceProperties: TableRows<ColumnOf<ReturnType<typeof resourcePropertiesNeed>>>;

  constructor(database: string) {
    this.database = database;
    this.hosts = new TableRows(hostsNeed(database));
    this.capabilities = new TableRows(capabilitiesNeed(database));
    this.extraCapabilities = new TableRows(extraCapabilitiesNeed(database));
    this.resourceProperties = new TableRows(resourcePropertiesNeed(database));
  }

  add(batch: RowBatch): void {
    this.hosts.add(batch);
    this.capabilities.add(batch);
    this.extraCapabilities.add(batch);
    this.resourceProperties.add(batch);
  }
}

/** A row of `computehosts`, with those of its capabilities that are configured. Times are microseconds since 1970 UTC. */
export interface BlazarHost {
  readonly hypervisor: string;
  readonly created: number | null;
  readonly deleted: number | null;
  readonly live: boolean;
  readonly capabilities: readonly Capability[];
}

export interface Capability {
  readonly name: string;
  readonly value: string | null;
  readonly created: number | null;
  readonly updated: number | null;
  readonly deleted: number | null;
  readonly live: boolean;
}

/**
 * All hosts that have a configured capability, in id order, as are the capabilities of each. Names are compared as SQL does, so one
 * spelt with other capitals is among them.
 */
export function readBlazarHosts(tables: BlazarTables, properties: readonly string[]): BlazarHost[] {
  const { hosts } = tables;
  const capabilities = readCapabilities(tables, properties);
  const [id, hypervisor] = [hosts.text('id'), hosts.text('hypervisor_hostname')];
  const [created, deleted] = [hosts.time('created_at'), hosts.time('deleted_at')];
  const live = isLive(hosts.text('deleted'), hosts.text('deleted_at'));
  return hosts.inIdOrder().flatMap((row): BlazarHost[] => {
    const [name, own] = [hypervisor(row), capabilities.get(id(row))];
    if (name === null || own === undefined) return [];
    return [{ hypervisor: name, created: created(row), deleted: deleted(row), live: live(row), capabilities: own }];
  });
}

function readCapabilities(tables: BlazarTables, properties: readonly string[]): Map<string | null, Capability[]> {
  const { capabilities: table } = tables;
  const wanted = new Set(properties.map(collationKey));
  const nameOf = capabilityNames(tables);
  const [host, value] = [table.text('computehost_id'), table.text('capability_value')];
  const [created, updated, deleted] = [table.time('created_at'), table.time('updated_at'), table.time('deleted_at')];
  const live = isLive(table.text('deleted'), table.text('deleted_at'));
  const rows = table.inIdOrder().flatMap((row) => {
    const name = nameOf(row);
    if (name === null || !wanted.has(collationKey(name))) return [];
    const times = { created: created(row), updated: updated(row), deleted: deleted(row) };
    return [{ host: host(row), name, value: value(row), ...times, live: live(row) }];
  });
  return groupBy(rows, (row) => row.host);
}

/** Three generations of Blazar say in three ways what a capability is called. */
function capabilityNames({ database, capabilities, extraCapabilities, resourceProperties }: BlazarTables) {
  if (capabilities.has('property_id')) {
    const names = namesById(resourceProperties, 'property_name', `${database}.resource_properties`);
    return lookUp(capabilities.text('property_id'), names);
  }
  if (capabilities.has('capability_id')) {
    const names = namesById(extraCapabilities, 'capability_name', `${database}.extra_capabilities`);
    return lookUp(capabilities.text('capability_id'), names);
  }
  if (capabilities.has('capability_name')) return capabilities.text('capability_name');
  throw new PipelineError(
    'missing-column',
    ExitCode.corruptInput,
    `expected one of the columns capability_name, capability_id and property_id in ${database}.computehost_extra_capabilities, found none`,
    { hint: 'see whether `databases` names a Blazar database' },
  );
}

const lookUp =
  (idOf: (row: Row) => string | null, names: Map<string | null, string | null>) =>
  (row: Row): string | null =>
    names.get(idOf(row)) ?? null;

function namesById<C extends string>(
  table: TableRows<C | 'id'>,
  column: C,
  title: string,
): Map<string | null, string | null> {
  if (!table.exists) {
    throw new PipelineError('missing-table', ExitCode.corruptInput, `expected the table ${title}, found none`, {
      hint: 'the capabilities of this backup refer to it: was it left out of the dump?',
    });
  }
  const [id, name] = [table.text('id'), table.text(column)];
  return new Map(table.inIdOrder().map((row) => [id(row), name(row)]));
}
