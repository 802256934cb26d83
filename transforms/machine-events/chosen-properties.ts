import type { MachineEventsOptions } from './options.ts';

/** What Chameleon Cloud publishes of its nodes. */
export const CHAMELEON_PROPERTIES = [
  'node_type',
  'placement.rack',
  'architecture.platform_type',
  'main_memory.ram_size',
  'architecture.smt_size',
  'architecture.smp_size',
  'storage_devices.0.size',
] as const;
export const CHAMELEON_RACK = 'placement.rack';

/** What Ironic's inspection finds out about every node. */
const IRONIC_PROPERTIES = ['cpu_arch', 'cpus', 'memory_mb', 'local_gb'] as const;

/** The properties of a bare-metal node, in order. */
export function propertyNames({
  properties,
  databases,
}: Pick<MachineEventsOptions, 'properties' | 'databases'>): readonly string[] {
  return properties ?? (databases.blazar === null ? IRONIC_PROPERTIES : CHAMELEON_PROPERTIES);
}

/** Which of them is the rack. */
export function rackProperty(options: MachineEventsOptions): string | null {
  if (options.rack_property !== undefined) return options.rack_property;
  return propertyNames(options).includes(CHAMELEON_RACK) ? CHAMELEON_RACK : null;
}
