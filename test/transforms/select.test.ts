import { expect, test } from 'vitest';
import { HOST_NAME, machineEventType, VM_MACHINE_PROPERTIES } from '../../pipeline/records/machine-event.ts';
import { csvEncoder } from '../../sinks/csv.ts';
import { jsonlEncoder } from '../../sinks/jsonl.ts';
import select from '../../transforms/select.ts';
import { apply, namesIn, refusalOf } from '../support/apply.ts';
import { encoded } from '../support/trace-records.ts';

const type = machineEventType(VM_MACHINE_PROPERTIES);
const record = {
  EVENT_TIME: 1_000_000,
  EVENT_TIME_SEC: -1,
  [HOST_NAME]: 'h1',
  EVENT: 'CREATE',
  PROPERTIES: { vcpu_capability: 4, rack: 'r1', owner: 'jo' },
};
const selected = (...fields: string[]) => apply(select, { fields }, type, [record]);

test('what is named stays, in the order in which it is named', () => {
  const { type: given, records } = selected('EVENT', 'PROPERTIES.rack', 'EVENT_TIME');
  expect(namesIn(given)).toEqual(['EVENT', 'PROPERTIES', 'EVENT_TIME', '.rack']);
  expect(records).toEqual([{ EVENT: 'CREATE', PROPERTIES: { rack: 'r1' }, EVENT_TIME: 1_000_000 }]);
  expect(encoded(csvEncoder(given, 'default'), records)).toBe(
    'EVENT,PROPERTIES,EVENT_TIME\nCREATE,"{""rack"":""r1""}",1970-01-01T00:00:01Z\n',
  );
});

test("Star Compactor's lines keep Star Compactor's order", () => {
  const { type: given, records } = selected('EVENT', 'EVENT_TIME');
  expect(encoded(jsonlEncoder(given, 'starcompactor'), records)).toBe(
    '{"EVENT_TIME": "1970-01-01T00:00:01", "EVENT": "CREATE"}\n',
  );
});

test('PROPERTIES alone stands for all properties', () => {
  expect(selected('PROPERTIES').type.properties).toEqual(type.properties);
  expect(selected('PROPERTIES', 'PROPERTIES.rack').type.properties).toEqual(type.properties);
});

test('the trace is sorted by what is left of its sort columns, and then by all else that can be seen', () => {
  expect(selected('EVENT_TIME_SEC', 'PROPERTIES', 'EVENT', 'EVENT_TIME').type.order).toEqual([
    'EVENT_TIME',
    'EVENT',
    'EVENT_TIME_SEC',
  ]);
});

test('an unknown name is an error, with the nearest known one', () => {
  expect(refusalOf(select, { fields: ['EVENT', 'PROPERTIES.rak'] }, type)).toMatchObject({
    code: 'unknown-field',
    message: "machine-event has no 'PROPERTIES.rak' (did you mean 'PROPERTIES.rack'?)",
  });
});
