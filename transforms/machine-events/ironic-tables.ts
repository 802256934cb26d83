import type { StageContext } from '../../pipeline/stage.ts';
import type { KnownNeed, TableRows } from '../rows/table-rows.ts';
import type { Status } from './state.ts';

export type NodeColumn = 'id' | 'uuid' | 'created_at' | 'updated_at' | 'maintenance' | 'properties';

/**
 * `driver_info` holds the passwords of the machines' controllers: it is never read.
 *
 * @param alone Ironic is all there is: read from it what Blazar would tell.
 */
export const nodesNeed = (database: string, alone: boolean): KnownNeed<NodeColumn> => ({
  database,
  table: 'nodes',
  columns: ['id', 'uuid', 'updated_at', 'maintenance', ...(alone ? (['created_at', 'properties'] as const) : [])],
});

/** A row of `nodes`; what was not asked for is null. Times are microseconds since 1970 UTC. */
export interface IronicNode {
  readonly uuid: string;
  readonly created: number | null;
  readonly updated: number | null;
  readonly status: Status;
  /** JSON. */
  readonly properties: string | null;
}

export function readNodes(table: TableRows<NodeColumn>, context: StageContext): IronicNode[] {
  const [uuid, maintenance, properties] = [table.text('uuid'), table.text('maintenance'), table.text('properties')];
  const [created, updated] = [table.time('created_at'), table.time('updated_at')];
  return table.inIdOrder().flatMap((row): IronicNode[] => {
    const name = uuid(row);
    if (name === null) {
      context.count('unnamed-hosts');
      return [];
    }
    const status = maintenance(row) === '1' ? 'DISABLE' : 'ENABLE';
    return [{ uuid: name, created: created(row), updated: updated(row), status, properties: properties(row) }];
  });
}
