import { EVENT, type EventState } from './event-state.ts';
import { grouped } from './grouped.ts';
import type { InstanceVersion } from './instance-versions.ts';
import { matchUnnumbered } from './match-unnumbered.ts';
import { mergeNumbered } from './merge-numbered.ts';
import type { Moment } from './moment.ts';
import { type RowSources, snapshotOf } from './row-sources.ts';

/** The columns of an instance, in the order of `INSTANCE_COLUMNS` and of the view. */
type InstanceValues = readonly [
  user: string | null,
  project: string | null,
  name: string | null,
  host: string | null,
  node: string | null,
  memoryMb: string | null,
  rootGb: string | null,
  vcpus: string | null,
];

/** A row of `instances`. */
export type InstanceRow = readonly [
  instance: string,
  kind: typeof INSTANCE,
  database: number,
  source: number,
  ...InstanceValues,
];
export const INSTANCE = 0;

/** A row of the view: an event with its instance. */
export type ViewRow = readonly [
  instance: string,
  kind: typeof VIEW,
  database: number,
  source: number,
  ...InstanceValues,
  id: number | null,
  event: string | null,
  start: Moment,
  finish: Moment,
  result: string | null,
  host: string | null,
  request: string | null,
];
export const VIEW = 2;

export type InstanceItem = InstanceRow | EventState | ViewRow;

/** All that belongs to one instance together. */
export const compareInstanceItems = (a: InstanceItem, b: InstanceItem): number =>
  a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;

/** Everything that is known of one instance. */
export interface InstanceHistory {
  readonly instance: string;
  /** By rank. */
  readonly versions: readonly InstanceVersion[];
  /** Each event once. */
  readonly events: readonly EventState[];
}

/** Brings the events of an instance together with the instance. */
export async function* joinInstances(
  batches: AsyncIterable<readonly InstanceItem[]>,
  sources: RowSources,
): AsyncGenerator<InstanceHistory[]> {
  for await (const groups of grouped(batches, (a, b) => a[0] === b[0])) {
    yield groups.map((items) => historyOf(items, sources));
  }
}

function historyOf(items: readonly InstanceItem[], sources: RowSources): InstanceHistory {
  const versions: InstanceVersion[] = [];
  const events: EventState[] = [];
  const shown: EventState[] = [];
  const unnumbered: { source: number; event: EventState }[] = [];
  let lastSource = -1;
  for (const item of items) {
    if (item[1] === EVENT) {
      events.push(item);
      continue;
    }
    const source = item[3];
    if (!sources.counts(source)) continue;
    const isView = item[1] === VIEW;
    // All rows that a view gives of one instance tell the same of it.
    if (!isView || source !== lastSource) addVersion(versions, item, sources);
    if (!isView) continue;
    lastSource = source;
    const event = stateOf(item, sources.rank(source));
    if (event[3] === null) unnumbered.push({ source, event });
    else shown.push(event);
  }
  const numbered = shown.length === 0 ? events : mergeNumbered([...events, ...shown].sort((a, b) => a[4] - b[4]));
  return {
    instance: items[0]![0],
    versions: versions.sort((a, b) => a.rank - b.rank),
    events:
      unnumbered.length === 0
        ? numbered
        : matchUnnumbered(
            numbered,
            unnumbered.sort((a, b) => a.event[4] - b.event[4]),
          ),
  };
}

function addVersion(versions: InstanceVersion[], item: InstanceRow | ViewRow, sources: RowSources): void {
  const [, kind, database, source, user, project, name, host, node, memoryMb, rootGb, vcpus] = item;
  // To a view whose instance is gone all of its columns are null.
  if (kind === VIEW && user === null && project === null && name === null && memoryMb === null) return;
  const rank = sources.rank(source);
  const version: InstanceVersion = {
    rank,
    database,
    fromApi: kind === VIEW && item[12] === null,
    user,
    project,
    name,
    host,
    node,
    memoryMb,
    rootGb,
    vcpus,
  };
  const same = versions.findIndex((other) => other.rank === rank && other.database === database);
  if (same < 0) versions.push(version);
  // INSERT IGNORE leaves the row that is there.
  else if (sources.get(source).onDuplicate !== 'ignore') versions[same] = version;
}

function stateOf(row: ViewRow, rank: number): EventState {
  const [instance, , database, , , , , , , , , , id, event, start, finish, result, host, request] = row;
  const snapshot = snapshotOf(rank);
  const finished = typeof finish === 'number' ? snapshot : null;
  return [instance, EVENT, database, id, rank, snapshot, finished, event, start, finish, result, host, request];
}
