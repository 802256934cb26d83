import { ExitCode, PipelineError } from '../../pipeline/errors.ts';
import { INSTANCE_EVENTS_VIEW } from '../../pipeline/nova/instance-events-view.ts';
import type { HistoryFolder, RowBatch, RunContext, Snapshot } from '../../pipeline/stage.ts';
import { type ActionItem, compareActionItems, joinActions, NO_EVENT } from './join-actions.ts';
import { compareInstanceItems, INSTANCE, type InstanceItem, joinInstances, VIEW } from './join-instances.ts';
import { momentOf } from './moment.ts';
import type { InstanceEventsOptions } from './options.ts';
import { RowSources } from './row-sources.ts';
import { ACTION_COLUMNS, EVENT_COLUMNS, INSTANCE_COLUMNS, tableOf, textReader } from './tables.ts';
import { COUNTERS, teller } from './tell.ts';
import { VIEW_COLUMNS } from './view-columns.ts';
import { requestFilter, windowFilter } from './wanted.ts';

/**
 * Two sort-merge joins: events with their actions, by the action's id; the outcome with the instances, by UUID. What the memory holds at
 * once is one action or one instance, beside what the sorters buffer. Rows of the view skip the first join.
 */
export function foldHistory(options: InstanceEventsOptions, context: RunContext): HistoryFolder {
  const databases = options.databases.nova;
  const original = options.semantics === 'starcompactor';
  const wanted = requestFilter(options);
  const sources = new RowSources();
  const byAction = context.sorter<ActionItem>(compareActionItems(sources));
  const byInstance = context.sorter<InstanceItem>(compareInstanceItems);
  const onLost = () => {
    if (!original) context.count(COUNTERS.lostActions);
  };

  const actionRows = (batch: RowBatch, database: number, source: number): ActionItem[] => {
    const text = textReader(batch, ACTION_COLUMNS);
    return batch.rows.map((row) => [
      database,
      idOf(text(row, 0), batch),
      NO_EVENT,
      source,
      text(row, 1),
      text(row, 2),
      momentOf(text(row, 3)),
    ]);
  };
  const eventRows = (batch: RowBatch, database: number, source: number): ActionItem[] => {
    const text = textReader(batch, EVENT_COLUMNS);
    return batch.rows.map((row) => [
      database,
      idOf(text(row, 2) ?? '0', batch),
      idOf(text(row, 0), batch),
      source,
      text(row, 1),
      momentOf(text(row, 3)),
      momentOf(text(row, 4)),
      text(row, 5),
      text(row, 6),
    ]);
  };
  const instanceRows = (batch: RowBatch, database: number, source: number): InstanceItem[] => {
    const text = textReader(batch, INSTANCE_COLUMNS);
    return batch.rows.flatMap((row): InstanceItem[] => {
      const instance = text(row, 0);
      if (instance === null) return [];
      const at = (column: number) => text(row, column);
      return [[instance, INSTANCE, database, source, at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8)]];
    });
  };
  const viewRows = (batch: RowBatch, database: number, source: number): InstanceItem[] => {
    const text = textReader(batch, VIEW_COLUMNS);
    const items: InstanceItem[] = [];
    for (const row of batch.rows) {
      const at = (column: number) => text(row, column);
      const instance = at(0);
      if (instance === null) onLost();
      else if (wanted(at(1))) {
        const id = at(10);
        items.push([
          instance,
          VIEW,
          database,
          source,
          at(2),
          at(3),
          at(4),
          at(5),
          at(6),
          at(7),
          at(8),
          at(9),
          id === null ? null : idOf(id, batch),
          at(11),
          momentOf(at(12)),
          momentOf(at(13)),
          at(14),
          at(15),
          at(16),
        ]);
      }
    }
    return items;
  };

  return {
    async add(batch: RowBatch, snapshot: Snapshot): Promise<void> {
      const view = batch.table === INSTANCE_EVENTS_VIEW;
      const table = tableOf(batch);
      const database = databases.indexOf(batch.database);
      if (view) return byInstance.add(viewRows(batch, database, sources.of(batch, snapshot, false)));
      if (table === undefined || database < 0) return;
      const source = sources.of(batch, snapshot, table.shadow);
      if (table.name === 'instances') return byInstance.add(instanceRows(batch, database, source));
      const rows = table.name === 'instance_actions' ? actionRows : eventRows;
      return byAction.add(rows(batch, database, source));
    },
    async *finish(complete) {
      sources.settle(complete);
      for await (const events of joinActions(byAction.sorted(), { sources, wanted: windowFilter(options), onLost })) {
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

function idOf(text: string | null, { database, table }: RowBatch): number {
  const id = Number(text ?? Number.NaN);
  if (Number.isSafeInteger(id) && id >= 0) return id;
  throw new PipelineError(
    'bad-row',
    ExitCode.corruptInput,
    `expected a whole number as an id in ${database}.${table}`,
    {
      hint: 'the backup is damaged, or the table is not the one that Nova made',
    },
  );
}
