import type { DataRecord } from '../../pipeline/records/record-type.ts';
import type { StageContext } from '../../pipeline/stage.ts';
import type { EventState } from './event-state.ts';
import { type InstanceVersion, newest, placeAsOf } from './instance-versions.ts';
import type { InstanceHistory } from './join-instances.ts';
import { compareIds } from './match-unnumbered.ts';
import { type Moment, timeOf } from './moment.ts';
import type { InstanceEventsOptions } from './options.ts';
import { recordMaker, sizeOf } from './record.ts';
import { keepsUnfinished } from './semantics.ts';
import { ownerFilter } from './wanted.ts';

/** What else there is to know of the events that were told. */
export const COUNTERS = {
  /** A start or a finish that is no moment in time, or a start that is NULL. */
  nullTimes: 'null-times',
  /** The event's own row does not name its host; told is where its instance was. */
  instanceHosts: 'hosts-from-instance',
  /** Nova has purged the instance; its owner, name and size are not known. */
  purgedInstances: 'events-of-purged-instances',
  /** Nova has purged the action, so that not even the instance is known. Not told. */
  lostActions: 'events-without-action',
} as const;

/** Rows of conductors and of the API service name a controller, where no instance is. */
export const hasOwnHost = (event: string | null): boolean => event?.startsWith('compute_') === true;

/** Makes the records of instances, in the order of the events' start, then of their ids. */
export function teller(
  options: InstanceEventsOptions,
  context: Pick<StageContext, 'epoch' | 'count'>,
): (history: InstanceHistory) => DataRecord[] {
  const make = recordMaker(options, context.epoch);
  const owned = ownerFilter(options);
  const unfinished = keepsUnfinished(options);
  const original = options.semantics === 'starcompactor';
  const hostOf = original ? hostLikeStarCompactor : options.cloud === 'baremetal' ? nodeOf : hypervisorOf;

  const tell = (event: EventState, versions: readonly InstanceVersion[]): DataRecord | undefined => {
    const [instance, , , , , , , name, start, finish, result] = event;
    if (!unfinished && typeof finish !== 'number') return undefined;
    const known = newest(versions);
    if (known === undefined && original) return undefined;
    if (!owned(known?.user ?? null, known?.project ?? null)) return undefined;
    if (known === undefined) context.count(COUNTERS.purgedInstances);
    countTimes(start, finish, context);
    return make({
      instance,
      event: name,
      start: timeOf(start),
      finish: timeOf(finish),
      result,
      name: known?.name ?? null,
      user: known?.user ?? null,
      project: known?.project ?? null,
      host: hostOf(event, versions, context),
      size: known === undefined ? null : sizeOf(known.memoryMb, known.rootGb, known.vcpus),
    });
  };

  return ({ events, versions }) => {
    const inOrder = events.length === 1 ? events : [...events].sort(compareEvents);
    const ofDatabase = versionsByDatabase(versions, !original);
    return inOrder.map((event) => tell(event, ofDatabase(event))).filter((record) => record !== undefined);
  };
}

export function countTimes(start: Moment, finish: Moment, { count }: Pick<StageContext, 'count'>): void {
  if (typeof start !== 'number') count(COUNTERS.nullTimes);
  if (finish === false) count(COUNTERS.nullTimes);
}

const compareEvents = (a: EventState, b: EventState): number =>
  Number(timeOf(a[8]) ?? Number.NEGATIVE_INFINITY) - Number(timeOf(b[8]) ?? Number.NEGATIVE_INFINITY) ||
  compareIds(a, b);

/**
 * What is known of the instance of an event: by its own database; where that knows nothing, by any. (An instance moves from one cell to
 * another; the API does not tell cells apart.)
 */
function versionsByDatabase(versions: readonly InstanceVersion[], any: boolean) {
  const one = versions.every(({ database, fromApi }) => !fromApi && database === versions[0]!.database);
  return ([, , database, id]: EventState): readonly InstanceVersion[] => {
    if (id === null || (one && versions[0]?.database === database)) return versions;
    const own = versions.filter((version) => version.fromApi || version.database === database);
    return own.length > 0 || !any ? own : versions;
  };
}

type HostOf = (
  event: EventState,
  versions: readonly InstanceVersion[],
  context: Pick<StageContext, 'count'>,
) => string | null;

/** The snapshot that tells where the instance was when the event was over. */
const overIn = ([, , , , , shown, finished]: EventState): number => finished ?? shown;

const nodeOf: HostOf = (event, versions) => placeAsOf(versions, 'node', overIn(event));

const hypervisorOf: HostOf = (event, versions, context) => {
  if (event[11] !== null && hasOwnHost(event[7])) return event[11];
  const host = placeAsOf(versions, 'host', overIn(event));
  if (host !== null) context.count(COUNTERS.instanceHosts);
  return host;
};

/** Where the instance is now; through the API under the name of the hypervisor. */
const hostLikeStarCompactor: HostOf = (_, versions) => {
  const now = versions.at(-1);
  return now === undefined ? null : now.fromApi ? now.node : now.host;
};
