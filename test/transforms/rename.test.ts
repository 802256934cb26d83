import { describe, expect, test } from 'vitest';
import { HOST_NAME, machineEventType, VM_MACHINE_PROPERTIES } from '../../pipeline/records/machine-event.ts';
import type { RecordType } from '../../pipeline/records/record-type.ts';
import mask from '../../transforms/mask.ts';
import rename from '../../transforms/rename.ts';
import { apply, namesIn, refusalOf } from '../support/apply.ts';

const type = machineEventType(VM_MACHINE_PROPERTIES);
const record = {
  EVENT_TIME: 5,
  EVENT_TIME_SEC: -1,
  [HOST_NAME]: 'h1',
  EVENT: 'CREATE',
  PROPERTIES: { rack: 'r1', cabinet: 'undeclared', vcpu_capability: 4 },
};
const renamed = (fields: Record<string, string>, taken: RecordType = type) =>
  apply(rename, { fields }, taken, [record]);

test('columns and properties change their names, and keep their values', () => {
  const { type: given, records } = renamed({ [HOST_NAME]: 'NODE', 'PROPERTIES.rack': 'PROPERTIES.cabinet' });
  expect(namesIn(given)).toEqual([
    ...['EVENT_TIME', 'EVENT_TIME_SEC', 'NODE', 'EVENT', 'PROPERTIES'],
    ...['.cabinet', '.vcpu_capability', '.memory_capability_mb', '.disk_capability_gb'],
  ]);
  expect(records).toEqual([
    {
      EVENT_TIME: 5,
      EVENT_TIME_SEC: -1,
      NODE: 'h1',
      EVENT: 'CREATE',
      PROPERTIES: { cabinet: 'r1', vcpu_capability: 4 },
    },
  ]);
  expect(given.order).toEqual(['EVENT_TIME', 'NODE', 'EVENT']);
  expect(given.starCompactorKeys).toEqual(['EVENT_TIME', 'NODE', 'EVENT', 'EVENT_TIME_SEC', 'PROPERTIES']);
});

test('what refers to a column goes with it', () => {
  const { columns } = renamed({ EVENT_TIME: 'TIME', PROPERTIES: 'ATTRIBUTES' }).type;
  expect(columns.find(({ name }) => name === 'EVENT_TIME_SEC')).toMatchObject({ secondsOf: 'TIME' });
  expect(renamed({ PROPERTIES: 'ATTRIBUTES', rack: 'cabinet' }).records[0]).toMatchObject({
    ATTRIBUTES: { cabinet: 'r1' },
  });
});

test('two may swap their names', () => {
  expect(renamed({ EVENT: HOST_NAME, [HOST_NAME]: 'EVENT' }).records).toMatchObject([
    { EVENT: 'h1', [HOST_NAME]: 'CREATE' },
  ]);
});

test('an identifier stays one, and gets the pseudonyms of its old name', () => {
  const plain: RecordType = {
    ...type,
    columns: type.columns.map(({ fieldClass, ...column }) => column),
  };
  const { type: given, records } = renamed({ [HOST_NAME]: 'NODE' }, plain);
  expect(given.columns[2]).toMatchObject({ name: 'NODE', sensitivity: 'identifier' });
  expect(given.columns[2]).not.toHaveProperty('treatment');
  const options = { method: 'hmac-sha256', salt: '0f8fad5bd9cb469fa16570867728950e' };
  const [before] = apply(mask, options, plain, [record]).records;
  const [after] = apply(mask, options, given, records).records;
  expect(after!.NODE).toBe(before![HOST_NAME]);
});

describe('refused:', () => {
  test.each([
    [{ HOST: 'NODE' }, 'unknown-field'],
    [{ EVENT: HOST_NAME }, 'name-taken'],
    [{ EVENT: 'X', EVENT_TIME: 'X' }, 'name-taken'],
    [{ rack: 'vcpu_capability' }, 'name-taken'],
    [{ rack: 'a', 'PROPERTIES.rack': 'b' }, 'field-twice'],
    [{ EVENT: 'PROPERTIES.event' }, 'cannot-move'],
  ])('%j is %s', (fields, code) => {
    expect(refusalOf(rename, { fields }, type)).toMatchObject({ code, exitCode: 78 });
  });

  test('no name at all', () => {
    expect(rename.options.safeParse({ fields: {} }).success).toBe(false);
    expect(rename.options.safeParse({ fields: { EVENT: '' } }).success).toBe(false);
  });
});
