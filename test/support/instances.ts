/** Runs `instance-events` over rows, as the engine would. */
import { recordOrder } from '../../pipeline/engine/record-order.ts';
import { HOST_NAME } from '../../pipeline/records/machine-event.ts';
import type { DataRecord } from '../../pipeline/records/record-type.ts';
import type { RowBatch } from '../../pipeline/stage.ts';
import type { InstanceEventsOptions } from '../../transforms/instance-events/options.ts';
import instanceEvents from '../../transforms/instance-events.ts';
import { collect } from './collect.ts';
import { type MemoryContext, memoryContext } from './run-context.ts';

export const parseOptions = (options: object = {}): InstanceEventsOptions =>
  instanceEvents.options.parse({ cloud: 'vm', databases: ['nova', 'nova_cell0'], ...options });

/** Some rows of the snapshot with this index. */
export interface Told {
  readonly snapshot: number;
  readonly batch: RowBatch;
}

export interface TellSettings {
  readonly context?: MemoryContext;
  /** Indexes of the snapshots that were read wholly; all, where not given. */
  readonly complete?: Iterable<number>;
}

/** The records, in the order in which they would reach a sink that masks nothing. */
export async function tell(options: object, told: readonly Told[], settings: TellSettings = {}): Promise<DataRecord[]> {
  const parsed = parseOptions(options);
  const folder = instanceEvents.fold(parsed, settings.context ?? memoryContext());
  for (const { snapshot, batch } of told) {
    await folder.add(structuredClone(batch), { index: snapshot, time: snapshot * 3600e6, name: `backup ${snapshot}` });
  }
  const complete = new Set(settings.complete ?? told.map(({ snapshot }) => snapshot));
  const records = (await collect(folder.finish(complete))).flat();
  return records.sort(recordOrder(instanceEvents.gives(parsed)));
}

/** All batches of all snapshots, in order. */
export const snapshots = (...all: readonly (readonly RowBatch[])[]): Told[] =>
  all.flatMap((batches, snapshot) => batches.map((batch) => ({ snapshot, batch })));

export const hostsOf = (records: readonly DataRecord[]) => records.map((record) => record[HOST_NAME]);
