import type { StageContext } from '../../../pipeline/stage.ts';
import type { PropertySettings } from '../blazar-hosts.ts';
import type { Status } from '../state.ts';
import type { LifeTable, Version } from './lives.ts';
import type { Machine, World } from './replay.ts';
import { RowIndex } from './row-index.ts';

/** What is kept of Ironic's nodes and of Blazar's tables, for {@link BaremetalWorld}. Hosts come before their capabilities. */
export const baremetalTables = (context: StageContext) =>
  ({
    nodes: {
      id({ data }) {
        if (data.uuid == null) context.count('unnamed-hosts');
        return data.uuid;
      },
      payload: ({ data: { maintenance } }) => [maintenance === '1' ? 'DISABLE' : 'ENABLE'],
      before: 'created',
      // Whether it was in maintenance when it was created is not known.
      atCreation: () => [null],
    },
    computehosts: {
      id: ({ data }) => data.id,
      payload: ({ data }) => [data.hypervisor_hostname ?? null],
      before: 'created',
    },
    computehost_extra_capabilities: {
      id: ({ data }) => data.id,
      payload: ({ data }) => [data.computehost_id ?? null, data.property_id ?? null, data.capability_value ?? null],
      before: 'created',
    },
    resource_properties: {
      id: ({ data }) => data.id,
      payload: ({ data }) => [data.property_name ?? null],
      // A capability that refers to it proves that it was there.
      before: 'always',
    },
  }) as const satisfies Record<string, LifeTable>;

/** Ironic's nodes, each with the hosts that Blazar keeps of it, which are described by their capabilities. */
export class BaremetalWorld implements World {
  readonly #settings: PropertySettings;
  readonly #nodes = new RowIndex();
  readonly #hosts = new RowIndex();
  readonly #hostsByNode = new RowIndex();
  readonly #capabilities = new RowIndex();
  readonly #capabilitiesByProperty = new RowIndex();
  readonly #properties = new RowIndex();

  constructor(settings: PropertySettings) {
    this.#settings = settings;
  }

  apply(version: Version): Iterable<string> {
    const { table, id, payload } = version;
    switch (table) {
      case 'nodes':
        return this.#nodes.put(version, id);
      case 'computehosts':
        this.#hosts.put(version, id);
        return this.#hostsByNode.put({ ...version, payload: payload && [id] }, payload?.[0] ?? null);
      case 'computehost_extra_capabilities':
        this.#capabilitiesByProperty.put(version, payload?.[1] ?? null);
        return this.#nodesOf(this.#capabilities.put(version, payload?.[0] ?? null));
      default:
        this.#properties.put(version, id);
        return this.#nodesOf(this.#capabilitiesByProperty.of(id).map(([host]) => host as string));
    }
  }

  machine(uuid: string): Machine | undefined {
    const [node] = this.#nodes.of(uuid);
    if (node === undefined) return undefined;
    const { names, rack } = this.#settings;
    const values = this.#valuesOf(uuid);
    // Blazar says nothing of it that was asked for: it is none of the machines to tell of.
    if (!names.some((name) => values.has(name))) return undefined;
    return {
      values: names.map((name, i) => (i === rack ? values.get(name) || null : (values.get(name) ?? null))),
      status: (node[0] ?? undefined) as Status | undefined,
    };
  }

  /** By the name of the property; of several with one name the one that came last counts. */
  #valuesOf(node: string): Map<string | null, string | null> {
    const hosts = this.#hostsByNode.of(node);
    const capabilities = hosts.flatMap(([host]) => this.#capabilities.of(host as string));
    return new Map(capabilities.map(([, property = null, value = null]) => [this.#nameOf(property), value]));
  }

  #nameOf(property: string | null): string | null {
    return property === null ? null : (this.#properties.of(property)[0]?.[0] ?? null);
  }

  #nodesOf(hosts: readonly string[]): string[] {
    return hosts.flatMap((host) => this.#hosts.of(host).flatMap(([node]) => node ?? []));
  }
}
