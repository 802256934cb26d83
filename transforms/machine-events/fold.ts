import { HOST_NAME } from '../../pipeline/records/machine-event.ts';
import type { DataRecord, Properties, Property } from '../../pipeline/records/record-type.ts';
import type { RunContext, SnapshotFolder } from '../../pipeline/stage.ts';
import { compareText } from '../rows/table-rows.ts';
import type { MachineChange, Status, Values } from './state.ts';
import { type HostWalk, type Kept, KINDS, type Told } from './walk.ts';

export interface FoldSettings {
  /** What `values` hold, in order. */
  readonly properties: readonly Property[];
  /** Names of those whose absence from every machine is worth a warning. */
  readonly wanted: readonly string[];
  readonly newWalk: () => HostWalk;
  /** PROPERTIES of a DELETE. */
  readonly ofDeleted: Properties | null;
}

/** What is told of a host, as the sorter keeps it: short, since there is one for every heartbeat of every host, and fit for JSON. */
type Item =
  | readonly [host: string, time: number, kind: number, snapshot: number, values: Values | null]
  | readonly [
      host: string,
      time: number,
      kind: number,
      snapshot: number,
      values: Values,
      status: Status,
      since: number,
    ];

const compareItems = (a: Item, b: Item): number => compareText(a[0], b[0]) || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];

/** Brings together what all backups tell of each host and walks through its life. One second of one host is all it holds at a time. */
export function foldChanges(settings: FoldSettings, context: RunContext): SnapshotFolder<MachineChange> {
  const sorter = context.sorter<Item>(compareItems);
  return {
    add({ events, appeared }, { index, time }) {
      const items: Item[] = events.map((told) => [told.host, told.time, KINDS.indexOf(told.event), index, told.values]);
      const kind = KINDS.indexOf('RETURN');
      for (const { host, values, status, statusTime } of appeared) {
        if (status === undefined || statusTime === undefined) items.push([host, time, kind, index, values]);
        else items.push([host, time, kind, index, values, status, statusTime]);
      }
      return sorter.add(items);
    },
    async *finish() {
      const narrate = narrator(settings, context.epoch);
      const absent = new Set(settings.wanted);
      for await (const moments of inMoments(sorter.sorted())) {
        const records = moments.flatMap(narrate);
        for (const { PROPERTIES } of records) strike(absent, PROPERTIES as Properties | null);
        yield records;
      }
      for (const name of absent) context.warn('absent-property', `no machine has the property ${name}`);
    },
  };
}

/** Cuts what is sorted into seconds of hosts. Of several tellings of one event the oldest backup's is right about the properties. */
async function* inMoments(batches: AsyncIterable<Item[]>): AsyncIterable<Item[][]> {
  let moment: Item[] = [];
  for await (const batch of batches) {
    const moments: Item[][] = [];
    for (const item of batch) {
      const last = moment.at(-1) ?? item;
      if (last[0] !== item[0] || last[1] !== item[1]) {
        moments.push(moment);
        moment = [item];
      } else if (last === item || last[2] !== item[2]) moment.push(item);
    }
    yield moments;
  }
  if (moment.length > 0) yield [moment];
}

/** Walks through the moments of each host; hosts come one after the other. */
function narrator(settings: FoldSettings, epoch: number): (moment: readonly Item[]) => DataRecord[] {
  let host: string | undefined;
  let walk = settings.newWalk();
  return (moment) => {
    const name = moment[0]![0];
    if (name !== host) walk = settings.newWalk();
    host = name;
    return walk(moment.map(toTold)).map((kept) => toRecord(name, kept, settings, epoch));
  };
}

const toTold = ([, time, kind, , values, status, statusTime]: Item): Told => ({
  kind: KINDS[kind]!,
  time,
  values,
  status,
  statusTime,
});

function toRecord(host: string, { event, time, values }: Kept, settings: FoldSettings, epoch: number): DataRecord {
  return {
    EVENT_TIME: time,
    EVENT_TIME_SEC: time < epoch ? -1 : (time - epoch) / 1_000_000,
    [HOST_NAME]: host,
    EVENT: event,
    PROPERTIES:
      values === null ? settings.ofDeleted && { ...settings.ofDeleted } : toProperties(settings.properties, values),
  };
}

/** A property that the machine lacks is left out, unless it may be null. */
const toProperties = (properties: readonly Property[], values: Values): Properties =>
  Object.fromEntries(
    properties.flatMap(({ name, nullable }, i) => {
      const value = values[i] ?? null;
      return value === null && !nullable ? [] : [[name, value]];
    }),
  );

function strike(names: Set<string>, properties: Properties | null): void {
  for (const name of names) if (properties?.[name] != null) names.delete(name);
}
