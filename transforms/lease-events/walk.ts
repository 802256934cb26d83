import { LEASE_EVENTS, type LeaseEventName, type LeaseStatus } from '../../pipeline/records/lease-event.ts';
import { isSame } from './same.ts';
import type { Allocation, Lease } from './state.ts';

/** What a snapshot tells of a lease: what it is, or that it is gone. Times are microseconds since 1970 UTC. */
export interface Sighting {
  /** The time of the snapshot before; null for the first. */
  readonly since: number | null;
  readonly time: number;
  readonly lease: Lease | null;
}

/** An event, with the lease as it was then. */
export interface Told {
  readonly event: LeaseEventName;
  readonly time: number;
  readonly lease: Lease;
  readonly host: string | null;
  readonly status: LeaseStatus;
  /** How many hosts are allocated. */
  readonly hosts: number;
}

interface Found {
  readonly event: LeaseEventName;
  readonly time: number;
  readonly host?: string;
  /** For a CREATE and an UPDATE: what the lease is from then on. */
  readonly lease?: Lease;
}

/** Walks through the life of one lease, from sighting to sighting. */
export function walk(sightings: readonly Sighting[]): Told[] {
  const life = new Life();
  for (const sighting of sightings) life.see(sighting);
  return tell(life.events);
}

class Life {
  readonly events: Found[] = [];
  #last: Lease | undefined;
  #created = 0;
  #started: number | undefined;
  #ended: number | undefined;
  #failed = false;
  #deleted: number | undefined;
  /** By id, as last seen. */
  readonly #allocations = new Map<string, { readonly allocation: Allocation; readonly isOpen: boolean }>();

  see({ since, time, lease }: Sighting): void {
    // Nothing happens to a lease that is deleted.
    if (this.#deleted !== undefined) return;
    if (lease === null) this.#vanish(since ?? time, time);
    else this.#show(lease, since ?? Number.NEGATIVE_INFINITY, time);
  }

  #show(lease: Lease, since: number, time: number): void {
    const before = this.#last;
    this.#last = lease;
    const { written } = lease;
    // The last row was written when the last change was made, or later: no change is younger.
    const changed = written !== null && written > since && written <= time ? written : time;
    if (before === undefined) {
      this.#created = lease.created ?? time;
      this.events.push({ event: 'CREATE', time: this.#created, lease });
    }
    this.#progress(lease, changed, time);
    if (before !== undefined && !isSamePlan(before, lease)) {
      const latest = [changed, this.#ended, this.#deleted];
      if (before.start !== lease.start) latest.push(this.#started);
      this.events.push({ event: 'UPDATE', time: Math.min(...latest.filter((one) => one !== undefined)), lease });
    }
    this.#allocate(lease.allocations, changed);
  }

  #progress(lease: Lease, changed: number, time: number): void {
    const { start, end, hasStarted, hasEnded, hasFailed, failed, live } = lease;
    if (hasStarted && this.#started === undefined) this.#start(Math.min(start ?? changed, time));
    if (hasFailed && !this.#failed) {
      this.events.push({ event: 'ERROR', time: Math.max(Math.min(failed ?? changed, time), this.#created) });
    }
    this.#failed = hasFailed;
    const deleted = live ? undefined : (lease.deleted ?? changed);
    if (hasEnded || deleted !== undefined) this.#end(Math.min(end ?? changed, deleted ?? time));
    if (deleted !== undefined) this.#delete(deleted);
  }

  #vanish(since: number, time: number): void {
    const end = this.#last?.end ?? time;
    this.#end(end > since && end <= time ? end : time);
    this.#delete(time);
    this.#allocate([], time);
  }

  /** A lease that begins at once was to begin before it was made, in the minute that it was made in. */
  #start(time: number): void {
    this.#started = Math.max(time, this.#created);
    this.events.push({ event: 'START', time: this.#started });
  }

  #end(time: number): void {
    if (this.#started === undefined || this.#ended !== undefined) return;
    this.#ended = Math.max(time, this.#started);
    this.events.push({ event: 'END', time: this.#ended });
  }

  #delete(time: number): void {
    this.#deleted = Math.max(time, this.#ended ?? this.#created);
    this.events.push({ event: 'DELETE', time: this.#deleted });
  }

  #allocate(allocations: readonly Allocation[], changed: number): void {
    const shown = new Set(allocations.map(({ id }) => id));
    for (const [id, { allocation }] of this.#allocations) if (!shown.has(id)) this.#release(allocation, changed);
    for (const allocation of allocations) {
      const { id, host, created, replaced, live } = allocation;
      const known = this.#allocations.get(id);
      if (known === undefined || known.allocation.host !== host) {
        // Blazar replaces a host that has failed by writing another one into the row.
        const time = replaced ?? (known === undefined ? created : null) ?? changed;
        if (known !== undefined) this.#release({ ...known.allocation, deleted: time }, changed);
        this.events.push({ event: 'ALLOCATE', time: Math.max(time, this.#created), host });
        this.#allocations.set(id, { allocation, isOpen: true });
      }
      if (!live || this.#deleted !== undefined) this.#release(allocation, changed);
    }
  }

  /** A host is free again when the lease ends, at the latest; where no row tells when, it was then. */
  #release(allocation: Allocation, changed: number): void {
    const { id, host, created, deleted } = allocation;
    if (this.#allocations.get(id)?.isOpen !== true) return;
    const time = deleted ?? this.#ended ?? this.#deleted ?? changed;
    this.events.push({ event: 'RELEASE', time: Math.max(time, created ?? this.#created), host });
    this.#allocations.set(id, { allocation, isOpen: false });
  }
}

const isSamePlan = (a: Lease, b: Lease): boolean =>
  a.start === b.start && a.end === b.end && isSame(a.reserved, b.reserved);

const AFTER: Partial<Record<LeaseEventName, LeaseStatus>> = {
  CREATE: 'PENDING',
  START: 'ACTIVE',
  ERROR: 'ERROR',
  END: 'TERMINATED',
};

/** Puts events in order, each with the lease as it was after it. */
function tell(events: readonly Found[]): Told[] {
  let lease = events[0]?.lease as Lease;
  let status: LeaseStatus = 'PENDING';
  let hosts = 0;
  return events.toSorted(byTime).map(({ event, time, host = null, lease: next = lease }) => {
    lease = next;
    status = AFTER[event] ?? status;
    if (event === 'ALLOCATE') hosts++;
    if (event === 'RELEASE') hosts--;
    return { event, time, lease, host, status, hosts };
  });
}

const byTime = (a: Found, b: Found): number =>
  a.time - b.time || LEASE_EVENTS.indexOf(a.event) - LEASE_EVENTS.indexOf(b.event);
