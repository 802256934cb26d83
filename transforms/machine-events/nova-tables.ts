import { collationKey } from '../../pipeline/formats/collation.ts';
import type { StageContext } from '../../pipeline/stage.ts';
import { groupBy } from '../rows/group-by.ts';
import { isLive } from '../rows/is-live.ts';
import { type ColumnOf, type KnownNeed, TableRows } from '../rows/table-rows.ts';
import type { RackFinder } from './rack.ts';
import type { Sighting } from './sighting.ts';
import type { Status } from './state.ts';

export const computeNodesNeed = (database: string) =>
  ({
    database,
    table: 'compute_nodes',
    columns: ['id', 'created_at', 'updated_at', 'deleted_at', 'hypervisor_hostname', 'vcpus', 'memory_mb', 'local_gb'],
    optionalColumns: ['deleted', 'host', 'service_id'],
  }) as const satisfies KnownNeed<string>;

export const servicesNeed = (database: string) =>
  ({
    database,
    table: 'services',
    columns: ['id', 'host', 'binary', 'disabled', 'updated_at'],
    optionalColumns: ['created_at', 'deleted', 'deleted_at'],
  }) as const satisfies KnownNeed<string>;

/** The tables of one Nova database. */
export class Cell {
  readonly database: string;
  readonly nodes: TableRows<ColumnOf<ReturnType<typeof computeNodesNeed>>>;
  readonly services: TableRows<ColumnOf<ReturnType<typeof servicesNeed>>>;

  constructor(database: string) {
    this.database = database;
    this.nodes = new TableRows(computeNodesNeed(database));
    this.services = new TableRows(servicesNeed(database));
  }
}

/** A row of `compute_nodes`. */
export interface ComputeNode {
  readonly host: string | null;
  readonly serviceId: string | null;
  readonly node: Omit<Sighting, 'status' | 'statusTime'>;
}

export function readComputeNodes({ nodes }: Cell, rack: RackFinder, context: StageContext): ComputeNode[] {
  const [name, host, serviceId] = [nodes.text('hypervisor_hostname'), nodes.text('host'), nodes.text('service_id')];
  const [vcpus, memory, disk] = [nodes.number('vcpus'), nodes.number('memory_mb'), nodes.number('local_gb')];
  const [created, updated, deleted] = [nodes.time('created_at'), nodes.time('updated_at'), nodes.time('deleted_at')];
  const live = isLive(nodes.text('deleted'), nodes.text('deleted_at'));
  return nodes.inIdOrder().flatMap((row): ComputeNode[] => {
    const hypervisor = name(row);
    if (hypervisor === null) {
      context.count('unnamed-hosts');
      return [];
    }
    const node = {
      host: hypervisor,
      values: [rack(hypervisor), vcpus(row), memory(row), disk(row)],
      created: created(row),
      updated: updated(row),
      deleted: deleted(row),
      live: live(row),
    };
    return [{ host: host(row), serviceId: serviceId(row), node }];
  });
}

/** A row of `services` whose binary is nova-compute. */
export interface ComputeService {
  readonly id: string | null;
  readonly host: string | null;
  readonly live: boolean;
  /** Microseconds since 1970 UTC; null when it is not known. */
  readonly created: number | null;
  /** Null for a live row, too. */
  readonly deleted: number | null;
  readonly status: Status;
  readonly statusTime: number | null;
}

export interface ComputeServices {
  /** All of one host, in id order. As in SQL, NULL equals nothing. */
  ofHost(host: string | null): readonly ComputeService[];
  ofId(id: string | null): readonly ComputeService[];
}

export function readComputeServices({ services: table }: Cell): ComputeServices {
  const [id, host, binary, disabled] = [
    table.text('id'),
    table.text('host'),
    table.text('binary'),
    table.text('disabled'),
  ];
  const [created, updated, deleted] = [table.time('created_at'), table.time('updated_at'), table.time('deleted_at')];
  const live = isLive(table.text('deleted'), table.text('deleted_at'));
  const services = table
    .inIdOrder()
    .filter((row) => binary(row) === 'nova-compute')
    .map(
      (row): ComputeService => ({
        id: id(row),
        host: host(row),
        live: live(row),
        created: created(row),
        deleted: deleted(row),
        status: disabled(row) === '1' ? 'DISABLE' : 'ENABLE',
        statusTime: updated(row),
      }),
    );
  const byId = groupBy(services, (service) => service.id);
  const byHost = groupBy(services, (service) => service.host !== null && collationKey(service.host));
  return {
    ofHost: (name) => (name === null ? [] : (byHost.get(collationKey(name)) ?? [])),
    ofId: (serviceId) => (serviceId === null ? [] : (byId.get(serviceId) ?? [])),
  };
}
