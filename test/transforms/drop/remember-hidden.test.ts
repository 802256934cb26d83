import { expect, test } from 'vitest';
import { HOST_NAME, machineEventType, VM_MACHINE_PROPERTIES } from '../../../pipeline/records/machine-event.ts';
import drop from '../../../transforms/drop.ts';
import mask from '../../../transforms/mask.ts';
import select from '../../../transforms/select.ts';
import { apply } from '../../support/apply.ts';
import { memoryContext } from '../../support/run-context.ts';

const type = machineEventType(VM_MACHINE_PROPERTIES);
const record = (host: string, rack: string | null) => ({
  EVENT: 'CREATE',
  [HOST_NAME]: host,
  PROPERTIES: { rack, vcpu_capability: 4 },
});

/** What is remembered, by class. */
function remembering() {
  const values: string[] = [];
  const context = {
    ...memoryContext(),
    remember: (value: string, kind: string) => void values.push(`${kind} ${value}`),
  };
  return { context, values };
}

test('names that are left out are told to the leak scanner, each once; harmless values are not', () => {
  const { context, values } = remembering();
  const records = [record('h1', 'r1'), record('h2', null), record('h1', 'r1')];
  apply(select, { fields: ['EVENT'] }, type, records, context);
  expect(values.sort()).toEqual(['host h1', 'host h2', 'rack r1']);
});

test('what stays, and what a mask has treated, is not', () => {
  const { context, values } = remembering();
  apply(drop, { fields: ['EVENT', 'PROPERTIES.vcpu_capability'] }, type, [record('h1', 'r1')], context);
  const masked = apply(mask, { method: 'none' }, type, [record('h1', 'r1')]);
  apply(drop, { fields: [HOST_NAME] }, masked.type, masked.records, context);
  expect(values).toEqual([]);
});
