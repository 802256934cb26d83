import { describe, expect, test } from 'vitest';
import { instanceEventType } from '../../pipeline/records/instance-event.ts';
import { HOST_NAME, machineEventType, VM_MACHINE_PROPERTIES } from '../../pipeline/records/machine-event.ts';
import drop from '../../transforms/drop.ts';
import { apply, namesIn, refusalOf } from '../support/apply.ts';

const type = machineEventType(VM_MACHINE_PROPERTIES);
const record = {
  EVENT_TIME: 5,
  EVENT_TIME_SEC: -1,
  [HOST_NAME]: 'h1',
  EVENT: 'CREATE',
  PROPERTIES: { rack: 'r1', vcpu_capability: 4, owner: 'jo' },
};
const without = (...fields: string[]) => apply(drop, { fields }, type, [record]);

test('columns and properties go, from the type and from the records', () => {
  const { type: given, records } = without('EVENT_TIME_SEC', 'PROPERTIES.rack');
  expect(namesIn(given)).toEqual([
    ...['EVENT_TIME', HOST_NAME, 'EVENT', 'PROPERTIES'],
    ...['.vcpu_capability', '.memory_capability_mb', '.disk_capability_gb'],
  ]);
  expect(records).toEqual([{ EVENT_TIME: 5, [HOST_NAME]: 'h1', EVENT: 'CREATE', PROPERTIES: { vcpu_capability: 4 } }]);
  expect(given.starCompactorKeys).toEqual(['EVENT_TIME', HOST_NAME, 'EVENT', 'PROPERTIES']);
  expect(record.PROPERTIES.rack).toBe('r1');
});

test('PROPERTIES takes all properties with it', () => {
  const { type: given, records } = without('PROPERTIES');
  expect(given.properties).toEqual([]);
  expect(records[0]).not.toHaveProperty('PROPERTIES');
});

describe('the order of a trace', () => {
  test('stays where no sort column goes', () => {
    expect(without('EVENT_TIME_SEC').type.order).toEqual(type.order);
  });

  test('goes by all that can be seen where one does, so that it tells nothing of it', () => {
    expect(without(HOST_NAME).type.order).toEqual(['EVENT_TIME', 'EVENT', 'EVENT_TIME_SEC']);
    expect(without('EVENT_TIME', HOST_NAME, 'EVENT', 'PROPERTIES').type.order).toEqual(['EVENT_TIME_SEC']);
  });
});

test('a size that Star Compactor writes twice goes twice', () => {
  const extras = [{ name: 'vcpus', type: 'integer', description: 'x', sensitivity: 'public' }] as const;
  const baremetal = {
    ...instanceEventType({ cloud: 'baremetal', origin: 'audit' }),
    properties: [{ name: 'vcpus', description: 'x', sensitivity: 'public' }] as const,
    starCompactorExtras: extras,
  };
  const given = drop.gives(baremetal, { fields: ['vcpus'] });
  expect(given.starCompactorExtras).toEqual([]);
  expect(given.starCompactorKeys).not.toContain('vcpus');
  const kept = drop.gives(baremetal, { fields: ['USER_ID'] });
  expect(kept.starCompactorExtras).toEqual(extras);
  expect(kept.starCompactorKeys).toContain('vcpus');
});

test('unknown names and an empty rest are errors', () => {
  expect(refusalOf(drop, { fields: ['HOST_NAME'] }, type)).toMatchObject({
    code: 'unknown-field',
    exitCode: 78,
    message: `machine-event has no 'HOST_NAME' (did you mean '${HOST_NAME}'?)`,
  });
  const all = type.columns.map(({ name }) => name);
  expect(refusalOf(drop, { fields: all }, type)).toMatchObject({ code: 'nothing-left', exitCode: 78 });
});
