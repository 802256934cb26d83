import { HOST_NAME } from './machine-event.ts';
import type { Column, Property, RecordType } from './record-type.ts';

/** In the order in which they are told where they happen at one moment. */
export const LEASE_EVENTS = ['CREATE', 'ALLOCATE', 'UPDATE', 'START', 'ERROR', 'END', 'RELEASE', 'DELETE'] as const;
export type LeaseEventName = (typeof LEASE_EVENTS)[number];

export const LEASE_STATUSES = ['PENDING', 'ACTIVE', 'ERROR', 'TERMINATED'] as const;
export type LeaseStatus = (typeof LEASE_STATUSES)[number];

const seconds = (name: string, secondsOf: string): Column => ({
  name,
  type: 'seconds',
  secondsOf,
  unit: 's',
  nullable: true,
  description: `${secondsOf} in seconds since the epoch of the pipeline; negative before it.`,
  sensitivity: 'quasi-identifier',
});

const COLUMNS: readonly Column[] = [
  {
    name: 'EVENT_TIME',
    type: 'time',
    description: 'When the event happened, as exactly as the source tells.',
    sensitivity: 'quasi-identifier',
  },
  { ...seconds('EVENT_TIME_SEC', 'EVENT_TIME'), nullable: false },
  { name: 'LEASE_ID', type: 'text', description: 'The lease.', sensitivity: 'identifier', fieldClass: 'lease' },
  { name: 'EVENT', type: 'enum', values: LEASE_EVENTS, description: 'What happened.', sensitivity: 'public' },
  {
    name: 'STATUS',
    type: 'enum',
    values: LEASE_STATUSES,
    description: 'What the lease was after the event.',
    sensitivity: 'public',
  },
  {
    name: 'START_TIME',
    type: 'time',
    nullable: true,
    description: 'When the lease was to begin, as planned at the time of the event.',
    sensitivity: 'quasi-identifier',
  },
  seconds('START_SEC', 'START_TIME'),
  {
    name: 'END_TIME',
    type: 'time',
    nullable: true,
    description: 'When the lease was to end, as planned at the time of the event.',
    sensitivity: 'quasi-identifier',
  },
  seconds('END_SEC', 'END_TIME'),
  {
    name: 'USER_ID',
    type: 'text',
    nullable: true,
    description: 'The user who owns the lease.',
    sensitivity: 'identifier',
    fieldClass: 'user',
  },
  {
    name: 'PROJECT_ID',
    type: 'text',
    nullable: true,
    description: 'The project that the lease belongs to.',
    sensitivity: 'identifier',
    fieldClass: 'project',
  },
  {
    name: HOST_NAME,
    type: 'text',
    nullable: true,
    description: 'The hypervisor or bare-metal node that was allocated or released; empty for all other events.',
    sensitivity: 'identifier',
    fieldClass: 'host',
  },
  {
    name: 'PROPERTIES',
    type: 'properties',
    description: 'What is reserved, all reservations of the lease together, as of the event.',
    sensitivity: 'quasi-identifier',
  },
];

const size = { sensitivity: 'quasi-identifier' } as const;

/** PROPERTIES of a lease; what it does not reserve is left out. */
export const LEASE_PROPERTIES: readonly Property[] = [
  { name: 'hosts', description: 'Hosts that are allocated to it.', ...size },
  { name: 'hosts_min', description: 'Hosts that it needs at least.', ...size },
  { name: 'hosts_max', description: 'Hosts that it asked for at most.', ...size },
  { name: 'node_type', description: 'Which type of nodes it asked for; several are separated by blanks.', ...size },
  { name: 'instances', description: 'Instances that it has room for.', ...size },
  { name: 'vcpus', description: 'Virtual CPUs of all of these together.', ...size },
  { name: 'memory_mb', unit: 'MiB', description: 'Memory of all of these together.', ...size },
  { name: 'disk_gb', unit: 'GiB', description: 'Disk of all of these together.', ...size },
  { name: 'floating_ips', description: 'Floating IP addresses.', ...size },
  { name: 'networks', description: 'Networks.', ...size },
  { name: 'devices_min', description: 'Devices that it needs at least.', ...size },
  { name: 'devices_max', description: 'Devices that it asked for at most.', ...size },
];

/**
 * The schema of a lease event. Events of a lease at one moment keep the order of {@link LEASE_EVENTS}: the trace is sorted by time and
 * lease alone.
 */
export const leaseEventType: RecordType = {
  name: 'lease-event',
  description: 'A reservation of resources was made, began, was changed, ended…',
  columns: COLUMNS,
  properties: LEASE_PROPERTIES,
  key: ['EVENT_TIME', 'LEASE_ID', 'EVENT', HOST_NAME],
  order: ['EVENT_TIME', 'LEASE_ID'],
};
