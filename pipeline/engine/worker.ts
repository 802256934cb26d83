/** The entry of a worker thread: finds the stages by name and runs the stretch. */

import type { MessagePort } from 'node:worker_threads';
import { openCatalog } from '../catalog.ts';
import type { Input } from '../stage.ts';
import { rowSender } from './row-channel.ts';
import { runStretch, type StretchResult, type StretchSettings, type StretchStages } from './stretch.ts';

export interface StageReference {
  readonly name: string;
  readonly options: unknown;
}

/** A stretch as a message: stages by name, since functions do not travel. */
export interface StretchTask {
  readonly inputs: readonly Input[];
  readonly source: StageReference;
  readonly reader: StageReference;
  readonly snapshots: readonly StageReference[];
  readonly histories: readonly StageReference[];
  /** Where the rows of the tables go that the histories gather. */
  readonly rows?: MessagePort;
  readonly settings: StretchSettings;
  /** Where third-party stages are looked for. */
  readonly folder: string;
  /** Shared with the main thread: bytes read so far by all workers. */
  readonly bytesRead: BigInt64Array;
}

const neverAborted = new AbortController().signal;

export default async function work(task: StretchTask): Promise<StretchResult> {
  const catalog = openCatalog(task.folder);
  const load = async ({ name, options }: StageReference) => ({ stage: await catalog.loadCode(name), options });
  const stages = {
    source: await load(task.source),
    reader: await load(task.reader),
    snapshots: await Promise.all(task.snapshots.map((reference) => load(reference))),
    histories: await Promise.all(task.histories.map((reference) => load(reference))),
  } as unknown as StretchStages;
  // The pool ends the whole thread on abort, so nothing here needs to listen for it.
  const progress = (bytes: number) => Atomics.add(task.bytesRead, 0, BigInt(bytes));
  const rows = task.rows && rowSender(task.rows);
  const surroundings = { signal: neverAborted, progress, ...(rows && { giveRows: rows.give }) };
  const result = await runStretch(task.inputs, stages, task.settings, surroundings);
  await rows?.end();
  return result;
}
