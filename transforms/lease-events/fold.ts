import { HOST_NAME } from '../../pipeline/records/machine-event.ts';
import type { DataRecord } from '../../pipeline/records/record-type.ts';
import type { RunContext, SnapshotFolder } from '../../pipeline/stage.ts';
import { compareText } from '../rows/table-rows.ts';
import type { Lease, LeaseChange } from './state.ts';
import { type Sighting, type Told, walk } from './walk.ts';

/** What the sorter keeps of a sighting. */
type Item = readonly [id: string, snapshot: number, since: number | null, time: number, lease: Lease | null];

const compareItems = (a: Item, b: Item): number => compareText(a[0], b[0]) || a[1] - b[1];

/** Brings together what all snapshots tell of each lease, and walks through its life. One lease is all it holds at a time. */
export function foldLeases(context: RunContext): SnapshotFolder<LeaseChange> {
  const sorter = context.sorter<Item>(compareItems);
  return {
    async add({ since, changed, gone }, { index, time }) {
      await sorter.add(changed.map((lease): Item => [lease.id, index, since, time, lease]));
      await sorter.add(gone.map((id): Item => [id, index, since, time, null]));
    },
    async *finish() {
      const narrate = (life: readonly Sighting[]) => walk(life).map((told) => toRecord(told, context.epoch));
      let id: string | undefined;
      let life: Sighting[] = [];
      for await (const batch of sorter.sorted()) {
        const records: DataRecord[] = [];
        for (const [lease, , since, time, seen] of batch) {
          if (lease !== id) {
            records.push(...narrate(life));
            life = [];
            id = lease;
          }
          if (life.length === 0 && seen?.created === null) context.count('null-times');
          life.push({ since, time, lease: seen });
        }
        yield records;
      }
      yield narrate(life);
    },
  };
}

function toRecord({ event, time, lease, host, status, hosts }: Told, epoch: number): DataRecord {
  const seconds = (moment: number | null) => (moment === null ? null : (moment - epoch) / 1_000_000);
  return {
    EVENT_TIME: time,
    EVENT_TIME_SEC: seconds(time),
    LEASE_ID: lease.id,
    EVENT: event,
    STATUS: status,
    START_TIME: lease.start,
    START_SEC: seconds(lease.start),
    END_TIME: lease.end,
    END_SEC: seconds(lease.end),
    USER_ID: lease.user,
    PROJECT_ID: lease.project,
    [HOST_NAME]: host,
    PROPERTIES: { ...(hosts > 0 && { hosts }), ...lease.reserved },
  };
}
