import type { StageContext } from '../../../pipeline/stage.ts';
import type { PropertySettings } from '../blazar-hosts.ts';
import { nodesAlone } from '../ironic-alone.ts';
import type { Sighting } from '../sighting.ts';
import type { Status } from '../state.ts';
import { baremetalTables } from './baremetal-world.ts';
import type { LifeTable, Version } from './lives.ts';
import type { Machine, World } from './replay.ts';
import { RowIndex } from './row-index.ts';

/** What is kept of Ironic's nodes where there is no Blazar, for {@link IronicWorld}. */
export function ironicTables(settings: PropertySettings, context: StageContext) {
  const { nodes } = baremetalTables(context);
  return {
    nodes: {
      ...nodes,
      payload(row) {
        const [status = null] = nodes.payload(row);
        const { uuid, properties = null } = row.data;
        const node = { uuid: uuid as string, created: null, updated: null, status: 'ENABLE' as const, properties };
        const [{ values }] = nodesAlone([node], settings, context) as [Sighting];
        return [status, ...(values as readonly (string | null)[])];
      },
      atCreation: ([, ...values]) => [null, ...values],
    },
  } as const satisfies Record<string, LifeTable>;
}

/** Ironic's nodes alone. */
export class IronicWorld implements World {
  readonly #nodes = new RowIndex();

  apply(version: Version): Iterable<string> {
    return this.#nodes.put(version, version.id);
  }

  machine(uuid: string): Machine | undefined {
    const [node] = this.#nodes.of(uuid);
    if (node === undefined) return undefined;
    const [status, ...values] = node;
    return { values, status: (status ?? undefined) as Status | undefined };
  }
}
