import { collationKey } from '../../../pipeline/formats/collation.ts';
import type { StageContext } from '../../../pipeline/stage.ts';
import { numberOf } from '../../audit/number-of.ts';
import type { RackFinder } from '../rack.ts';
import type { Status } from '../state.ts';
import type { LifeTable, Version } from './lives.ts';
import type { Machine, World } from './replay.ts';
import { RowIndex } from './row-index.ts';

/** What is kept of services and of compute nodes, for {@link VmWorld}. */
export const vmTables = (context: StageContext) =>
  ({
    services: {
      id: ({ data }) => (data.binary === 'nova-compute' && data.host != null ? data.id : null),
      payload: ({ data: { host, disabled } }) => [host as string, disabled === '1' ? 'DISABLE' : 'ENABLE'],
      // Whether it was disabled before is not known.
      before: 'unknown',
    },
    compute_nodes: {
      id({ data }) {
        if (data.hypervisor_hostname || data.host) return data.id;
        context.count('unnamed-hosts');
        return null;
      },
      payload: ({
        data: { hypervisor_hostname: name, host = null, vcpus = null, memory_mb = null, local_gb = null },
      }) => [name || host, host, vcpus, memory_mb, local_gb],
      before: 'created',
    },
  }) as const satisfies Record<string, LifeTable>;

/** Hypervisors: rows of compute_nodes, each with the nova-compute service of its host. */
export class VmWorld implements World {
  readonly #rack: RackFinder;
  readonly #services = new RowIndex();
  readonly #nodesByName = new RowIndex();
  readonly #nodesByHost = new RowIndex();

  constructor(rack: RackFinder) {
    this.#rack = rack;
  }

  apply(version: Version): Iterable<string> {
    const { table, database, payload } = version;
    if (table === 'services') {
      const hosts = this.#services.put(version, hostKey(database, payload?.[0]));
      return hosts.flatMap((host) => this.#nodesByHost.of(host).map(([name]) => name as string));
    }
    this.#nodesByHost.put(version, hostKey(database, payload?.[1]));
    return this.#nodesByName.put({ ...version, payload: payload && [database, ...payload] }, payload?.[0] ?? null);
  }

  /** Of several rows with one name the one that came last counts; so it does with services. */
  machine(name: string): Machine | undefined {
    const node = this.#nodesByName.of(name).at(-1);
    if (node === undefined) return undefined;
    const [database, , host, ...sizes] = node;
    const key = hostKey(database as string, host);
    const service = key === null ? undefined : this.#services.of(key).at(-1);
    return { values: [this.#rack(name), ...sizes.map(numberOf)], status: service?.[1] as Status | undefined };
  }
}

/** Hosts are equal where Nova's database calls them so, and never across databases. */
const hostKey = (database: string, host: string | null | undefined): string | null =>
  host == null ? null : JSON.stringify([database, collationKey(host)]);
