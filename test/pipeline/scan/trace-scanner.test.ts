import { beforeEach, describe, expect, test } from 'vitest';
import type { DataRecord, RecordType } from '../../../pipeline/records/record-type.ts';
import { RawValues } from '../../../pipeline/scan/raw-values.ts';
import { TraceScanner } from '../../../pipeline/scan/trace-scanner.ts';

const UUID = '8e6a5b0c-3a44-4b0e-9d7e-0f1f0c6b2a11';
const PSEUDONYM = '00deadbeef00112233445566778899aa';

const type: RecordType = {
  name: 'thing',
  description: 'A thing.',
  columns: [
    { name: 'TIME', type: 'time', description: 'when', sensitivity: 'public' },
    { name: 'HOST', type: 'text', description: 'who', sensitivity: 'identifier', treatment: 'sha2-salted' },
    { name: 'OWN', type: 'text', description: 'who', sensitivity: 'identifier', treatment: 'none' },
    { name: 'EVENT', type: 'text', description: 'what', sensitivity: 'public' },
    { name: 'NOTE', type: 'text', description: 'what', sensitivity: 'quasi-identifier' },
    { name: 'RESULT', type: 'enum', values: ['Success', 'Error'], description: 'how', sensitivity: 'public' },
    { name: 'PROPERTIES', type: 'properties', description: 'what', sensitivity: 'public' },
  ],
  properties: [{ name: 'rack', description: 'where', sensitivity: 'ordered', treatment: 'ordered' }],
  order: ['TIME'],
};

let raw: RawValues;
let scanner: TraceScanner;
beforeEach(() => {
  raw = new RawValues(new Uint8Array(8));
  scanner = new TraceScanner(type, raw, 2);
});

const finds = (...records: DataRecord[]) =>
  scanner.scan(records, () => 1).map(({ line, column, kind }) => `${line} ${column}: ${kind}`);

describe('a cell that equals a hidden value', () => {
  test.each(['HOST', 'EVENT', 'NOTE', 'RESULT'])('is found in %s', (column) => {
    raw.add('bob', 'user');
    expect(finds({ TIME: 1, [column]: 'alice' }, { TIME: 1, [column]: 'bob' })).toEqual([`3 ${column}: hidden-value`]);
    expect(scanner.scan([{ [column]: 'bob' }], () => 1)).toMatchObject([{ fieldClass: 'user' }]);
  });

  test('is found among the properties, under whatever key', () => {
    raw.add('bob', 'user');
    expect(finds({ PROPERTIES: { rack: 'bob' } })).toEqual(['2 PROPERTIES.rack: hidden-value']);
    expect(finds({ PROPERTIES: { owner: 'bob' } })).toEqual(['3 an undeclared column: hidden-value']);
    expect(finds({ PROPERTIES: 'bob' })).toEqual(['4 PROPERTIES: hidden-value']);
  });

  test('is found where a number, a time or an enumeration should be', () => {
    raw.add('bob', 'user');
    expect(finds({ TIME: 'bob' }, { RESULT: 'bob' })).toEqual(['2 TIME: hidden-value', '3 RESULT: hidden-value']);
  });

  test('is found in columns that the type does not have', () => {
    raw.add('bob', 'user');
    expect(finds({ TIME: 1, SECRET: 'bob' })).toEqual(['2 an undeclared column: hidden-value']);
    expect(finds({ TIME: 1, SECRET: { of: 'bob' } })).toHaveLength(1);
  });

  test('is found every time', () => {
    raw.add('bob', 'user');
    expect(finds({ NOTE: 'bob' }, { NOTE: 'bob' })).toHaveLength(2);
    expect(finds({ NOTE: 'bob' })).toEqual(['4 NOTE: hidden-value']);
  });

  test('is found in properties that records share', () => {
    raw.add('bob', 'user');
    const [clean, shared] = [{ rack: 'r1' }, { rack: 'bob' }];
    const records = [clean, clean, shared, shared, clean, shared].map((PROPERTIES) => ({ TIME: 1, PROPERTIES }));
    expect(finds(...records)).toEqual([4, 5, 7].map((line) => `${line} PROPERTIES.rack: hidden-value`));
  });

  test('is none where the user wants the column as it is, or where it is of the enumeration', () => {
    raw.add('bob', 'user');
    raw.add('Success', 'instance-name');
    expect(finds({ OWN: 'bob' }, { OWN: UUID }, { RESULT: 'Success' })).toEqual([]);
  });

  test('is only counted where it is a number', () => {
    raw.add('4', 'instance-name');
    expect(finds({ PROPERTIES: { rack: 4 } }, { PROPERTIES: { vcpus: '4' } }, { HOST: '4' }, { TIME: 4 })).toEqual([]);
    expect(scanner.equalNumbers).toBe(3);
    expect(finds({ NOTE: '4' })).toHaveLength(1);
  });
});

