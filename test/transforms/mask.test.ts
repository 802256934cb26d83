import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { instanceEventType } from '../../pipeline/records/instance-event.ts';
import { HOST_NAME, machineEventType, VM_MACHINE_PROPERTIES } from '../../pipeline/records/machine-event.ts';
import type { DataRecord, RecordType } from '../../pipeline/records/record-type.ts';
import { csvEncoder } from '../../sinks/csv.ts';
import { jsonlEncoder } from '../../sinks/jsonl.ts';
import mask from '../../transforms/mask.ts';
import { conformancePath, hasConformance } from '../support/conformance.ts';
import { differenceFromGolden, GOLDEN_TRACES } from '../support/golden-traces.ts';
import { memoryContext } from '../support/run-context.ts';
import { temporaryFile, temporaryFolder } from '../support/temporary-folder.ts';
import { encoded, readTrace } from '../support/trace-records.ts';

const SALT = '0f8fad5bd9cb469fa16570867728950e';
const machine = machineEventType(VM_MACHINE_PROPERTIES);
const instance = instanceEventType({ cloud: 'vm', origin: 'database' });

const machineRecord = (host: string | null, rack: string | null = null): DataRecord => ({
  EVENT_TIME: 0,
  EVENT_TIME_SEC: -1,
  [HOST_NAME]: host,
  EVENT: 'CREATE',
  PROPERTIES: { rack, vcpu_capability: 8 },
});

/** Masks some records wholly, as the engine does. */
function masked(options: Record<string, unknown>, type: RecordType, records: readonly DataRecord[]) {
  const context = memoryContext();
  const transform = mask.create(mask.options.parse(options), context, type);
  if (typeof transform === 'function') return { context, records: records.map(transform) as DataRecord[], first: [] };
  const first = records.map(transform.first) as DataRecord[];
  return { context, first, records: first.map(transform.second()) as DataRecord[] };
}

const racks = (records: readonly DataRecord[]) => records.map(({ PROPERTIES }) => (PROPERTIES as DataRecord).rack);
const hosts = (records: readonly DataRecord[]) => records.map((record) => record[HOST_NAME]);
const codes = ({ warnings }: { warnings: readonly string[] }) => warnings.map((warning) => warning.split(':')[0]);

describe('options', () => {
  test('default to salted hashes', () => {
    expect(mask.options.parse({})).toEqual({ method: 'sha2-salted', weak_salt: 'refuse' });
  });

  test.each([
    [{ salt: SALT, salt_file: 'f' }, 'salt_file', /found both/],
    [{ ordered_keep: 'racks.json' }, 'ordered_keep', /expected a salt/],
    [{ fields: [] }, 'fields', /./],
    [{ method: 'md5' }, 'method', /./],
  ])('%j are refused', (options, option, message) => {
    const { error } = mask.options.safeParse(options);
    expect(error?.issues).toEqual([
      expect.objectContaining({ path: [option], message: expect.stringMatching(message) }),
    ]);
  });
});

describe('check', () => {
  const check = async (options: Record<string, unknown>) =>
    mask.check!(mask.options.parse(options), { signal: new AbortController().signal, warn: () => {} });

  test('finds a salt that is weak, missing or exposed, before the run', async () => {
    expect(await check({ salt: 'chameleon' })).toMatchObject([{ code: 'weak-salt' }]);
    expect(await check({ salt_file: join(temporaryFolder(), 'none') })).toMatchObject([{ exitCode: 66 }]);
    expect(await check({ salt_file: temporaryFile(SALT, 0o644) })).toMatchObject([{ exitCode: 77 }]);
  });

  test('finds kept numbers that are damaged', async () => {
    const options = { salt: SALT, method: 'none', ordered_keep: temporaryFile('{') };
    expect(await check(options)).toMatchObject([{ code: 'damaged-numbers' }]);
  });

  test('has nothing to say of good options, nor of a salt that nothing uses', async () => {
    expect(await check({ salt_file: temporaryFile(SALT) })).toEqual([]);
    expect(await check({})).toEqual([]);
    expect(await check({ method: 'none', salt: 'chameleon' })).toEqual([]);
  });
});

describe('the type it gives', () => {
  test.each(['sha2-salted', 'hmac-sha256', 'sha1-raw', 'none'])('tells of treatment by %s', (method) => {
    const given = mask.gives(machine, mask.options.parse({ method }));
    const treatments = [...given.columns, ...given.properties].map(({ name, treatment }) => [name, treatment]);
    expect(treatments.filter(([, treatment]) => treatment !== undefined)).toEqual([
      [HOST_NAME, method],
      ['rack', 'ordered'],
    ]);
    expect({ ...given, columns: [], properties: [] }).toEqual({ ...machine, columns: [], properties: [] });
  });

  test('leaves an identifier that is not among the fields untreated', () => {
    const { columns } = mask.gives(instance, mask.options.parse({ fields: ['USER_ID'] }));
    const treated = columns.filter(({ treatment }) => treatment !== undefined).map(({ name }) => name);
    expect(treated).toEqual(['USER_ID']);
  });
});

