import type { Status, Values } from './state.ts';
import { type HostWalk, type Kept, sameValues, type Told } from './walk.ts';

/**
 * The walk of the default semantics: a host lives from a CREATE to a DELETE, nothing happens to it outside, and each life begins with
 * an unknown status.
 */
export function walk(): HostWalk {
  let known = false;
  let exists = false;
  let status: Status | undefined;
  let values: Values | null = null;
  let kept: Kept[] = [];

  const keep = (event: Kept['event'], time: number, now: Values | null): void => {
    values = now;
    kept.push({ event, time, values: now });
  };
  const create = (time: number, now: Values | null): void => {
    known = true;
    exists = true;
    status = undefined;
    keep('CREATE', time, now);
  };
  const setStatus = (next: Status, time: number, now: Values | null): void => {
    if (status === next) return;
    status = next;
    keep(next, time, now);
  };

  const take = ({ kind, time, values: now, status: shown, statusTime }: Told): void => {
    if (!exists) {
      if (kind === 'CREATE') create(time, now);
      if (kind === 'RETURN' && known) {
        create(time, now);
        // A status written down while the host was away is told with its return; a later one has an event of its own.
        if (shown !== undefined && statusTime !== undefined && statusTime < time) setStatus(shown, time, now);
      }
      return;
    }
    switch (kind) {
      case 'DELETE':
        exists = false;
        keep('DELETE', time, null);
        break;
      case 'DISABLE':
      case 'ENABLE':
        setStatus(kind, time, now);
        break;
      case 'UPDATE':
        if (!sameValues(values, now)) keep('UPDATE', time, now);
    }
  };

  return (moment) => {
    kept = [];
    for (const told of exists ? deleteFirst(moment) : moment) take(told);
    return kept;
  };
}

/** Of a host that exists, a DELETE and a CREATE in one second mean that it was created anew. */
function deleteFirst(moment: readonly Told[]): readonly Told[] {
  if (moment[0]?.kind !== 'CREATE' || moment[1]?.kind !== 'DELETE') return moment;
  return [moment[1], moment[0], ...moment.slice(2)];
}
