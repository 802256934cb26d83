import type { StageContext } from '../../pipeline/stage.ts';
import { EventList, lastOfEqual, type Sighting } from './sighting.ts';
import { compareHosts, type MachineState, type PresentHost } from './state.ts';

/** Star Compactor's reading of a backup: every row counts, the later one wins, and a host is there while any row names it. */
export function observeLikeStarCompactor(sightings: readonly Sighting[], context: StageContext): MachineState {
  const events = new EventList(context);
  const hosts: PresentHost[] = [];
  for (const { host, values, created, updated, deleted, live, status, statusTime } of sightings) {
    events.add(host, created, 'CREATE', values);
    events.add(host, updated, 'UPDATE', values);
    if (!live) events.add(host, deleted, 'DELETE', null);
    events.add(host, statusTime, status, values);
    hosts.push({ host, values, status: undefined, statusTime: undefined });
  }
  return { events: events.sorted(), hosts: lastOfEqual(hosts.sort(compareHosts), compareHosts) };
}
