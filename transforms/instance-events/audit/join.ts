import type { AuditBatch, AuditRow, RunContext } from '../../../pipeline/stage.ts';
import type { RowTimes } from '../../audit/row-times.ts';
import { COUNTERS } from '../tell.ts';
import {
  type ActionFields,
  actionItem,
  compareItems,
  type EventFields,
  eventItem,
  type InstanceFields,
  type Item,
  type ItemMaker,
  instanceItem,
  isEvent,
  type Owned,
  sameOwner,
  sameThing,
} from './items.ts';

/** What an instance was from some moment on: microseconds since 1970 UTC. */
export type InstanceVersion = readonly [since: number, fields: InstanceFields];

/** What one semantics makes of the rows. */
export interface Reading {
  readonly times: RowTimes;
  /** Rows that tell it nothing are not even sorted. */
  takes(row: AuditRow): boolean;
  takesInstance(row: AuditRow): boolean;
  /** By what the rows of one thing are sorted, before their place in the file. */
  order(row: AuditRow): number;
  /** @param created when the action was requested. */
  takesAction(created: number | null): boolean;
  /** Which of the rows of one event are told. */
  told(rows: readonly EventFields[]): readonly EventFields[];
  /**
   * The instance as it is told with an event; undefined: the event is not told.
   *
   * @param versions in order; none where nothing tells of the instance.
   */
  instanceOf(event: EventFields, versions: readonly InstanceVersion[]): InstanceFields | undefined;
}

export interface Found {
  readonly uuid: string;
  readonly event: EventFields;
  readonly instance: InstanceFields;
}

/**
 * Joins events with their actions, and then with the instances of these, by two sorts. All that is held is the rows of one event and
 * the versions of one instance.
 */
export class AuditJoin {
  readonly #reading: Reading;
  readonly #context: RunContext;
  readonly #byAction;
  readonly #byInstance;

  constructor(reading: Reading, context: RunContext) {
    this.#reading = reading;
    this.#context = context;
    this.#byAction = context.sorter<Owned<ActionFields>>(compareItems);
    this.#byInstance = context.sorter<Owned<InstanceFields>>(compareItems);
  }

  add({ database, table, rows }: AuditBatch): Promise<void> {
    const { times, order, takes, takesInstance } = this.#reading;
    const items = <Fields>(itemOf: ItemMaker<Fields>, wanted = takes): Item<Fields>[] =>
      rows.filter(wanted).flatMap((row) => itemOf(database, row, order(row), times));
    switch (table) {
      case 'instances':
        return this.#byInstance.add(items(instanceItem, (row) => takes(row) && takesInstance(row)));
      case 'instance_actions':
        return this.#byAction.add(items(actionItem));
      default:
        return this.#byAction.add(items(eventItem));
    }
  }

  /** Instance by instance, events in the order of their ids. Call once. */
  async *found(): AsyncGenerator<Found[]> {
    for await (const events of this.#ofInstances()) await this.#byInstance.add(events);
    let owner: Item<unknown> | undefined;
    let versions: InstanceVersion[] = [];
    for await (const batch of this.#byInstance.sorted()) {
      const found: Found[] = [];
      for (const item of batch) {
        if (owner === undefined || !sameOwner(owner, item)) versions = [];
        owner = item;
        if (!isEvent(item)) {
          remember(versions, item);
          continue;
        }
        const [, uuid, , , , event] = item;
        const instance = this.#reading.instanceOf(event, versions);
        if (instance !== undefined) found.push({ uuid, event, instance });
      }
      yield found;
    }
  }

  /** Events, each with the instance of its action as its owner. */
  async *#ofInstances(): AsyncGenerator<Item<EventFields>[]> {
    let action: Item<ActionFields> | undefined;
    let rows: Item<EventFields>[] = [];
    for await (const batch of this.#byAction.sorted()) {
      const found: Item<EventFields>[] = [];
      for (const item of batch) {
        if (rows[0] !== undefined && !sameThing(rows[0], item)) {
          found.push(...this.#ofInstance(action, rows));
          rows = [];
        }
        if (isEvent(item)) rows.push(item);
        // Who requested what when is never written anew: the first wanted row tells all.
        else if (action === undefined || !sameThing(action, item) || !this.#isTaken(action)) action = item;
      }
      yield found;
    }
    yield this.#ofInstance(action, rows);
  }

  #ofInstance(action: Item<ActionFields> | undefined, rows: readonly Item<EventFields>[]): Item<EventFields>[] {
    const [first] = rows;
    if (first === undefined) return [];
    if (action === undefined || !sameOwner(action, first)) {
      this.#context.count(COUNTERS.lostActions);
      return [];
    }
    if (!this.#isTaken(action)) return [];
    const [database, , id] = first;
    const [, , , , , [instance]] = action;
    const told = this.#reading.told(rows.map(([, , , , , fields]) => fields));
    return told.map((fields, i) => [database, instance, id, 0, i, fields]);
  }

  #isTaken([, , , , , [, created]]: Item<ActionFields>): boolean {
    return this.#reading.takesAction(created);
  }
}

/** A row that changes nothing of interest adds no version. */
function remember(versions: InstanceVersion[], [, , , since, , fields]: Item<InstanceFields>): void {
  const last = versions.at(-1)?.[1];
  if (!last?.every((value, i) => value === fields[i])) versions.push([since, fields]);
}