describe('hashing', () => {
  test('replaces names, and leaves null and empty ones', () => {
    const { records } = masked({ salt: 'chameleon', weak_salt: 'accept' }, machine, [
      machineRecord('c01-01.cloud.example.org'),
      machineRecord(''),
      machineRecord(null),
    ]);
    expect(hosts(records)).toEqual(['d3a04928c5717ccfd0215c1987f950f3', '', null]);
  });

  test('hmac-sha256 gives hosts one pseudonym in every trace, and other kinds of names others', () => {
    const options = { salt: SALT, method: 'hmac-sha256' };
    const [host] = hosts(masked(options, machine, [machineRecord('same')]).records);
    const names = ['INSTANCE_UUID', 'INSTANCE_NAME', 'USER_ID', 'PROJECT_ID', HOST_NAME];
    const record = Object.fromEntries(names.map((name) => [name, 'same']));
    const [event] = masked(options, instance, [record]).records;
    expect(event![HOST_NAME]).toBe(host);
    expect(new Set(Object.values(event!)).size).toBe(names.length);
  });

  test('hmac-sha256 gives columns of one class the same pseudonyms, whatever they are called', () => {
    const column = { name: 'TO_HOST', type: 'text', description: 'For a test.', sensitivity: 'identifier' } as const;
    const type = { ...machine, columns: [...machine.columns, { ...column, fieldClass: 'host' }] };
    const record = { ...machineRecord('same'), TO_HOST: 'same' };
    const [event] = masked({ salt: SALT, method: 'hmac-sha256' }, type, [record]).records;
    expect(event!.TO_HOST).toBe(event![HOST_NAME]);
  });

  test('sha2-salted gives a name one pseudonym in every column, as Star Compactor does', () => {
    const [event] = masked({ salt: SALT }, instance, [{ USER_ID: 'same', [HOST_NAME]: 'same' }]).records;
    expect(event!.USER_ID).toBe(event![HOST_NAME]);
  });

  test('salt and salt_file of one content are one salt', () => {
    const record = machineRecord('host');
    const byFile = masked({ salt_file: temporaryFile(`${SALT}\n`) }, machine, [record]);
    expect(byFile.records).toEqual(masked({ salt: SALT }, machine, [record]).records);
  });

  test('names are gone after the first pass, before anything waits on disk', () => {
    const { first } = masked({ salt: SALT }, machine, [machineRecord('secret-host', 'r1')]);
    expect(first).toHaveLength(1);
    expect(JSON.stringify(first)).not.toContain('secret-host');
  });

  test('keeps giving the same pseudonyms when more names went by than it remembers', () => {
    const records = Array.from({ length: 40_000 }, (_, i) => machineRecord(`host-${i}`));
    const { records: out, context } = masked({ salt: SALT, ordered: [] }, machine, [...records, records[0]!]);
    expect(out.at(-1)).toEqual(out[0]);
    expect(context.facts().distinct).toEqual({ [HOST_NAME]: { in: 40_000, out: 40_000, exact: true } });
  });
});

describe('numbering', () => {
  const records = [
    machineRecord('a', 'c2'),
    machineRecord('b', 'c10'),
    machineRecord('c', ''),
    machineRecord('d', null),
    machineRecord('e', 'UNKNOWN'),
    { ...machineRecord('f'), PROPERTIES: null },
  ];

  test.each(['sha2-salted', 'none'])('follows code points under %s; empty takes a number but stays empty', (method) => {
    const { records: out, context } = masked({ method, salt: SALT }, machine, records);
    expect(racks(out.slice(0, 5))).toEqual([3, 2, '', null, 1]);
    expect(out[5]!.PROPERTIES).toBeNull();
    expect(context.facts().ordered).toEqual({ 'PROPERTIES.rack': 4 });
  });

  test('is a second pass, and there is none without it', () => {
    const create = (options: object) =>
      mask.create(mask.options.parse({ salt: SALT, ...options }), memoryContext(), machine);
    expect(create({})).toHaveProperty('second');
    expect(create({ ordered: [] })).toBeTypeOf('function');
    expect(create({ fields: [HOST_NAME, 'rack'] })).toBeTypeOf('function');
  });

  test('keeps numbers from run to run, under every method', () => {
    const ordered_keep = join(temporaryFolder(), 'racks.json');
    const run = (method: string, ...values: string[]) => {
      const events = values.map((rack) => machineRecord('h', rack));
      return racks(masked({ salt: SALT, method, ordered_keep }, machine, events).records);
    };
    expect(run('sha2-salted', 'r5', 'r3')).toEqual([1, 0]);
    expect(run('none', 'r4', 'r5')).toEqual([2, 1]);
    expect(run('hmac-sha256', 'r1', 'r3', 'r4')).toEqual([3, 0, 2]);
  });
});

