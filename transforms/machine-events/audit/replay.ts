import type { DataRecord } from '../../../pipeline/records/record-type.ts';
import type { RunContext, SnapshotFolder } from '../../../pipeline/stage.ts';
import type { KeyedEvent, MachineChange, Status, Values } from '../state.ts';
import { sameValues } from '../walk.ts';
import type { Version } from './lives.ts';

/** A machine that is there. */
export interface Machine {
  readonly values: Values;
  /** Undefined where nothing tells it. */
  readonly status: Status | undefined;
}

/** The tables as they are at one moment. */
export interface World {
  /** Puts a version in place of the one before; gives the names of the machines that it may concern. */
  apply(version: Version): Iterable<string>;
  machine(name: string): Machine | undefined;
}

const compareVersions = (a: Version, b: Version): number => a.time - b.time;

/**
 * Lets the changes of all tables happen in the order of time, and tells what became of each machine: whatever happens at one moment
 * is one step. What is held is the world at one moment.
 */
export async function* replay(
  lives: AsyncIterable<Version[]>,
  world: World,
  folder: SnapshotFolder<MachineChange>,
  context: RunContext,
): AsyncIterable<DataRecord[]> {
  const sorter = context.sorter<Version>(compareVersions);
  for await (const versions of lives) await sorter.add(versions);

  const known = new Map<string, Machine>();
  let touched = new Set<string>();
  let time: number | undefined;
  const step = (): KeyedEvent[] => [...touched].flatMap((name) => changesOf(name, time as number, known, world));
  for await (const versions of sorter.sorted()) {
    const events: KeyedEvent[] = [];
    for (const version of versions) {
      if (version.time !== time) {
        events.push(...step());
        touched = new Set();
        time = version.time;
      }
      for (const name of world.apply(version)) touched.add(name);
    }
    await tell(events);
  }
  await tell(step());
  yield* folder.finish();

  function tell(events: readonly KeyedEvent[]): Promise<void> {
    return folder.add({ events, appeared: [] }, { index: 0, time: 0, name: '' });
  }
}

/** What happened to one machine at one moment. */
function changesOf(host: string, time: number, known: Map<string, Machine>, world: World): KeyedEvent[] {
  const before = known.get(host);
  const now = world.machine(host);
  if (now === undefined) {
    known.delete(host);
    return before === undefined ? [] : [{ host, time, event: 'DELETE', values: null }];
  }
  const { values, status } = now;
  known.set(host, now);
  const events: KeyedEvent[] = [];
  if (before === undefined) events.push({ host, time, event: 'CREATE', values });
  else if (!sameValues(before.values, values)) events.push({ host, time, event: 'UPDATE', values });
  if (status !== undefined && status !== before?.status) events.push({ host, time, event: status, values });
  return events;
}
