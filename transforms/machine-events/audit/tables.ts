import type { TableNeed } from '../../../pipeline/stage.ts';
import type { MachineEventsOptions } from '../options.ts';

/** The audit tables that tell of machines, each with what is needed of its rows. */
const computeNodes = {
  table: 'compute_nodes',
  columns: ['id', 'hypervisor_hostname', 'vcpus', 'memory_mb', 'local_gb'],
  optionalColumns: ['host', 'created_at', 'deleted_at', 'deleted'],
};
const services = {
  table: 'services',
  columns: ['id', 'host', 'binary', 'disabled'],
  optionalColumns: ['deleted_at', 'deleted'],
};
/** `driver_info` holds the passwords of the machines' controllers: it is never read. */
const ironicNodes = { table: 'nodes', columns: ['uuid', 'maintenance'], optionalColumns: ['created_at', 'properties'] };
const computeHosts = {
  table: 'computehosts',
  columns: ['id', 'hypervisor_hostname', 'created_at'],
  optionalColumns: ['deleted_at', 'deleted'],
};
const capabilities = {
  table: 'computehost_extra_capabilities',
  columns: ['id', 'computehost_id', 'property_id', 'capability_value'],
  optionalColumns: ['created_at', 'deleted_at', 'deleted'],
};
const resourceProperties = { table: 'resource_properties', columns: ['id', 'property_name'] };

/**
 * Nova's cells are often not audited one and all, and cell0 has no machines: of several databases only the first must be there.
 */
export function auditNeeds({ cloud, databases: { nova, ironic, blazar } }: MachineEventsOptions): TableNeed[] {
  if (cloud === 'vm') {
    return nova.flatMap((database, i) =>
      [computeNodes, services].map((table) => ({ ...table, database, ...(i > 0 && { optional: true }) })),
    );
  }
  const ofBlazar = blazar === null ? [] : [computeHosts, capabilities, resourceProperties];
  return [{ ...ironicNodes, database: ironic }, ...ofBlazar.map((table) => ({ ...table, database: blazar as string }))];
}
