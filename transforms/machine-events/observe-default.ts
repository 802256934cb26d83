import type { StageContext } from '../../pipeline/stage.ts';
import { groupBy } from '../rows/group-by.ts';
import { EventList, lastOfEqual, type Sighting } from './sighting.ts';
import { compareHosts, type MachineState, type PresentHost } from './state.ts';

/**
 * What a backup tells when soft deletion is taken at its word. A host is there while a live row names it. A soft-deleted row tells of
 * the past: of the time before it was deleted, and before a row of the same host that outlived it was created.
 */
export function observe(sightings: readonly Sighting[], context: StageContext): MachineState {
  const events = new EventList(context);
  const hosts: PresentHost[] = [];
  for (const rows of groupBy(sightings, ({ host }) => host).values()) {
    for (const { row, end, silentFrom } of lives(rows, context)) {
      const { host, values, created, updated, live, status } = row;
      const statusTime = timeOfStatus(row);
      const told = (time: number | null) => time === null || (time < end && time < silentFrom);
      events.add(host, created, 'CREATE', values);
      if (told(updated)) events.add(host, updated, 'UPDATE', values);
      if (told(statusTime)) events.add(host, statusTime, status, values);
      if (!live && end <= silentFrom) events.add(host, end, 'DELETE', null);
      if (live) hosts.push(present(row, statusTime));
    }
  }
  return { events: events.sorted(), hosts: lastOfEqual(hosts.sort(compareHosts), compareHosts) };
}

interface Life {
  readonly row: Sighting;
  /** When the row was deleted; infinite for a live one. */
  readonly end: number;
  /** When a row of the host that outlives this one was created. */
  readonly silentFrom: number;
}

/** The rows of one host, the longest-lived last, so that it wins where they tell of one second. */
function lives(rows: readonly Sighting[], context: StageContext): Life[] {
  const ends = rows.map((row) => ({ row, end: row.live ? Number.POSITIVE_INFINITY : row.deleted }));
  const known = ends.filter((item): item is { row: Sighting; end: number } => item.end !== null);
  // Deleted nobody knows when: it can tell nothing of any moment.
  if (known.length < ends.length) context.count('null-times', ends.length - known.length);
  known.sort((a, b) => (a.end < b.end ? -1 : a.end > b.end ? 1 : 0));

  let silentFrom = Number.POSITIVE_INFINITY;
  let earliest = Number.POSITIVE_INFINITY;
  let end = Number.POSITIVE_INFINITY;
  return known
    .toReversed()
    .map((life) => {
      if (life.end !== end) silentFrom = Math.min(silentFrom, earliest);
      end = life.end;
      earliest = Math.min(earliest, life.row.created ?? Number.NEGATIVE_INFINITY);
      return { ...life, silentFrom };
    })
    .reverse();
}

/** A status that is older than the host began with the host. */
const timeOfStatus = ({ statusTime, created }: Sighting): number | null =>
  statusTime === null ? null : Math.max(statusTime, created ?? statusTime);

const present = ({ host, values, status }: Sighting, time: number | null): PresentHost =>
  time === null
    ? { host, values, status: undefined, statusTime: undefined }
    : { host, values, status, statusTime: time };
