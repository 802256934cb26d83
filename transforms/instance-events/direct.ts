import type { InstanceEventsColumn } from '../../pipeline/nova/instance-events-view.ts';
import type { DataRecord } from '../../pipeline/records/record-type.ts';
import type { RowBatch, StageContext } from '../../pipeline/stage.ts';
import { momentOf, timeOf } from './moment.ts';
import type { InstanceEventsOptions } from './options.ts';
import { recordMaker, sizes } from './record.ts';
import { keepsUnfinished } from './semantics.ts';
import { textReader } from './tables.ts';
import { COUNTERS, countTimes, hasOwnHost } from './tell.ts';
import { VIEW_COLUMNS } from './view-columns.ts';
import { ownerFilter, requestFilter } from './wanted.ts';

/** What is read of such rows. */
export function directColumns({
  cloud,
  semantics,
  start,
  end,
}: InstanceEventsOptions): readonly InstanceEventsColumn[] {
  const original = semantics === 'starcompactor';
  const unread: InstanceEventsColumn[] = ['action_id', 'request_id'];
  if (start === undefined && end === undefined) unread.push('action_created_at');
  if (!original) unread.push(...(cloud === 'baremetal' ? (['host', 'event_host'] as const) : (['node'] as const)));
  return VIEW_COLUMNS.filter((column) => !unread.includes(column));
}

/** Rows of the view as they are: for a source that is the only one, whose every row is a whole event. */
export function directRecords(
  options: InstanceEventsOptions,
  context: Pick<StageContext, 'epoch' | 'count'>,
): (batch: RowBatch) => DataRecord[] {
  const make = recordMaker(options, context.epoch);
  const owned = ownerFilter(options);
  const wanted = requestFilter(options);
  const unfinished = keepsUnfinished(options);
  const original = options.semantics === 'starcompactor';
  const baremetal = options.cloud === 'baremetal';
  const sizeOf = sizes();

  return (batch) => {
    const text = textReader(batch, VIEW_COLUMNS);
    const records: DataRecord[] = [];
    for (const row of batch.rows) {
      const instance = text(row, 0);
      if (instance === null) {
        if (!original) context.count(COUNTERS.lostActions);
        continue;
      }
      const [user, project, name, memoryMb] = [text(row, 2), text(row, 3), text(row, 4), text(row, 7)];
      const finish = momentOf(text(row, 13));
      if (!owned(user, project) || !wanted(text(row, 1))) continue;
      if (!unfinished && typeof finish !== 'number') continue;
      const start = momentOf(text(row, 12));
      countTimes(start, finish, context);
      const purged = user === null && project === null && name === null && memoryMb === null;
      if (purged) context.count(COUNTERS.purgedInstances);
      const event = text(row, 11);
      const own = text(row, 15);
      let host: string | null;
      if (original) host = text(row, 10) === null ? text(row, 6) : text(row, 5);
      else if (baremetal) host = text(row, 6);
      else if (own !== null && hasOwnHost(event)) host = own;
      else {
        host = text(row, 5);
        if (host !== null) context.count(COUNTERS.instanceHosts);
      }
      records.push(
        make({
          instance,
          event,
          start: timeOf(start),
          finish: timeOf(finish),
          result: text(row, 14),
          name,
          user,
          project,
          host,
          size: purged ? null : sizeOf(memoryMb, text(row, 8), text(row, 9)),
        }),
      );
    }
    return records;
  };
}
