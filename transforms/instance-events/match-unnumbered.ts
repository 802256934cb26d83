import { type EventState, mergeStates } from './event-state.ts';

/**
 * Joins events that come without ids (from the API) to those that have one: events of one instance with the same request, name and
 * start are the same. Where there are several of a kind, they are matched one to one, in order; those that are left over are told too.
 */
export function matchUnnumbered(
  numbered: readonly EventState[],
  unnumbered: readonly { readonly source: number; readonly event: EventState }[],
): EventState[] {
  const events = [...numbered];
  const places = new Map<string, number[]>();
  const placesOf = (event: EventState) => {
    const key = JSON.stringify([event[12], event[7], event[8]]);
    const known = places.get(key);
    if (known !== undefined) return known;
    const own: number[] = [];
    places.set(key, own);
    return own;
  };
  const order = numbered.map((_, i) => i).sort((a, b) => compareIds(numbered[a]!, numbered[b]!));
  for (const i of order) placesOf(numbered[i]!).push(i);

  // How many of a kind a source has told so far.
  const told = new Map<number, Map<number[], number>>();
  for (const { source, event } of unnumbered) {
    const own = placesOf(event);
    const counts = told.get(source) ?? new Map<number[], number>();
    told.set(source, counts);
    const nth = counts.get(own) ?? 0;
    counts.set(own, nth + 1);
    const place = own[nth];
    if (place === undefined) own.push(events.push(event) - 1);
    else events[place] = mergeStates(events[place]!, event);
  }
  return events;
}

export const compareIds = (a: EventState, b: EventState): number =>
  a[2] - b[2] || (a[3] ?? Number.POSITIVE_INFINITY) - (b[3] ?? Number.POSITIVE_INFINITY) || 0;
