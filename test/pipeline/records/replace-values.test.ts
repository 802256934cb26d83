import { describe, expect, test } from 'vitest';
import { machineEventType, VM_MACHINE_PROPERTIES } from '../../../pipeline/records/machine-event.ts';
import { gatherValues, replaceValues } from '../../../pipeline/records/replace-values.ts';
import { chooseFields } from '../../../transforms/mask/fields.ts';
import { maskOptions } from '../../../transforms/mask/options.ts';

const type = machineEventType(VM_MACHINE_PROPERTIES);
const { hashed, numbered } = chooseFields(type, maskOptions.parse({}));
const [host, rack] = [hashed[0]!, numbered[0]!];
const record = { 'HOST_NAME (PHYSICAL)': 'h1', EVENT: 'CREATE', PROPERTIES: { rack: 'r1', vcpu_capability: 4 } };

describe('replaceValues', () => {
  const replace = replaceValues([
    { field: host, replace: (value) => `<${value}>` },
    { field: rack, replace: (value) => value.length },
  ]);

  test('replaces in columns and properties, and nowhere else', () => {
    expect(replace(record)).toEqual({
      'HOST_NAME (PHYSICAL)': '<h1>',
      EVENT: 'CREATE',
      PROPERTIES: { rack: 2, vcpu_capability: 4 },
    });
  });

  test('leaves the record that it was given as it was', () => {
    const before = structuredClone(record);
    replace(record);
    expect(record).toEqual(before);
  });

  test.each([null, ''])('leaves %j as it is', (value) => {
    const empty = { ...record, 'HOST_NAME (PHYSICAL)': value, PROPERTIES: { rack: value } };
    expect(replace(empty)).toEqual(empty);
  });

  test('adds nothing to a record that lacks the fields', () => {
    expect(replace({ EVENT: 'DELETE', PROPERTIES: {} })).toEqual({ EVENT: 'DELETE', PROPERTIES: {} });
    expect(replace({ EVENT: 'DELETE', PROPERTIES: null })).toEqual({ EVENT: 'DELETE', PROPERTIES: null });
    expect(replace({ EVENT: 'DELETE' })).toEqual({ EVENT: 'DELETE' });
  });

  test('numbers count as the text of their digits', () => {
    expect(replace({ ...record, PROPERTIES: { rack: 1234 } })).toMatchObject({ PROPERTIES: { rack: 4 } });
  });

  test('a column stays text whatever replaces it', () => {
    const number = replaceValues([{ field: host, replace: () => 7 }]);
    expect(number(record)).toMatchObject({ 'HOST_NAME (PHYSICAL)': '7' });
  });
});

test('gatherValues shows all values but null, those of columns as well', () => {
  const seen: string[] = [];
  const gather = gatherValues([host, rack].map((field) => ({ field, gather: (value) => void seen.push(value) })));
  gather(record);
  gather({ ...record, 'HOST_NAME (PHYSICAL)': '', PROPERTIES: { rack: null } });
  gather({ PROPERTIES: null });
  gather({ 'HOST_NAME (PHYSICAL)': null, PROPERTIES: { rack: '' } });
  expect(seen).toEqual(['h1', 'r1', '', '']);
});
