import type { AuditFolder, AuditRow, RunContext, SnapshotFolder } from '../../../pipeline/stage.ts';
import { numberOf } from '../../audit/number-of.ts';
import { type RowTimes, timesAsWritten } from '../../audit/row-times.ts';
import type { MachineEventsOptions } from '../options.ts';
import { starCompactorRack } from '../rack.ts';
import type { KeyedEvent, MachineChange, Values } from '../state.ts';
import { newestWins } from './newest-wins.ts';

/** Services come first: a node takes a service row of its own moment too. */
const SERVICE = 0;
const NODE = 1;

/** What the sorter keeps of a row. */
type ServiceItem = readonly [time: number, table: typeof SERVICE, sequence: number, host: string, disabled: boolean];
type NodeItem = readonly [
  time: number,
  table: typeof NODE,
  sequence: number,
  host: string,
  created: number,
  deleted: number | null,
  vcpus: number | null,
  memory: number | null,
  disk: number | null,
];
type Item = ServiceItem | NodeItem;

const compareItems = (a: Item, b: Item): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

/**
 * Star Compactor's reading of the audit tables of hypervisors: every row of a compute node, of whatever type, tells of the node as it
 * was created and as it is, and repeats what the last row of its service said.
 */
export function foldVmLikeStarCompactor(
  { rack }: MachineEventsOptions,
  folder: SnapshotFolder<MachineChange>,
  context: RunContext,
): AuditFolder {
  const sorter = context.sorter<Item>(compareItems);
  const times = timesAsWritten(context);
  return {
    add({ table, rows }) {
      const item = table === 'services' ? serviceItem : nodeItem;
      const items = rows.map((row) => item(row, times));
      const unnamed = items.filter((made) => made === 'unnamed').length;
      if (unnamed > 0) context.count('unnamed-hosts', unnamed);
      return sorter.add(items.filter((made) => typeof made === 'object'));
    },
    async *finish() {
      const findRack = starCompactorRack(rack);
      const services = new Map<string, { time: number; disabled: boolean }>();
      const add = newestWins(folder);
      for await (const batch of sorter.sorted()) {
        const events: KeyedEvent[] = [];
        for (const item of batch) {
          const [time, table, , host] = item;
          if (table === SERVICE) {
            services.set(host, { time, disabled: item[4] });
            continue;
          }
          const [, , , , created, deleted, ...sizes] = item;
          const values: Values = [findRack(host), ...sizes];
          events.push({ host, time: created, event: 'CREATE', values }, { host, time, event: 'UPDATE', values });
          if (deleted !== null) events.push({ host, time: deleted, event: 'DELETE', values: null });
          // A service that runs on a host of another name than the node's (Ironic's) is never found.
          const service = services.get(host);
          if (service === undefined) continue;
          events.push({ host, time: service.time, event: service.disabled ? 'DISABLE' : 'ENABLE', values });
        }
        await add(events);
      }
      yield* folder.finish();
    },
  };
}

function serviceItem(row: AuditRow, times: RowTimes): ServiceItem | undefined {
  const { host, binary, disabled } = row.data;
  if (binary !== 'nova-compute' || host == null) return undefined;
  return [times.recorded(row), SERVICE, row.sequence, host, disabled === '1'];
}

function nodeItem(row: AuditRow, times: RowTimes): NodeItem | 'unnamed' {
  const { data, type } = row;
  const time = times.recorded(row);
  const host = data.hypervisor_hostname || data.host;
  if (!host) return 'unnamed';
  const created = times.inData(data.created_at) ?? time;
  const deleted = times.inData(data.deleted_at) ?? (type === 'DELETE' ? time : null);
  const sizes = [numberOf(data.vcpus), numberOf(data.memory_mb), numberOf(data.local_gb)] as const;
  return [time, NODE, row.sequence, host, created, deleted, ...sizes];
}
