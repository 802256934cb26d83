import type { Snapshot } from '../../pipeline/stage.ts';
import { compareEvents, compareHosts, type KeyedEvent, type MachineChange, type MachineState } from './state.ts';

interface At {
  readonly state: MachineState;
  readonly snapshot: Snapshot;
}

/**
 * What `next` tells that `previous` did not. A machine that is gone was deleted by the time of `next`. Events are told apart by host,
 * time and kind alone, so their properties remain those of the oldest backup that shows them.
 */
export function compareStates(previous: At | undefined, next: At): MachineChange {
  if (previous === undefined) return { events: next.state.events, appeared: [] };
  const gone = missing(previous.state.hosts, next.state.hosts, compareHosts).map(
    ({ host }): KeyedEvent => ({ host, time: next.snapshot.time, event: 'DELETE', values: null }),
  );
  return {
    events: [...missing(next.state.events, previous.state.events, compareEvents), ...gone],
    appeared: missing(next.state.hosts, previous.state.hosts, compareHosts),
  };
}

/** The items that `others` lacks. Both are sorted by `compare`. */
function missing<T>(items: readonly T[], others: readonly T[], compare: (a: T, b: T) => number): T[] {
  let place = 0;
  return items.filter((item) => {
    while (place < others.length && compare(others[place]!, item) < 0) place++;
    return place === others.length || compare(others[place]!, item) !== 0;
  });
}
