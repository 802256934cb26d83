import { instanceEventType } from '../records/instance-event.ts';
import { leaseEventType } from '../records/lease-event.ts';
import { machineEventType } from '../records/machine-event.ts';
import type { Column, RecordType } from '../records/record-type.ts';

/** What a trace holds, as far as its columns tell. */
export interface TraceKind {
  /** `machine-event` */
  readonly name: string;
  readonly columns: ReadonlyMap<string, Column>;
  /** Columns that tell records apart: the thing that the record is about, when, and what happened. */
  readonly key: readonly string[];
  readonly event: string;
  /** The thing's name or number. */
  readonly identity: string;
  /** Columns that a mask may have changed. */
  readonly identifiers: readonly string[];
  /** What Star Compactor writes into its JSON lines alone. */
  readonly extras: readonly string[];
}

const EVENT = 'EVENT';

const KINDS = [
  // Before machine events, of which they have all columns of the key.
  kindOf(leaseEventType),
  kindOf(machineEventType([])),
  // Of both clouds; the extras are those of bare metal.
  kindOf(instanceEventType({ cloud: 'baremetal', origin: 'database' })),
];

function kindOf({ name, columns, order, starCompactorExtras = [] }: RecordType): TraceKind {
  const identifiers = columns.filter(({ sensitivity }) => sensitivity === 'identifier').map((column) => column.name);
  const identity = identifiers.find((column) => order.includes(column)) as string;
  const time = order.filter((column) => column !== identity && column !== EVENT);
  return {
    name,
    columns: new Map(columns.map((column) => [column.name, column])),
    key: [identity, ...time, EVENT],
    event: EVENT,
    identity,
    identifiers,
    extras: starCompactorExtras.map((column) => column.name),
  };
}

/** The kind whose key these columns hold. */
export const findKind = (columns: readonly string[]): TraceKind | undefined =>
  KINDS.find(({ key }) => key.every((column) => columns.includes(column)));

/** What a trace must have, for messages. */
export const describeKinds = (): string =>
  KINDS.map(({ name, key }) => `${name.replace('-', ' ')}s (${key.join(', ')})`).join(' or ');
