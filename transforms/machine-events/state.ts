/** What the parts of machine-events hand to each other. All of it is plain data: it travels between threads. */
import type { MachineEventName } from '../../pipeline/records/machine-event.ts';
import type { PropertyValue } from '../../pipeline/records/record-type.ts';
import { compareText } from '../rows/table-rows.ts';

/** A machine's properties, parallel to the cloud's list of them; null where it lacks one. */
export type Values = readonly PropertyValue[];

export type Status = 'DISABLE' | 'ENABLE';

/** An event as one backup tells it. No two of one state share host, time and event. */
export interface KeyedEvent {
  readonly host: string;
  /** Microseconds since 1970 UTC. */
  readonly time: number;
  readonly event: MachineEventName;
  /** Null for DELETE. */
  readonly values: Values | null;
}

/** A machine that a backup shows to be part of the cloud. */
export interface PresentHost {
  readonly host: string;
  readonly values: Values;
  readonly status: Status | undefined;
  /** When the status was last known to hold; undefined with the status. */
  readonly statusTime: number | undefined;
}

/** One backup, as far as machines are concerned. */
export interface MachineState {
  /** Sorted by {@link compareEvents}. */
  readonly events: readonly KeyedEvent[];
  /** Sorted by name. */
  readonly hosts: readonly PresentHost[];
}

/** What one backup tells that the one before it did not. */
export interface MachineChange {
  readonly events: readonly KeyedEvent[];
  /** Machines that the backup before did not show; they may have been seen earlier. */
  readonly appeared: readonly PresentHost[];
}

export const compareEvents = (a: KeyedEvent, b: KeyedEvent): number =>
  compareText(a.host, b.host) || a.time - b.time || compareText(a.event, b.event);

export const compareHosts = (a: { host: string }, b: { host: string }): number => compareText(a.host, b.host);