describe('a hidden value inside a cell', () => {
  test('is found from 8 characters on', () => {
    raw.add('c07-12.x', 'host');
    raw.add('c07-13.', 'host');
    expect(finds({ NOTE: 'on c07-12.x!' }, { NOTE: 'on c07-13.' })).toEqual(['2 NOTE: hidden-value']);
  });

  test('is none when it is made of words that a trace holds anyway', () => {
    raw.add('instance', 'instance-name');
    raw.add('compute-instance', 'instance-name');
    raw.add('create', 'instance-name');
    expect(finds({ EVENT: 'compute__do_build_and_run_instance' }, { EVENT: 'create' })).toEqual([]);
    expect(finds({ NOTE: 'create' })).toHaveLength(1);
    raw.add('instance-of-bob', 'instance-name');
    expect(finds({ EVENT: 'run instance-of-bob' })).toHaveLength(1);
  });

  test('is none among the digits of a pseudonym, unless it is the whole', () => {
    raw.add('deadbeef', 'instance-name');
    expect(finds({ HOST: PSEUDONYM })).toEqual([]);
    expect(finds({ NOTE: PSEUDONYM }, { HOST: 'xdeadbeef' })).toHaveLength(2);
    const other = new TraceScanner(type, raw, 2);
    raw.add(PSEUDONYM, 'host');
    expect(other.scan([{ HOST: PSEUDONYM }], () => 1)).toHaveLength(1);
  });
});

describe('patterns', () => {
  test('are found in what a mask made, too, but for UUIDs', () => {
    expect(finds({ HOST: UUID }, { HOST: `x ${UUID}` }, { HOST: 'a.example.org' }, { NOTE: UUID })).toEqual([
      '3 HOST: uuid',
      '4 HOST: domain-name',
      '5 NOTE: uuid',
    ]);
  });

  test('a time is no find, nor is null', () => {
    expect(
      finds({ TIME: 1_446_699_901_000_000, NOTE: null, PROPERTIES: null }, { PROPERTIES: { rack: null } }),
    ).toEqual([]);
  });
});

test('lines are counted where cells hold line breaks', () => {
  const lines = scanner.scan([{ NOTE: 'a\nb\nc' }, { NOTE: UUID }, { NOTE: 'a\nb\nc' }, { NOTE: UUID }], () => 3);
  expect(lines.map(({ line }) => line)).toEqual([5, 9]);
});

test('cells can be looked at again when more is known', () => {
  expect(
    finds({ NOTE: 'bob', HOST: PSEUDONYM }, { NOTE: 'bob' }, { PROPERTIES: { rack: 'on machine-of-bob' } }),
  ).toEqual([]);
  const cells = scanner.takeCells();
  raw.add('bob', 'user');
  raw.add(PSEUDONYM, 'host');
  raw.add('machine-of-bob', 'host');
  expect(scanner.rescan(cells).map(({ line, column }) => `${line} ${column}`)).toEqual([
    '2 HOST',
    '2 NOTE',
    '4 PROPERTIES.rack',
  ]);
  expect(scanner.takeCells()).toEqual([]);
});
