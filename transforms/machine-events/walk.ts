import type { MachineEventName } from '../../pipeline/records/machine-event.ts';
import type { Status, Values } from './state.ts';

/** What may be told of a host, in the order of one second. RETURN: a backup shows it again after one that did not. */
export const KINDS = ['CREATE', 'DELETE', 'RETURN', 'DISABLE', 'ENABLE', 'UPDATE'] as const;
export type Kind = (typeof KINDS)[number];

export interface Told {
  readonly kind: Kind;
  /** Microseconds since 1970 UTC. */
  readonly time: number;
  /** Null for DELETE. */
  readonly values: Values | null;
  /** Of a RETURN: the status that the backup shows, and since when it is known. */
  readonly status?: Status | undefined;
  readonly statusTime?: number | undefined;
}

/** An event of the trace. */
export interface Kept {
  readonly event: MachineEventName;
  readonly time: number;
  readonly values: Values | null;
}

/** Walks through the life of one host: takes all that is told of one second, in the order of {@link KINDS}, and gives the events of it. */
export type HostWalk = (moment: readonly Told[]) => Kept[];

export function sameValues(a: Values | null, b: Values | null): boolean {
  if (a === null || b === null) return a === b;
  return a.every((value, i) => value === b[i]);
}
