import { describe, expect, it } from 'vitest';
import { propertyNames, rackProperty } from '../../../transforms/machine-events/chosen-properties.ts';
import { machineEventsOptions } from '../../../transforms/machine-events/options.ts';

describe('defaults of bare metal', () => {
  const of = (options: object) => {
    const parsed = machineEventsOptions.parse({ cloud: 'baremetal', ...options });
    return { properties: propertyNames(parsed), rack: rackProperty(parsed) };
  };

  it('are Chameleon Cloud’s properties and rack', () => {
    expect(of({})).toEqual({
      properties: [
        'node_type',
        'placement.rack',
        'architecture.platform_type',
        'main_memory.ram_size',
        'architecture.smt_size',
        'architecture.smp_size',
        'storage_devices.0.size',
      ],
      rack: 'placement.rack',
    });
    expect(of({ rack_property: null }).rack).toBeNull();
  });

  it('have the rack only if it is among the properties', () => {
    expect(of({ properties: ['a', 'placement.rack'] }).rack).toBe('placement.rack');
    expect(of({ properties: ['a'] })).toEqual({ properties: ['a'], rack: null });
  });

  it('are Ironic’s own without Blazar', () => {
    expect(of({ databases: { blazar: null } })).toEqual({
      properties: ['cpu_arch', 'cpus', 'memory_mb', 'local_gb'],
      rack: null,
    });
  });
});
