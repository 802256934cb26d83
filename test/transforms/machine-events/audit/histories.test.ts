/** Made-up histories whose truth is known: from their audit rows, in any order, the default semantics finds all of it and nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  auditEvents,
  blazarHost,
  type Change,
  capability,
  ironicNode,
  node,
  property,
  service,
} from '../../../support/audit.ts';

/** Seconds between two things that happen: more than Blazar takes to register a host. */
const STEP = 100;
const NAMES = ['a', 'b'] as const;

interface Step {
  readonly name: string;
  readonly what: 'come' | 'go' | 'change' | 'toggle' | 'beat';
  /** Of a deletion. */
  readonly soft: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom(...NAMES),
  what: fc.constantFrom<Step['what'][]>('come', 'go', 'change', 'toggle', 'beat'),
  soft: fc.boolean(),
});
/** What happens, in which order the rows are met, and from which step on the tables are audited. */
const history = fc
  .array(step, { maxLength: 25 })
  .chain((steps) => fc.tuple(fc.constant(steps), fc.infiniteStream(fc.nat()), fc.nat({ max: 12 })));

function shuffled<T>(items: readonly T[], random: Iterator<number>): T[] {
  const left = [...items];
  return items.map(() => left.splice(random.next().value % left.length, 1)[0] as T);
}

interface Machine {
  readonly id: number;
  readonly created: number;
  size: number;
}

/** How one cloud writes down what happens, and the words in which its machines are told. */
interface Script {
  come(name: string, machine: Machine, time: number): Change[];
  change(name: string, machine: Machine, time: number): Change[];
  go(name: string, machine: Machine, time: number, soft: boolean): Change[];
  toggle(name: string, disabled: boolean, time: number): Change[];
  /** The rows that are written when the audit begins, of what is there already. */
  seed(name: string, machine: Machine, time: number): Change[];
  /** The status rows that are written when a name is first heard of. */
  first(name: string, time: number): Change[];
  told(size: number): string;
}

function play(steps: readonly Step[], auditFrom: number, script: Script): { rows: Change[]; truth: string[] } {
  const machines = new Map<string, Machine>();
  const disabled = new Map(NAMES.map((name) => [name as string, false]));
  let rows = NAMES.flatMap((name) => script.first(name, 0));
  let truth: string[] = [];
  let ids = 0;
  const status = (name: string) => (disabled.get(name) ? 'DISABLE' : 'ENABLE');
  for (const [i, { name, what, soft }] of steps.entries()) {
    const time = (i + 1) * STEP;
    const machine = machines.get(name);
    if (i === auditFrom) {
      // All that was written before is lost; what is there is written down, as old as it is.
      const late = time - STEP / 2;
      rows = NAMES.flatMap((one) => script.toggle(one, disabled.get(one) as boolean, late));
      truth = [];
      for (const [one, there] of machines) {
        rows.push(...script.seed(one, there, late));
        truth.push(
          `${there.created} ${one} CREATE ${script.told(there.size)}`,
          `${late} ${one} ${status(one)} ${script.told(there.size)}`,
        );
      }
    }
    if (what === 'toggle') {
      disabled.set(name, !disabled.get(name));
      rows.push(...script.toggle(name, disabled.get(name) as boolean, time));
      if (machine) truth.push(`${time} ${name} ${status(name)} ${script.told(machine.size)}`);
    } else if (what === 'beat') rows.push(...script.toggle(name, disabled.get(name) as boolean, time));
    else if (what === 'come' && machine === undefined) {
      const born: Machine = { id: ++ids, created: time, size: 1 };
      machines.set(name, born);
      rows.push(...script.come(name, born, time));
      for (const event of ['CREATE', status(name)]) truth.push(`${time} ${name} ${event} ${script.told(1)}`);
    } else if (what === 'change' && machine !== undefined) {
      machine.size++;
      rows.push(...script.change(name, machine, time));
      truth.push(`${time} ${name} UPDATE ${script.told(machine.size)}`);
    } else if (what === 'go' && machine !== undefined) {
      machines.delete(name);
      rows.push(...script.go(name, machine, time, soft));
      truth.push(`${time} ${name} DELETE -`);
    }
  }
  return { rows, truth };
}

const hypervisors: Script = {
  first: (name, time) => hypervisors.toggle(name, false, time),
  toggle: (name, disabled, time) => [
    service(time, time === 0 ? 'INSERT' : 'UPDATE', {
      id: name,
      host: name,
      disabled: Number(disabled),
      updated_at: time,
    }),
  ],
  come: (name, machine, time) => [node(time, 'INSERT', nodeRow(name, machine))],
  seed: (name, machine, time) => [node(time, 'INSERT', nodeRow(name, machine))],
  change: (name, machine, time) => [node(time, 'UPDATE', nodeRow(name, machine))],
  go(name, machine, time, soft) {
    const row = nodeRow(name, machine);
    if (!soft) return [node(time, 'DELETE', row)];
    const dead = { ...row, deleted: machine.id, deleted_at: time };
    return [node(time + 10, 'UPDATE', dead), node(time + 30, 'DELETE', dead)];
  },
  told: (size) => `null ${size} 8 16`,
};
const nodeRow = (name: string, { id, created, size }: Machine) => ({
  id,
  hypervisor_hostname: name,
  host: name,
  vcpus: size,
  created_at: created,
});

const nodes: Script = {
  first: (name, time) => nodes.toggle(name, false, time),
  toggle: (name, disabled, time) => [
    ironicNode(time, time === 0 ? 'INSERT' : 'UPDATE', { uuid: name, maintenance: Number(disabled), created_at: 0 }),
  ],
  come: (name, machine, time) => [
    blazarHost(time, 'INSERT', hostRow(name, machine)),
    capability(time + 2, 'INSERT', capabilityRow(machine)),
    capability(time + 3, 'INSERT', {
      ...capabilityRow(machine),
      id: `${machine.id}/2`,
      property_id: 'p2',
      capability_value: 1,
    }),
  ],
  seed: (name, machine, time) => nodes.come(name, machine, time),
  change: (_, machine, time) => [capability(time, 'UPDATE', capabilityRow(machine))],
  go(name, machine, time, soft) {
    const row = hostRow(name, machine);
    if (!soft) return [blazarHost(time, 'DELETE', row), capability(time, 'DELETE', capabilityRow(machine))];
    return [blazarHost(time + 10, 'UPDATE', { ...row, deleted: 'x', deleted_at: time })];
  },
  told: (size) => `${size} 1`,
};
const hostRow = (name: string, { id, created }: Machine) => ({ id, hypervisor_hostname: name, created_at: created });
const capabilityRow = ({ id, created, size }: Machine) => ({
  id: `${id}/1`,
  computehost_id: id,
  property_id: 'p1',
  capability_value: size,
  created_at: created + 2,
});
const properties = [property(900, 'INSERT', {}), property(900, 'INSERT', { id: 'p2', property_name: 'two' })];

describe.each([
  ['hypervisors', { cloud: 'vm', databases: ['nova'] }, hypervisors, []],
  ['bare-metal nodes', { cloud: 'baremetal', properties: ['one', 'two'] }, nodes, properties],
] as const)('histories of %s', (_, options, script, more) => {
  it('are told as they were', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ([steps, random, auditFrom]) => {
        const { rows, truth } = play(steps, auditFrom === 0 ? Number.POSITIVE_INFINITY : auditFrom, script);
        const found = await auditEvents(options, shuffled([...rows, ...more], random));
        expect(found.toSorted()).toEqual(truth.toSorted());
      }),
      { numRuns: 150 },
    );
  });
});
