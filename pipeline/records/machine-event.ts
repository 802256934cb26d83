import type { Property, RecordType } from './record-type.ts';

export const HOST_NAME = 'HOST_NAME (PHYSICAL)';

/** Sorted as Star Compactor sorts events of one second. */
export const MACHINE_EVENTS = ['CREATE', 'DELETE', 'DISABLE', 'ENABLE', 'UPDATE'] as const;
export type MachineEventName = (typeof MACHINE_EVENTS)[number];

/**
 * The schema of a machine event (Star Compactor's trace format 0.3).
 *
 * @param properties what the PROPERTIES column may hold; depends on the cloud.
 */
export function machineEventType(properties: readonly Property[]): RecordType {
  return {
    name: 'machine-event',
    description: 'A physical machine joins, leaves, changes, or is taken out of or back into service.',
    columns: [
      {
        name: 'EVENT_TIME',
        type: 'time',
        description: 'When the event happened, as exactly as the source tells.',
        sensitivity: 'quasi-identifier',
      },
      {
        name: 'EVENT_TIME_SEC',
        type: 'seconds',
        unit: 's',
        description: 'Seconds since the epoch of the pipeline; -1 for anything before it.',
        sensitivity: 'quasi-identifier',
        secondsOf: 'EVENT_TIME',
        secondsBeforeEpoch: 'minus-one',
      },
      {
        name: HOST_NAME,
        type: 'text',
        description: 'The hypervisor or bare-metal node.',
        sensitivity: 'identifier',
        fieldClass: 'host',
      },
      { name: 'EVENT', type: 'enum', values: MACHINE_EVENTS, description: 'What happened.', sensitivity: 'public' },
      {
        name: 'PROPERTIES',
        type: 'properties',
        nullable: true,
        description: "The machine's rack and capacity, as of the event.",
        sensitivity: 'quasi-identifier',
      },
    ],
    properties,
    key: ['EVENT_TIME', HOST_NAME, 'EVENT'],
    order: ['EVENT_TIME', HOST_NAME, 'EVENT'],
    starCompactorKeys: ['EVENT_TIME', HOST_NAME, 'EVENT', 'EVENT_TIME_SEC', 'PROPERTIES'],
  };
}

/** PROPERTIES of a hypervisor. */
export const VM_MACHINE_PROPERTIES: readonly Property[] = [
  { name: 'rack', nullable: true, description: 'The rack, cut out of the host name.', sensitivity: 'ordered' },
  { name: 'vcpu_capability', description: 'Virtual CPUs.', sensitivity: 'quasi-identifier' },
  { name: 'memory_capability_mb', unit: 'MiB', description: 'Memory.', sensitivity: 'quasi-identifier' },
  { name: 'disk_capability_gb', unit: 'GiB', description: 'Local disk.', sensitivity: 'quasi-identifier' },
];
