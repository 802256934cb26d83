import type { AuditRow } from '../../../pipeline/stage.ts';
import type { RowTimes } from '../../audit/row-times.ts';
import type { Values } from '../state.ts';

/** What Blazar's audit tables tell of a node, once all of their rows are joined. Times are microseconds since 1970 UTC. */
export interface JoinedNode {
  /** Of the first joined row of a host. */
  readonly created: number | null;
  /** The latest audit time of a joined row of a capability. */
  readonly updated: number;
  /** All properties, each of its last joined row. */
  readonly values: Values;
  /** The property of the first joined row, and nothing else. */
  readonly firstProperty: Values;
}

/** Rows that have the same keys, as far as they matter: the join of all of them is never made. */
interface Rows {
  readonly first: number;
  last: number;
}

interface HostRows extends Rows {
  readonly id: string;
  readonly created: number | null;
}

interface CapabilityRows extends Rows {
  readonly firstValue: string | null;
  lastValue: string | null;
  latest: number;
}

/** A capability whose property is configured. */
interface Joined extends CapabilityRows {
  readonly names: ReadonlySet<string>;
}

/**
 * Star Compactor's join `computehosts`, `computehost_extra_capabilities`, `resource_properties`, in the order of their rows. What is
 * kept is bounded by the number of hosts and of their properties, however often they changed.
 */
export class BlazarJoin {
  readonly #names: readonly string[];
  readonly #times: RowTimes;
  readonly #hosts = new Map<string, Map<string, HostRows>>();
  readonly #capabilities = new Map<string, Map<string, CapabilityRows>>();
  /** Property id -> its names, for it may have been renamed. */
  readonly #properties = new Map<string, Set<string>>();

  constructor(names: readonly string[], times: RowTimes) {
    this.#names = names;
    this.#times = times;
  }

  add(table: string, rows: readonly AuditRow[]): void {
    for (const row of rows) {
      if (table === 'computehosts') this.#addHost(row);
      else if (table === 'resource_properties') this.#addProperty(row);
      else this.#addCapability(row);
    }
  }

  /** Undefined where no host of the node has a configured capability. */
  join(node: string): JoinedNode | undefined {
    const hosts = [...(this.#hosts.get(node)?.values() ?? [])]
      .map((host) => ({ ...host, capabilities: this.#joinCapabilities(host.id) }))
      .filter(({ capabilities }) => capabilities.length > 0);
    const [firstHost] = hosts.toSorted(byFirst);
    const [firstCapability] = firstHost?.capabilities.toSorted(byFirst) ?? [];
    if (firstHost === undefined || firstCapability === undefined) return undefined;
    const inOrder = hosts.sort(byLast).flatMap(({ capabilities }) => capabilities.sort(byLast));
    const last = new Map(inOrder.flatMap(({ names, lastValue }) => [...names].map((name) => [name, lastValue])));
    const [firstName] = firstCapability.names;
    return {
      created: firstHost.created,
      updated: Math.max(...inOrder.map(({ latest }) => latest)),
      values: this.#names.map((name) => last.get(name) ?? null),
      firstProperty: this.#names.map((name) => (name === firstName ? firstCapability.firstValue : null)),
    };
  }

  #joinCapabilities(host: string): Joined[] {
    return [...(this.#capabilities.get(host) ?? [])].flatMap(([property, rows]) => {
      const names = this.#properties.get(property);
      return names === undefined ? [] : [{ ...rows, names }];
    });
  }

  #addHost({ data: { id, hypervisor_hostname: node, created_at }, sequence }: AuditRow): void {
    if (id == null || node == null) return;
    const rows = innerMap(this.#hosts, node);
    const known = rows.get(id);
    if (known !== undefined) known.last = sequence;
    else rows.set(id, { id, first: sequence, last: sequence, created: this.#times.inData(created_at) });
  }

  #addCapability(row: AuditRow): void {
    const { computehost_id: host, property_id: property, capability_value: value = null } = row.data;
    if (host == null || property == null) return;
    const latest = this.#times.recorded(row);
    const rows = innerMap(this.#capabilities, host);
    const known = rows.get(property);
    if (known === undefined) {
      rows.set(property, { first: row.sequence, last: row.sequence, firstValue: value, lastValue: value, latest });
      return;
    }
    known.last = row.sequence;
    known.lastValue = value;
    known.latest = Math.max(known.latest, latest);
  }

  #addProperty({ data: { id, property_name: name } }: AuditRow): void {
    if (id == null || name == null || !this.#names.includes(name)) return;
    this.#properties.set(id, (this.#properties.get(id) ?? new Set()).add(name));
  }
}

const byFirst = (a: Rows, b: Rows): number => a.first - b.first;
const byLast = (a: Rows, b: Rows): number => a.last - b.last;

function innerMap<V>(maps: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const known = maps.get(key);
  if (known !== undefined) return known;
  const made = new Map<string, V>();
  maps.set(key, made);
  return made;
}
