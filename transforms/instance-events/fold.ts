import { INSTANCE_EVENTS_VIEW } from '../../pipeline/nova/instance-events-view.ts';
import type { HistoryFolder, RowBatch, RunContext, Snapshot } from '../../pipeline/stage.ts';
import { type ActionItem, compareActionItems, joinActions } from './join-actions.ts';
import { compareInstanceItems, type InstanceItem, joinInstances } from './join-instances.ts';
import type { InstanceEventsOptions } from './options.ts';
import { actionRows, eventRows, instanceRows, viewRows } from './read-rows.ts';
import { RowSources } from './row-sources.ts';
import { tableOf } from './tables.ts';
import { COUNTERS, teller } from './tell.ts';
import { requestFilter, windowFilter } from './wanted.ts';

/**
 * Two sort-merge joins: events with their actions, by the action's id; the outcome with the instances, by UUID. What the memory holds at
 * once is one action or one instance, beside what the sorters buffer. Rows of the view skip the first join.
 */
export function foldHistory(options: InstanceEventsOptions, context: RunContext): HistoryFolder {
  const databases = options.databases.nova;
  const sources = new RowSources();
  const byAction = context.sorter<ActionItem>(compareActionItems(sources));
  const byInstance = context.sorter<InstanceItem>(compareInstanceItems);
  // To Star Compactor's joins they do not exist.
  const onLost = options.semantics === 'starcompactor' ? () => {} : () => context.count(COUNTERS.lostActions);
  const viewFilter = { wanted: requestFilter(options), onLost };

  return {
    async add(batch: RowBatch, snapshot: Snapshot): Promise<void> {
      const database = databases.indexOf(batch.database);
      if (database < 0) return;
      if (batch.table === INSTANCE_EVENTS_VIEW) {
        return byInstance.add(viewRows(batch, database, sources.of(batch, snapshot, false), viewFilter));
      }
      const table = tableOf(batch);
      if (table === undefined) return;
      const source = sources.of(batch, snapshot, table.shadow);
      if (table.name === 'instances') return byInstance.add(instanceRows(batch, database, source));
      const rows = table.name === 'instance_actions' ? actionRows : eventRows;
      return byAction.add(rows(batch, database, source));
    },
    async *finish(complete) {
      sources.settle(complete);
      const wanted = windowFilter(options);
      for await (const events of joinActions(byAction.sorted(), { sources, wanted, onLost })) {
        await byInstance.add(events);
      }
      const tell = teller(options, context);
      for await (const histories of joinInstances(byInstance.sorted(), sources)) {
        const records = histories.flatMap(tell);
        if (records.length > 0) yield records;
      }
    },
  };
}
