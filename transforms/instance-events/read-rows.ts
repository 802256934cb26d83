/** Rows of batches as the sorters keep them: short arrays, times as numbers. */
import { ExitCode, PipelineError } from '../../pipeline/errors.ts';
import type { RowBatch } from '../../pipeline/stage.ts';
import { type ActionItem, NO_EVENT } from './join-actions.ts';
import { INSTANCE, type InstanceItem, VIEW } from './join-instances.ts';
import { momentOf } from './moment.ts';
import { ACTION_COLUMNS, EVENT_COLUMNS, INSTANCE_COLUMNS, textReader } from './tables.ts';
import { VIEW_COLUMNS } from './view-columns.ts';

/** An event whose action is NULL belongs to none: Nova counts from one. */
const NO_ACTION = '0';

/**
 * @param database its place among the configured ones.
 * @param source the number of the batch's source.
 */
export function actionRows(batch: RowBatch, database: number, source: number): ActionItem[] {
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
}

export function eventRows(batch: RowBatch, database: number, source: number): ActionItem[] {
  const text = textReader(batch, EVENT_COLUMNS);
  return batch.rows.map((row) => [
    database,
    idOf(text(row, 2) ?? NO_ACTION, batch),
    idOf(text(row, 0), batch),
    source,
    text(row, 1),
    momentOf(text(row, 3)),
    momentOf(text(row, 4)),
    text(row, 5),
    text(row, 6),
  ]);
}

export function instanceRows(batch: RowBatch, database: number, source: number): InstanceItem[] {
  const text = textReader(batch, INSTANCE_COLUMNS);
  const items: InstanceItem[] = [];
  for (const row of batch.rows) {
    const instance = text(row, 0);
    if (instance === null) continue;
    const at = (column: number) => text(row, column);
    items.push([instance, INSTANCE, database, source, at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8)]);
  }
  return items;
}

export interface ViewFilter {
  /** By the time of the request, as text. */
  wanted(created: string | null): boolean;
  /** An event of which no action, hence no instance is known. */
  onLost(): void;
}

export function viewRows(
  batch: RowBatch,
  database: number,
  source: number,
  { wanted, onLost }: ViewFilter,
): InstanceItem[] {
  const text = textReader(batch, VIEW_COLUMNS);
  const items: InstanceItem[] = [];
  for (const row of batch.rows) {
    const at = (column: number) => text(row, column);
    const [instance, id] = [at(0), at(10)];
    if (instance === null) onLost();
    if (instance === null || !wanted(at(1))) continue;
    // biome-ignore format: the instance, then the event
    items.push([
      instance, VIEW, database, source,
      at(2), at(3), at(4), at(5), at(6), at(7), at(8), at(9),
      id === null ? null : idOf(id, batch), at(11), momentOf(at(12)), momentOf(at(13)), at(14), at(15), at(16),
    ]);
  }
  return items;
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
