import type { Snapshot } from '../../pipeline/stage.ts';
import { isSame } from './same.ts';
import type { Lease, LeaseChange, LeaseState } from './state.ts';

interface At {
  readonly state: LeaseState;
  readonly snapshot: Snapshot;
}

/** Which leases `next` shows otherwise than `previous`, whenever their rows were written. */
export function compareStates(previous: At | undefined, next: At): LeaseChange {
  if (previous === undefined) return { since: null, changed: next.state, gone: [] };
  const before = new Map(previous.state.map((lease) => [lease.id, lease]));
  const now = new Set(next.state.map(({ id }) => id));
  return {
    since: previous.snapshot.time,
    changed: next.state.filter((lease) => !isSameLease(before.get(lease.id), lease)),
    gone: previous.state.flatMap(({ id }) => (now.has(id) ? [] : [id])),
  };
}

const isSameLease = (before: Lease | undefined, now: Lease): boolean =>
  before !== undefined && isSame({ ...before, written: null }, { ...now, written: null });
