import fc from 'fast-check';
import { expect, test } from 'vitest';
import { declaredOnly } from '../../../pipeline/records/declared-properties.ts';
import { machineEventType, VM_MACHINE_PROPERTIES } from '../../../pipeline/records/machine-event.ts';
import type { DataRecord, Properties } from '../../../pipeline/records/record-type.ts';

const type = machineEventType(VM_MACHINE_PROPERTIES);
const DECLARED = new Set(VM_MACHINE_PROPERTIES.map(({ name }) => name));
const strip = declaredOnly(type);
const event = (PROPERTIES: Properties | null): DataRecord => ({ EVENT: 'CREATE', PROPERTIES });

test('a record of declared keys only comes back as it is, in whatever order they stand', () => {
  for (const properties of [null, {}, { rack: 'r1', vcpu_capability: 4 }, { vcpu_capability: 4, rack: 'r1' }]) {
    const record = event(properties);
    expect(strip(record)).toBe(record);
  }
});

test('any other key is taken out of a copy, and counted', () => {
  let removed = 0;
  const record = event({ rack: 'r1', owner: 'jo', vcpu_capability: 4, note: null });
  const given = declaredOnly(type, (count) => {
    removed += count;
  })(record);
  expect(given).toEqual(event({ rack: 'r1', vcpu_capability: 4 }));
  expect(record.PROPERTIES).toHaveProperty('owner');
  expect(removed).toBe(2);
});

test('a type that declares none publishes none; one without such a column has nothing to take out', () => {
  expect(declaredOnly(machineEventType([]))(event({ rack: 'r1' }))).toEqual(event({}));
  const columns = type.columns.filter(({ name }) => name !== 'PROPERTIES');
  const record = event({ owner: 'jo' });
  expect(declaredOnly({ ...type, columns })(record)).toBe(record);
});

test('whatever keys there are, the declared ones stay with their values and no other does', () => {
  const key = fc.oneof(fc.constantFrom(...DECLARED), fc.string());
  fc.assert(
    fc.property(fc.dictionary(key, fc.integer()), (properties) => {
      const wanted = Object.entries(properties).filter(([name]) => DECLARED.has(name));
      expect(strip(event(properties))).toEqual(event(Object.fromEntries(wanted)));
    }),
  );
});
