import type { RowBatch, TableNeed } from '../../pipeline/stage.ts';
import { type KnownNeed, TableRows } from '../rows/table-rows.ts';

const SOFT_DELETE = ['deleted', 'deleted_at'] as const;
const WRITTEN = ['created_at', 'updated_at', ...SOFT_DELETE] as const;

/** Names of leases are their users' own words, and trusts are credentials: neither is read. */
const needsOf = (database: string) => ({
  leases: {
    database,
    table: 'leases',
    columns: ['id', 'user_id', 'start_date', 'end_date', 'created_at', 'updated_at'],
    // Before it spoke of projects, OpenStack called them tenants.
    optionalColumns: ['project_id', 'tenant_id', 'status', ...SOFT_DELETE],
  } as const satisfies KnownNeed<string>,
  reservations: {
    database,
    table: 'reservations',
    columns: ['id', 'lease_id', 'resource_type', 'created_at', 'updated_at'],
    optionalColumns: [...SOFT_DELETE],
  } as const satisfies KnownNeed<string>,
  events: {
    database,
    table: 'events',
    columns: ['id', 'lease_id', 'event_type', 'time', 'status'],
  } as const satisfies KnownNeed<string>,
  hostReservations: {
    database,
    table: 'computehost_reservations',
    columns: ['id', 'reservation_id', 'count_range', 'resource_properties'],
    optionalColumns: [...WRITTEN],
  } as const satisfies KnownNeed<string>,
  allocations: {
    database,
    table: 'computehost_allocations',
    columns: ['id', 'compute_host_id', 'reservation_id', 'created_at', 'updated_at'],
    optionalColumns: [...SOFT_DELETE],
  } as const satisfies KnownNeed<string>,
  hosts: {
    database,
    table: 'computehosts',
    columns: ['id', 'hypervisor_hostname'],
  } as const satisfies KnownNeed<string>,
  instanceReservations: {
    database,
    table: 'instance_reservations',
    columns: ['id', 'reservation_id', 'amount', 'vcpus', 'memory_mb', 'disk_gb'],
    optionalColumns: [...WRITTEN],
    optional: true,
  } as const satisfies KnownNeed<string>,
  floatingIpReservations: {
    database,
    table: 'floatingip_reservations',
    columns: ['id', 'reservation_id', 'amount'],
    optionalColumns: [...WRITTEN],
    optional: true,
  } as const satisfies KnownNeed<string>,
  deviceReservations: {
    database,
    table: 'device_reservations',
    columns: ['id', 'reservation_id', 'count_range'],
    optionalColumns: [...WRITTEN],
    optional: true,
  } as const satisfies KnownNeed<string>,
});

type Needs = ReturnType<typeof needsOf>;
type ColumnsOf<N extends TableNeed> =
  | N['columns'][number]
  | (N extends { readonly optionalColumns: readonly (infer C extends string)[] } ? C : never);

export const leaseNeeds = (database: string): TableNeed[] => Object.values(needsOf(database));

/** The tables of a Blazar database that tell of leases. */
export type LeaseTables = { readonly [N in keyof Needs]: TableRows<ColumnsOf<Needs[N]>> };

export function newLeaseTables(database: string): LeaseTables & { add(batch: RowBatch): void } {
  const tables = Object.fromEntries(
    Object.entries(needsOf(database)).map(([name, need]) => [name, new TableRows<string>(need)]),
  );
  return {
    ...(tables as unknown as LeaseTables),
    add(batch) {
      for (const table of Object.values(tables)) table.add(batch);
    },
  };
}