describe('what it tells', () => {
  test('the method and a fingerprint of the salt, for the manifest', () => {
    const { context } = masked({ salt: SALT, method: 'hmac-sha256' }, machine, [
      machineRecord('a', 'r'),
      machineRecord('b'),
    ]);
    expect(context.facts()).toEqual({
      method: 'hmac-sha256',
      joinable: true,
      keyFingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      distinct: { [HOST_NAME]: { in: 2, out: 2, exact: true } },
      ordered: { 'PROPERTIES.rack': 1 },
    });
    expect(JSON.stringify(context.facts())).not.toContain(SALT);
    expect(context.warnings).toEqual([]);
  });

  test('under none, only that', () => {
    const { context } = masked({ method: 'none' }, machine, [machineRecord('a', 'r')]);
    expect(context.facts()).toEqual({ method: 'none', joinable: true, ordered: { 'PROPERTIES.rack': 1 } });
  });

  test('without a salt: the key of the run is taken, and the trace cannot be joined', () => {
    const { context, records } = masked({}, machine, [machineRecord('a')]);
    expect(codes(context)).toEqual(['random-salt']);
    expect(context.facts()).toMatchObject({ joinable: false });
    expect(context.facts()).not.toHaveProperty('keyFingerprint');
    const withOtherKey = { ...memoryContext(), runKey: new Uint8Array(32).fill(1) };
    const other = mask.create(mask.options.parse({ ordered: [] }), withOtherKey, machine) as (
      r: DataRecord,
    ) => DataRecord;
    expect(other(machineRecord('a'))[HOST_NAME]).not.toBe(records[0]![HOST_NAME]);
  });

  test.each([
    [{ salt: 'chameleon', weak_salt: 'accept' }, [], true],
    [{ method: 'sha1-raw' }, ['reversible-mask'], true],
    [{ method: 'sha1-raw', salt: 'chameleon' }, ['reversible-mask'], true],
    [{ method: 'none' }, [], true],
    [{ method: 'none', salt: 'chameleon' }, [], true],
  ])('%j warns of %j', (options, warnings, joinable) => {
    const { context } = masked(options, machine, [machineRecord('a')]);
    expect(codes(context)).toEqual(warnings);
    expect(context.facts()).toMatchObject({ joinable });
    expect(context.warnings.join()).not.toContain('chameleon');
  });

  test('a weak salt ends the run also when nobody checked before', () => {
    expect(() => masked({ salt: 'chameleon' }, machine, [])).toThrow(expect.objectContaining({ code: 'weak-salt' }));
  });
});

describe.skipIf(!hasConformance)("Star Compactor's unmasked traces become its masked ones", () => {
  // Their racks are numbered already.
  const options = { salt: 'chameleon', weak_salt: 'accept', ordered: [] };
  const salted = (name: string, type: RecordType) =>
    masked(options, type, readTrace(conformancePath(`${name}.none.jsonl`), type)).records;

  test.each(GOLDEN_TRACES)('%s.salted.csv', (name, type) => {
    const text = encoded(csvEncoder(type, 'starcompactor'), salted(name, type));
    expect(differenceFromGolden(`${name}.salted.csv`, text, '--bytes')).toBe('');
  });

  test('edges/vm/golden/machine.salted.jsonl', () => {
    const text = encoded(jsonlEncoder(machine, 'starcompactor'), salted('edges/vm/golden/machine', machine));
    expect(differenceFromGolden('edges/vm/golden/machine.salted.jsonl', text, '--bytes')).toBe('');
  });
});

describe('a field that the user named and that never had a value', () => {
  const events = [machineRecord('h'), machineRecord('h')];

  test('is in the manifest', () => {
    const { context } = masked({ salt: SALT, fields: ['rack', HOST_NAME], ordered: [] }, machine, events);
    expect(context.facts()).toMatchObject({ neverMet: ['PROPERTIES.rack'] });
  });

  test('is warned of where all records are seen first', () => {
    const type = machineEventType([...VM_MACHINE_PROPERTIES, { name: 'tag', description: 'x', sensitivity: 'public' }]);
    const { context } = masked({ salt: SALT, fields: ['tag'], ordered: ['rack'] }, type, events);
    expect(codes(context)).toEqual(['never-met', 'never-met']);
    expect(codes(masked({ salt: SALT, fields: ['tag'] }, type, [machineRecord('h', 'r')]).context)).toEqual([
      'never-met',
    ]);
  });

  test('is no matter where nobody named it', () => {
    const { context } = masked({ salt: SALT }, machine, events);
    expect(context.warnings).toEqual([]);
    expect(context.facts()).not.toHaveProperty('neverMet');
  });
});

describe('alias', () => {
  const alias = (options: object, context = memoryContext()) => mask.alias!(mask.options.parse(options), context);

  test.each(['sha2-salted', 'hmac-sha256'])('is what %s writes', (method) => {
    const options = { salt: SALT, method };
    const [record] = masked(options, machine, [machineRecord('h')]).records;
    expect(alias(options)('h', 'host')).toBe(record![HOST_NAME]);
    const [other] = masked({ method }, machine, [machineRecord('h')]).records;
    expect(alias({ method })('h', 'host')).toBe(other![HOST_NAME]);
  });

  test.each(['none', 'sha1-raw'])('is none under %s: a message must not tell the name', (method) => {
    expect(alias({ method })('h', 'host')).toBeUndefined();
  });
});
