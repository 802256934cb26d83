import type { RowBatch, StageContext } from '../../pipeline/stage.ts';
import { TableRows } from '../rows/table-rows.ts';
import { eachHost, mergedHosts } from './blazar-hosts.ts';
import { BlazarTables, blazarNeeds, readBlazarHosts } from './blazar-tables.ts';
import { propertyNames, rackProperty } from './chosen-properties.ts';
import type { Cloud } from './cloud.ts';
import { nodesAlone } from './ironic-alone.ts';
import { nodesNeed, readNodes } from './ironic-tables.ts';
import { observe } from './observe-default.ts';
import { observeLikeStarCompactor } from './observe-starcompactor.ts';
import type { MachineEventsOptions } from './options.ts';
import type { MachineState } from './state.ts';

/** Ironic's nodes, each with the hosts that Blazar keeps of it; or Ironic's nodes alone. */
export const baremetal: Cloud = {
  needs({ databases: { ironic, blazar } }) {
    return [nodesNeed(ironic, blazar === null), ...(blazar === null ? [] : blazarNeeds(blazar))];
  },
  properties(options) {
    const source = options.databases.blazar === null ? 'Ironic' : 'Blazar';
    const rack = rackProperty(options);
    return propertyNames(options).map((name) =>
      name === rack
        ? { name, nullable: true, description: 'The rack.', sensitivity: 'ordered' }
        : { name, description: `As ${source} tells it of the node.`, sensitivity: 'quasi-identifier' },
    );
  },
  wanted: propertyNames,
  map(options, context) {
    const { ironic, blazar } = options.databases;
    const nodes = new TableRows(nodesNeed(ironic, blazar === null));
    const tables = blazar === null ? undefined : new BlazarTables(blazar);
    return {
      add(batch: RowBatch) {
        nodes.add(batch);
        tables?.add(batch);
      },
      finish: () => stateOf(nodes, tables, options, context),
    };
  },
};

function stateOf(
  table: Parameters<typeof readNodes>[0],
  tables: BlazarTables | undefined,
  options: MachineEventsOptions,
  context: StageContext,
): MachineState {
  const names = propertyNames(options);
  const rack = names.indexOf(rackProperty(options) ?? '');
  const nodes = readNodes(table, context);
  if (tables === undefined) return observe(nodesAlone(nodes, { names, rack }, context), context);
  const hosts = readBlazarHosts(tables, names);
  if (options.semantics === 'default') return observe(eachHost(nodes, hosts, { names, rack }), context);
  // Star Compactor forgets to gather the hosts of bare metal, and so never sees one disappear.
  return { ...observeLikeStarCompactor(mergedHosts(nodes, hosts, names), context), hosts: [] };
}
