import { HOST_NAME } from './machine-event.ts';
import type { Column, Property, RecordType } from './record-type.ts';

const COLUMNS: readonly Column[] = [
  {
    name: 'INSTANCE_UUID',
    type: 'text',
    description: 'The virtual machine or bare-metal instance.',
    sensitivity: 'identifier',
    fieldClass: 'instance',
  },
  {
    name: 'EVENT',
    type: 'text',
    description: "What was done to the instance: Nova's name of the step, e.g. compute__do_build_and_run_instance.",
    sensitivity: 'public',
  },
  {
    name: 'START_TIME',
    type: 'time',
    nullable: true,
    description: 'When the step began.',
    sensitivity: 'quasi-identifier',
  },
  {
    name: 'START_SEC',
    type: 'seconds',
    secondsOf: 'START_TIME',
    unit: 's',
    nullable: true,
    description: 'START_TIME in seconds since the epoch of the pipeline; negative before it.',
    sensitivity: 'quasi-identifier',
  },
  {
    name: 'FINISH_TIME',
    type: 'time',
    nullable: true,
    description: 'When the step ended; empty when it never did.',
    sensitivity: 'quasi-identifier',
  },
  {
    name: 'FINISH_SEC',
    type: 'seconds',
    secondsOf: 'FINISH_TIME',
    unit: 's',
    nullable: true,
    description: 'FINISH_TIME in seconds since the epoch of the pipeline; negative before it.',
    sensitivity: 'quasi-identifier',
  },
  {
    name: 'EVENT_DURATION',
    type: 'seconds',
    unit: 's',
    nullable: true,
    description: 'From START_TIME to FINISH_TIME.',
    sensitivity: 'quasi-identifier',
  },
  {
    name: 'RESULT',
    type: 'enum',
    values: ['Success', 'Error'],
    nullable: true,
    description: 'How the step ended.',
    sensitivity: 'public',
  },
  {
    name: 'INSTANCE_NAME',
    type: 'text',
    nullable: true,
    description: "The instance's host name in the database, its display name through the API.",
    sensitivity: 'identifier',
    fieldClass: 'instance-name',
  },
  {
    name: 'USER_ID',
    type: 'text',
    nullable: true,
    description: 'The user who owns the instance.',
    sensitivity: 'identifier',
    fieldClass: 'user',
  },
  {
    name: 'PROJECT_ID',
    type: 'text',
    nullable: true,
    description: 'The project that the instance belongs to.',
    sensitivity: 'identifier',
    fieldClass: 'project',
  },
  {
    name: HOST_NAME,
    type: 'text',
    nullable: true,
    description: 'The hypervisor or bare-metal node that the instance is on.',
    sensitivity: 'identifier',
    fieldClass: 'host',
  },
  {
    name: 'PROPERTIES',
    type: 'properties',
    nullable: true,
    description: "The instance's size.",
    sensitivity: 'quasi-identifier',
  },
];

/** PROPERTIES of an instance of a virtual machine; those of a bare-metal instance are its node's. */
export const VM_INSTANCE_PROPERTIES: readonly Property[] = [
  { name: 'memory_mb', unit: 'MiB', description: 'Memory.', sensitivity: 'quasi-identifier' },
  { name: 'root_gb', unit: 'GiB', description: 'Root disk.', sensitivity: 'quasi-identifier' },
  { name: 'vcpus', description: 'Virtual CPUs.', sensitivity: 'quasi-identifier' },
];

/** Star Compactor puts the sizes of bare-metal instances beside the columns of a JSON line, and nowhere in its CSV. */
const BAREMETAL_EXTRAS: readonly Column[] = VM_INSTANCE_PROPERTIES.map((property) => ({
  ...property,
  type: 'integer',
}));

const SIZES = BAREMETAL_EXTRAS.map(({ name }) => name);
const DERIVED = ['START_SEC', 'FINISH_SEC', 'EVENT_DURATION', 'PROPERTIES'];
// biome-ignore format: a line per group of keys
const KEYS = {
  database: [
    ...SIZES, 'INSTANCE_UUID', 'USER_ID', 'PROJECT_ID', 'INSTANCE_NAME', HOST_NAME,
    'EVENT', 'RESULT', 'START_TIME', 'FINISH_TIME', ...DERIVED,
  ],
  audit: [
    'INSTANCE_UUID', 'EVENT', 'START_TIME', 'FINISH_TIME', 'RESULT',
    'INSTANCE_NAME', 'USER_ID', 'PROJECT_ID', HOST_NAME, ...SIZES, ...DERIVED,
  ],
};

export interface InstanceEventVariant {
  readonly cloud: 'vm' | 'baremetal';
  /** Where the rows come from; it shows only in the order of the keys of Star Compactor's JSON lines. */
  readonly origin: 'database' | 'audit';
}

/**
 * The schema of an instance event (Star Compactor's trace format 0.3).
 *
 * The order is by start and instance; events of one instance that start together keep the order in which the sorter met them,
 * which is that of their ids.
 */
export function instanceEventType({ cloud, origin }: InstanceEventVariant): RecordType {
  const baremetal = cloud === 'baremetal';
  return {
    name: 'instance-event',
    description: 'Something was done to an instance: it was built, resized, migrated, deleted…',
    columns: COLUMNS,
    properties: baremetal ? [] : VM_INSTANCE_PROPERTIES,
    key: ['INSTANCE_UUID', 'EVENT', 'START_TIME'],
    order: ['START_TIME', 'INSTANCE_UUID'],
    starCompactorKeys: KEYS[origin].filter((key) => baremetal || !SIZES.includes(key)),
    ...(baremetal && { starCompactorExtras: BAREMETAL_EXTRAS }),
  };
}
