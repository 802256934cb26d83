import { type EventState, isSameEvent, mergeStates } from './event-state.ts';

/** Events that have ids, each once: of one database, with one id, and telling of the same thing. */
export function mergeNumbered(states: readonly EventState[]): EventState[] {
  const byId = new Map<string, EventState[]>();
  for (const state of states) {
    const key = `${state[2]}/${state[3]}`;
    const known = byId.get(key);
    if (known === undefined) byId.set(key, [state]);
    else {
      const same = known.findIndex((other) => isSameEvent(other, state));
      if (same < 0) known.push(state);
      else known[same] = mergeStates(known[same]!, state);
    }
  }
  return [...byId.values()].flat();
}
