import * as z from 'zod';
import { databasesOption } from '../databases.ts';
import { CHAMELEON_PROPERTIES, CHAMELEON_RACK, propertyNames } from './chosen-properties.ts';
import { type RackOption, rackProblem } from './rack.ts';

const rackOption = z
  .strictObject({
    regex: z
      .string()
      .describe("Python regular expression, searched for anywhere in the hypervisor's host name.")
      .meta({ examples: ['(\\w\\d{2})-(\\d{2})\\.'] }),
    group: z
      .union([z.int().min(0), z.string().min(1)])
      .default(1)
      .describe('Which group of it is the rack, by number or name; 0 is the whole match.'),
  })
  .superRefine((rack: RackOption, context) => {
    const problem = rackProblem(rack);
    if (problem) context.addIssue({ code: 'custom', path: [problem.path], message: problem.message });
  });

export const machineEventsOptions = z
  .strictObject({
    cloud: z
      .enum(['vm', 'baremetal'])
      .describe('`vm`: the hypervisors of Nova. `baremetal`: the nodes of Ironic, as Blazar describes them.')
      .meta({ examples: ['vm'] }),
    databases: databasesOption,
    rack: rackOption
      .optional()
      .describe("vm: how to find the rack in a hypervisor's host name. Without it no rack is known.")
      .meta({ examples: [{ regex: '(\\w\\d{2})-(\\d{2})\\.', group: 1 }] }),
    properties: z
      .array(z.string().min(1))
      .refine((names) => new Set(names).size === names.length, 'names a property twice')
      .optional()
      .describe(
        'baremetal: the properties to tell of a node, by the names they have in Blazar. Default: those of Chameleon Cloud; without Blazar, what Ironic keeps of any node.',
      )
      .meta({ examples: [[...CHAMELEON_PROPERTIES]] }),
    rack_property: z
      .string()
      .nullable()
      .optional()
      .describe(
        'baremetal: which of the properties is the rack; null: none is. Default: `placement.rack`, if it is one of them.',
      )
      .meta({ examples: [CHAMELEON_RACK] }),
    semantics: z
      .enum(['default', 'starcompactor'])
      .default('default')
      .describe('`starcompactor` reproduces the events of Star Compactor, flaws included.'),
  })
  .superRefine(({ cloud, databases, rack, properties, rack_property, semantics }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (cloud === 'vm') {
      if (properties !== undefined)
        refuse('properties', 'only bare metal has `properties`; those of `cloud: vm` are fixed');
      if (rack_property != null)
        refuse('rack_property', 'for `cloud: vm` the rack comes from `rack: { regex, group }`');
      return;
    }
    if (rack !== undefined)
      refuse('rack', 'for `cloud: baremetal` the rack is a property: name it with `rack_property`');
    if (rack_property != null && !propertyNames({ properties, databases }).includes(rack_property)) {
      refuse('rack_property', 'expected one of the properties');
    }
    if (databases.blazar === null && semantics === 'starcompactor') {
      refuse(
        'semantics',
        'Star Compactor reads no bare metal without Blazar: expected `default` beside `blazar: null`',
      );
    }
  });

export type MachineEventsOptions = z.output<typeof machineEventsOptions>;
