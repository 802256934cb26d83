import { ExitCode, PipelineError } from '../../pipeline/errors.ts';
import { VM_MACHINE_PROPERTIES } from '../../pipeline/records/machine-event.ts';
import type { Cloud } from './cloud.ts';
import {
  Cell,
  type ComputeNode,
  type ComputeServices,
  computeNodesNeed,
  readComputeNodes,
  readComputeServices,
  servicesNeed,
} from './nova-tables.ts';
import { observe } from './observe-default.ts';
import { observeLikeStarCompactor } from './observe-starcompactor.ts';
import { knownRack, starCompactorRack } from './rack.ts';
import type { Sighting } from './sighting.ts';

/** Nova's hypervisors: `compute_nodes`, each with the nova-compute service that runs on its host. */
export const vm: Cloud = {
  needs: ({ databases }) => databases.nova.flatMap((name) => [computeNodesNeed(name), servicesNeed(name)]),
  properties: () => VM_MACHINE_PROPERTIES,
  wanted: ({ rack }) => (rack === undefined ? [] : ['rack']),
  map({ databases, rack, semantics }, context) {
    const cells = databases.nova.map((database) => new Cell(database));
    const original = semantics === 'starcompactor';
    const findRack = original ? starCompactorRack(rack) : knownRack(rack);
    return {
      add(batch) {
        for (const { nodes, services } of cells) {
          nodes.add(batch);
          services.add(batch);
        }
      },
      finish() {
        const sightings = cells.flatMap((cell) => {
          checkColumns(cell, original);
          const services = readComputeServices(cell);
          const nodes = readComputeNodes(cell, findRack, context);
          return nodes.flatMap((node) => (original ? everyPair(node, services) : mortalPairs(node, services)));
        });
        return original ? observeLikeStarCompactor(sightings, context) : observe(sightings, context);
      },
    };
  },
};

/** A node with every nova-compute row of its host, as SQL joins them. */
function everyPair({ host, node }: ComputeNode, services: ComputeServices): Sighting[] {
  return services.ofHost(host).map(({ status, statusTime }) => ({ ...node, status, statusTime }));
}

/**
 * A node with the nova-compute rows of its host that lived when it did, each pair until the first of the two is deleted. Before Kilo
 * a node had no host, only the id of its service.
 *
 * A node whose service has been purged is told by the one that came after it, which has no say in its status.
 */
function mortalPairs({ host, serviceId, node }: ComputeNode, services: ComputeServices): Sighting[] {
  const own = host === null ? services.ofId(serviceId) : services.ofHost(host);
  const together = own.filter((service) => startsBeforeEnd(node, service) && startsBeforeEnd(service, node));
  const pairs = together.length > 0 ? together : own.filter((service) => startsBeforeEnd(node, service));
  return pairs.map(({ live, deleted, status, statusTime }) => ({
    ...node,
    live: node.live && live,
    deleted: earlier(node.deleted, deleted),
    status,
    statusTime,
  }));
}

/** What is not known speaks for it. */
const startsBeforeEnd = ({ created }: Pick<Sighting, 'created'>, { deleted }: Pick<Sighting, 'deleted'>): boolean =>
  created === null || deleted === null || created < deleted;

const earlier = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/** A backup without the columns that nodes are joined by tells of no host: it would look as if all had been deleted. */
function checkColumns({ database, nodes }: Cell, original: boolean): void {
  if (nodes.has('host') || (nodes.has('service_id') && !original)) return;
  const hint = nodes.has('service_id')
    ? 'the backup is of OpenStack before Kilo: `semantics: default` can read it'
    : 'see whether `databases` names a Nova database';
  throw new PipelineError(
    'missing-column',
    ExitCode.corruptInput,
    `expected the column host in ${database}.compute_nodes, found none`,
    { hint },
  );
}
