import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { machineEventsOptions } from '../../transforms/machine-events/options.ts';
import machineEvents from '../../transforms/machine-events.ts';
import { parseOptions } from '../support/machines.ts';

const needs = (options: Parameters<typeof parseOptions>[0]) =>
  machineEvents
    .needs(parseOptions(options))
    .map(({ database, table, optional }) => `${database}.${table}${optional ? '?' : ''}`);

describe('machine-events', () => {
  it('asks for the tables of every Nova database', () => {
    expect(needs({ cloud: 'vm', databases: ['a', 'b'] })).toEqual([
      'a.compute_nodes',
      'a.services',
      'b.compute_nodes',
      'b.services',
    ]);
  });

  it('asks for the tables of Ironic and Blazar', () => {
    expect(needs({ cloud: 'baremetal', databases: { ironic: 'i', blazar: 'b' } })).toEqual([
      'i.nodes',
      'b.computehosts',
      'b.computehost_extra_capabilities',
      'b.extra_capabilities?',
      'b.resource_properties?',
    ]);
    expect(needs({ cloud: 'baremetal', databases: { blazar: null } })).toEqual(['ironic.nodes']);
  });

  it('never asks for a column that holds a secret', () => {
    const columns = (['vm', 'baremetal'] as const).flatMap((cloud) =>
      machineEvents
        .needs(parseOptions({ cloud }))
        .flatMap((need) => [...need.columns, ...(need.optionalColumns ?? [])]),
    );
    expect(columns.filter((column) => /driver|trust|connection|password|token|extra|info/.test(column))).toEqual([]);
  });

  it('gives records with the properties of the cloud, the rack as an ordered one', () => {
    const type = machineEvents.gives(parseOptions({ cloud: 'vm' }));
    expect(type.properties.map(({ name, sensitivity }) => `${name} ${sensitivity}`)).toEqual([
      'rack ordered',
      'vcpu_capability quasi-identifier',
      'memory_capability_mb quasi-identifier',
      'disk_capability_gb quasi-identifier',
    ]);
    const bare = machineEvents.gives(parseOptions({ cloud: 'baremetal', properties: ['a', 'r'], rack_property: 'r' }));
    expect(bare.properties.map(({ name, sensitivity, nullable }) => [name, sensitivity, nullable])).toEqual([
      ['a', 'quasi-identifier', undefined],
      ['r', 'ordered', true],
    ]);
    expect(bare.name).toBe('machine-event');
  });

  it('has an example that its own schema takes', () => {
    const [entry] = parse(machineEvents.example) as [Record<string, unknown>];
    expect(machineEventsOptions.safeParse(entry['machine-events']).success).toBe(true);
  });
});
