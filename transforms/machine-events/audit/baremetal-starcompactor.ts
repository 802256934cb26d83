import type { AuditFolder, AuditRow, RunContext, SnapshotFolder } from '../../../pipeline/stage.ts';
import { type RowTimes, timesAsWritten } from '../../audit/row-times.ts';
import { compareText } from '../../rows/table-rows.ts';
import { propertyNames } from '../chosen-properties.ts';
import type { MachineEventsOptions } from '../options.ts';
import type { KeyedEvent, MachineChange, Status } from '../state.ts';
import { BlazarJoin, type JoinedNode } from './blazar-join.ts';

/** A row of a node, as the sorter keeps it. */
type NodeItem = readonly [node: string, time: number, status: Status];

const compareItems = (a: NodeItem, b: NodeItem): number =>
  compareText(a[0], b[0]) || a[1] - b[1] || compareText(a[2], b[2]);

/**
 * Star Compactor's reading of the audit tables of bare metal: the rows of four tables joined by their keys alone, whatever their type
 * and time.
 */
export function foldBaremetalLikeStarCompactor(
  options: MachineEventsOptions,
  folder: SnapshotFolder<MachineChange>,
  context: RunContext,
): AuditFolder {
  const times = timesAsWritten(context);
  const blazar = new BlazarJoin(propertyNames(options), times);
  const sorter = context.sorter<NodeItem>(compareItems);
  return {
    async add({ table, rows }) {
      if (table === 'nodes') await sorter.add(rows.flatMap((row) => nodeItem(row, times)));
      else blazar.add(table, rows);
    },
    async *finish() {
      let name: string | undefined;
      let node: JoinedNode | undefined;
      for await (const batch of sorter.sorted()) {
        const events: KeyedEvent[] = [];
        for (const [host, time, event] of batch) {
          if (host !== name) {
            name = host;
            node = blazar.join(host);
            if (node?.created === null) context.count('null-times');
            events.push(...birth(host, node));
          }
          // What happens before its CREATE, or without one, is never told.
          if (node !== undefined) events.push({ host, time, event, values: node.firstProperty });
        }
        await folder.add({ events, appeared: [] }, { index: 0, time: 0, name: '' });
      }
      yield* folder.finish();
    },
  };
}

function birth(host: string, node: JoinedNode | undefined): KeyedEvent[] {
  if (node === undefined || node.created === null) return [];
  const { created, updated, values } = node;
  return [
    { host, time: created, event: 'CREATE', values },
    { host, time: updated, event: 'UPDATE', values },
  ];
}

function nodeItem(row: AuditRow, times: RowTimes): NodeItem[] {
  const { uuid, maintenance } = row.data;
  return uuid == null ? [] : [[uuid, times.recorded(row), maintenance === '1' ? 'DISABLE' : 'ENABLE']];
}
