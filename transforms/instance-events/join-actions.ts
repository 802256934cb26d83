import { ExitCode, PipelineError } from '../../pipeline/errors.ts';
import { EVENT, type EventState, isSameEvent, mergeStates } from './event-state.ts';
import { grouped } from './grouped.ts';
import { type Moment, timeOf } from './moment.ts';
import { type RowSources, snapshotOf } from './row-sources.ts';

/** A row of `instance_actions`. It sorts before the events of the action. */
export type ActionRow = readonly [
  database: number,
  action: number,
  id: typeof NO_EVENT,
  source: number,
  instance: string | null,
  request: string | null,
  created: Moment,
];
export const NO_EVENT = -1;

/** A row of `instance_actions_events`. */
export type EventRow = readonly [
  database: number,
  action: number,
  id: number,
  source: number,
  event: string | null,
  start: Moment,
  finish: Moment,
  result: string | null,
  host: string | null,
];

export type ActionItem = ActionRow | EventRow;

/** By action, then by event, then in the order in which the rows told; rows of one table of one snapshot keep theirs. */
export const compareActionItems = (sources: RowSources) => (a: ActionItem, b: ActionItem) =>
  a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || sources.rank(a[3]) - sources.rank(b[3]);

export interface ActionJoin {
  readonly sources: RowSources;
  /** By when the action was requested, microseconds since 1970 UTC. */
  wanted(requested: number | null): boolean;
  /** An event of which no action, hence no instance is known. */
  onLost(): void;
}

/** Gives each event its action, and makes one of what several snapshots tell of it. */
export async function* joinActions(
  batches: AsyncIterable<readonly ActionItem[]>,
  join: ActionJoin,
): AsyncGenerator<EventState[]> {
  const { sources } = join;
  let actions: ActionRow[] = [];
  const sameEvent = (a: ActionItem, b: ActionItem) => a[2] === b[2] && a[1] === b[1] && a[0] === b[0];
  for await (const groups of grouped(counting(batches, sources), sameEvent)) {
    const states: EventState[] = [];
    for (const group of groups) {
      const [database, action, id] = group[0]!;
      const rows = group.length === 1 ? group : withoutDuplicates(group, sources);
      if (id === NO_EVENT) {
        actions = rows as ActionRow[];
        continue;
      }
      if (actions[0]?.[0] !== database || actions[0][1] !== action) actions = [];
      for (const state of statesOf(rows as EventRow[], actions, join)) states.push(state);
    }
    if (states.length > 0) yield states;
  }
}

/** The rows that count. */
async function* counting<T extends ActionItem>(batches: AsyncIterable<readonly T[]>, sources: RowSources) {
  for await (const batch of batches) yield batch.filter((item) => sources.counts(item[3]));
}

/** What is known of the event of some rows, in order; of several events, when an id was given out again. */
function statesOf(rows: readonly EventRow[], actions: readonly ActionRow[], join: ActionJoin): EventState[] {
  const states: EventState[] = [];
  let lost = false;
  for (const [database, , id, source, event, start, finish, result, host] of rows) {
    const rank = join.sources.rank(source);
    const action = actions.length === 1 ? actions[0] : actionAsOf(actions, rank, join.sources);
    const instance = action?.[4] ?? null;
    if (instance === null) {
      lost = true;
      continue;
    }
    if (!join.wanted(timeOf(action![6]))) continue;
    const shown = snapshotOf(rank);
    const finished = typeof finish === 'number' ? shown : null;
    const state: EventState = [
      instance,
      EVENT,
      database,
      id,
      rank,
      shown,
      finished,
      event,
      start,
      finish,
      result,
      host,
      action![5],
    ];
    const known = states.findIndex((other) => isSameEvent(other, state));
    if (known < 0) states.push(state);
    else states[known] = mergeStates(states[known]!, state);
  }
  if (lost && states.length === 0) join.onLost();
  return states;
}

/** The action as it was when a row was read: in the same table or its shadow, else before, else as soon as it is known. */
function actionAsOf(actions: readonly ActionRow[], rank: number, sources: RowSources): ActionRow | undefined {
  const snapshot = snapshotOf(rank);
  let best: ActionRow | undefined;
  for (const action of actions) {
    const own = sources.rank(action[3]);
    if (snapshotOf(own) > snapshot) return best ?? action;
    if (best !== undefined && snapshotOf(own) === snapshotOf(sources.rank(best[3])) && own % 2 !== rank % 2) continue;
    best = action;
  }
  return best;
}

/** What a server would have made of several rows with one id in one table. */
function withoutDuplicates<T extends ActionItem>(rows: readonly T[], sources: RowSources): T[] {
  const kept: T[] = [];
  for (const row of rows) {
    const last = kept.at(-1);
    if (last === undefined || sources.rank(last[3]) !== sources.rank(row[3])) kept.push(row);
    else {
      const { onDuplicate, snapshot, database, table } = sources.get(row[3]);
      if (onDuplicate === 'replace') kept[kept.length - 1] = row;
      else if (onDuplicate !== 'ignore') {
        throw new PipelineError(
          'duplicate-row',
          ExitCode.corruptInput,
          `expected each id once in ${database}.${table}, found two rows with one id`,
          { location: { file: snapshot.name }, hint: 'two dumps may have been joined into one file' },
        );
      }
    }
  }
  return kept;
}
