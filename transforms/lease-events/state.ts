/** What the parts of lease-events hand to each other. All of it is plain data; times are microseconds since 1970 UTC. */
import type { Properties } from '../../pipeline/records/record-type.ts';

/** A lease, as a snapshot shows it. */
export interface Lease {
  readonly id: string;
  readonly user: string | null;
  readonly project: string | null;
  readonly created: number | null;
  /** Null for a live one, and for one that was deleted nobody knows when. */
  readonly deleted: number | null;
  /** Not soft-deleted. */
  readonly live: boolean;
  /** As planned. */
  readonly start: number | null;
  readonly end: number | null;
  readonly hasStarted: boolean;
  readonly hasEnded: boolean;
  readonly hasFailed: boolean;
  /** When the step was due that failed; null where it is not known which did. */
  readonly failed: number | null;
  readonly reserved: Properties;
  readonly allocations: readonly Allocation[];
  /** When any row of it was last written. */
  readonly written: number | null;
}

/** A host that was set aside for a lease. */
export interface Allocation {
  readonly id: string;
  readonly host: string;
  readonly created: number | null;
  /** When another host was written into the row of this live allocation. */
  readonly replaced: number | null;
  readonly deleted: number | null;
  readonly live: boolean;
}

/** Sorted by id. */
export type LeaseState = readonly Lease[];

/** What a snapshot tells that the one before it did not. */
export interface LeaseChange {
  /** The time of the snapshot before; null for the first. */
  readonly since: number | null;
  /** Leases that are new or other than they were. */
  readonly changed: readonly Lease[];
  /** Ids of leases that are not there any more. */
  readonly gone: readonly string[];
}
