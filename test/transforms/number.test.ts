import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOST_NAME, machineEventType, VM_MACHINE_PROPERTIES } from '../../pipeline/records/machine-event.ts';
import number from '../../transforms/number.ts';
import { apply, refusalOf } from '../support/apply.ts';
import { temporaryFile, temporaryFolder } from '../support/temporary-folder.ts';

const SALT = '0f8fad5bd9cb469fa16570867728950e';
const type = machineEventType(VM_MACHINE_PROPERTIES);
const record = (host: string, rack: string | null = null, time = 0) => ({
  EVENT_TIME: time,
  EVENT_TIME_SEC: -1,
  [HOST_NAME]: host,
  EVENT: 'CREATE',
  PROPERTIES: { rack },
});

test('numbers each field on its own, in the order of code points; text columns hold digits', () => {
  const { records, context } = apply(number, { fields: ['rack', HOST_NAME] }, type, [
    record('z', 'c2', 1),
    record('b', 'c10', 2),
    record('z', null, 3),
  ]);
  expect(records.map((one) => [one[HOST_NAME], (one.PROPERTIES as { rack: number }).rack])).toEqual([
    ['1', 1],
    ['0', 0],
    ['1', null],
  ]);
  expect(context.facts()).toEqual({ ordered: { 'PROPERTIES.rack': 2, [HOST_NAME]: 2 } });
});

test('counts as treatment, and takes the column out of the order: the rows must not stand in the order of its names', () => {
  const records = [record('b'), record('a')];
  const keep = join(temporaryFolder(), 'hosts.json');
  apply(number, { fields: [HOST_NAME], keep, salt: SALT }, type, records.slice(0, 1));
  const { type: given, records: out } = apply(number, { fields: [HOST_NAME], keep, salt: SALT }, type, records);
  expect(given.columns[2]).toMatchObject({ name: HOST_NAME, treatment: 'ordered' });
  expect(given.order).toEqual(['EVENT_TIME', 'EVENT', 'EVENT_TIME_SEC']);
  expect(out.map((one) => one[HOST_NAME])).toEqual(['0', '1']);
});

test('keeps numbers from run to run', () => {
  const options = { fields: ['rack'], keep: join(temporaryFolder(), 'racks.json'), salt: SALT };
  const run = (...racks: string[]) =>
    apply(
      number,
      options,
      type,
      racks.map((rack) => record('h', rack)),
    ).records.map(({ PROPERTIES }) => (PROPERTIES as { rack: number }).rack);
  expect(run('r5', 'r3')).toEqual([1, 0]);
  expect(run('r4', 'r5')).toEqual([2, 1]);
});

test('a field that never had a value is told of', () => {
  const { context } = apply(number, { fields: ['rack'] }, type, [record('h')]);
  expect(context.warnings).toEqual([expect.stringMatching(/^never-met: .*PROPERTIES\.rack/)]);
  expect(apply(number, { fields: ['rack'] }, type, []).context.warnings).toEqual([]);
});

test.each([
  [{ fields: ['EVENT_TIME'] }, 'unmaskable-field'],
  [{ fields: ['rak'] }, 'unknown-field'],
])('%j is refused as %s', (options, code) => {
  expect(refusalOf(number, options, type)).toMatchObject({ code, exitCode: 78 });
});

test.each([
  [{ fields: ['rack'], keep: 'racks.json' }, 'keep'],
  [{ fields: ['rack'], salt: SALT, salt_file: 'f' }, 'salt_file'],
  [{ fields: [] }, 'fields'],
])('%j is no set of options', (options, path) => {
  expect(number.options.safeParse(options).error?.issues).toEqual([expect.objectContaining({ path: [path] })]);
});

test('kept numbers are looked at before the run', async () => {
  const check = (options: object) =>
    number.check!(number.options.parse({ fields: ['rack'], ...options }), {
      signal: new AbortController().signal,
      warn: () => {},
    });
  expect(await check({ salt: SALT, keep: temporaryFile('{') })).toMatchObject([{ code: 'damaged-numbers' }]);
  expect(await check({})).toEqual([]);
});
