import { collationKey } from '../../pipeline/formats/collation.ts';
import { groupBy } from '../rows/group-by.ts';
import type { BlazarHost, Capability } from './blazar-tables.ts';
import type { IronicNode } from './ironic-tables.ts';
import type { Sighting } from './sighting.ts';
import type { Values } from './state.ts';

/** Which properties are told, in order, and which of them is the rack; -1 for none. */
export interface PropertySettings {
  readonly names: readonly string[];
  readonly rack: number;
}

/** Star Compactor's view: all that Blazar ever knew of a node makes one machine, the later row winning. */
export function mergedHosts(
  nodes: readonly IronicNode[],
  hosts: readonly BlazarHost[],
  names: readonly string[],
): Sighting[] {
  return join(nodes, hosts).map(([node, own]) => {
    const capabilities = own.flatMap((host) => host.capabilities);
    return {
      ...toldByIronic(node),
      values: valuesOf(capabilities, names),
      created: own.at(-1)!.created,
      updated: latest(capabilities.flatMap(({ created, updated }) => [created, updated])),
      deleted: null,
      live: true,
    };
  });
}

/** Each host that Blazar keeps of a node by itself, with what it was described by while it lasted. */
export function eachHost(
  nodes: readonly IronicNode[],
  hosts: readonly BlazarHost[],
  { names, rack }: PropertySettings,
): Sighting[] {
  return join(nodes, hosts).flatMap(([node, own]) =>
    own.map(({ created, deleted, live, capabilities }) => {
      const valid = live ? capabilities.filter((capability) => capability.live) : capabilities.toSorted(byLife);
      const removed = live ? capabilities.filter((capability) => !capability.live) : [];
      return {
        ...toldByIronic(node),
        values: valuesOf(valid, names).map((value, i) => (i === rack ? value || null : value)),
        created,
        updated: latest([
          ...valid.flatMap((capability) => [capability.created, capability.updated]),
          ...removed.map((capability) => capability.deleted),
        ]),
        deleted,
        live,
      };
    }),
  );
}

/** Nodes with the hosts of their name, in the order of the nodes; those without any are left out. */
function join(nodes: readonly IronicNode[], hosts: readonly BlazarHost[]): [IronicNode, BlazarHost[]][] {
  const byNode = groupBy(hosts, ({ hypervisor }) => collationKey(hypervisor));
  return nodes.flatMap((node): [IronicNode, BlazarHost[]][] => {
    const own = byNode.get(collationKey(node.uuid));
    return own === undefined ? [] : [[node, own]];
  });
}

const toldByIronic = ({ uuid, status, updated }: IronicNode) => ({ host: uuid, status, statusTime: updated });

function valuesOf(capabilities: readonly Capability[], names: readonly string[]): Values {
  const values = new Map(capabilities.map(({ name, value }) => [name, value]));
  return names.map((name) => values.get(name) ?? null);
}

/** What lived longest comes last, and so wins. */
const byLife = (a: Capability, b: Capability): number =>
  Number(a.live) - Number(b.live) || (a.deleted ?? 0) - (b.deleted ?? 0);

function latest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.max(...known);
}
