import { describe, expect, test } from 'vitest';
import type { PipelineError } from '../../pipeline/errors.ts';
import { instanceEventType } from '../../pipeline/records/instance-event.ts';
import type { DataRecord } from '../../pipeline/records/record-type.ts';
import filter from '../../transforms/filter.ts';
import { apply, refusalOf } from '../support/apply.ts';

const type = instanceEventType({ cloud: 'vm', origin: 'database' });
const START = Date.parse('2024-01-15T09:12:41Z') * 1000;
const record: DataRecord = {
  INSTANCE_UUID: 'i-1',
  EVENT: 'compute__do_build_and_run_instance',
  START_TIME: START,
  FINISH_TIME: START + 90_500_000,
  EVENT_DURATION: 90.5,
  RESULT: 'Success',
  INSTANCE_NAME: "it's",
  USER_ID: null,
  'HOST_NAME (PHYSICAL)': 'c01-02.example.org',
  PROPERTIES: { memory_mb: 4096, root_gb: '20', vcpus: null },
};

const keeps = (where: string) => apply(filter, { where }, type, [record]).records.length === 1;
const refusal = (where: string) => refusalOf(filter, { where }, type) as PipelineError;

describe('kept', () => {
  test.each([
    "RESULT = 'Success'",
    'RESULT == "Success"',
    "RESULT <> 'Error' and RESULT != 'Error'",
    "`HOST_NAME (PHYSICAL)` like 'c01-%'",
    "col('HOST_NAME (PHYSICAL)') not like 'c02%'",
    "INSTANCE_NAME = 'it''s'",
    'EVENT_DURATION >= 90.5 AND EVENT_DURATION < 91',
    'EVENT_DURATION Between 90 And 91 and not EVENT_DURATION between 0 and 90',
    "EVENT_DURATION not  between 0 and 90 or RESULT = 'Error'",
    'PROPERTIES.memory_mb in (2048, 4096)',
    "PROPERTIES['root_gb'] = 20 and root_gb = '20'",
    'PROPERTIES.memory_mb > PROPERTIES.root_gb',
    'PROPERTIES.memory_mb / 1024 = 2 + 2',
    'PROPERTIES.memory_mb % 1000 = 96 and -PROPERTIES.memory_mb < 0',
    "START_TIME >= '2024-01-15' and START_TIME < '2024-01-16'",
    "START_TIME = '2024-01-15 10:12:41+01:00'",
    "START_TIME between '2024-01-15T09:12' and '2024-01-15T09:13Z'",
    'FINISH_TIME - START_TIME = EVENT_DURATION and START_TIME + 90.5 = FINISH_TIME',
    'FINISH_TIME - 90.5 = START_TIME',
    'USER_ID is null and PROPERTIES.vcpus IS NULL and PROJECT_ID is null',
    'INSTANCE_UUID is not null and PROPERTIES is not null',
    "contains(EVENT, 'build') and startsWith(EVENT, 'compute') and endswith(EVENT, 'instance')",
    "upper(lower(RESULT)) = 'SUCCESS' and length(RESULT) = 7",
    "not (RESULT = 'Error' or USER_ID = 'u')  or true",
    "not RESULT = 'Error' and !(EVENT_DURATION < 1)",
    "RESULT = 'Error' || RESULT = 'Success' && true",
  ])('%s', (where) => expect(keeps(where)).toBe(true));
});

describe('not kept, for what is unknown is not true', () => {
  test.each([
    "RESULT = 'Error'",
    "USER_ID = 'u'",
    "USER_ID <> 'u'",
    "not USER_ID = 'u'",
    "USER_ID in ('u', 'v')",
    "USER_ID not in ('u', 'v')",
    "RESULT = 'Success' and USER_ID = 'u'",
    "contains(USER_ID, '')",
    'PROPERTIES.vcpus + 1 > 0',
    'EVENT_DURATION / 0 > 0',
    'EVENT = EVENT and 1 > 2',
    'lower(EVENT) > EVENT',
    'PROPERTIES.vcpus < 5 or PROPERTIES.vcpus >= 5',
  ])('%s', (where) => expect(keeps(where)).toBe(false));
});

describe('refused before the run', () => {
  test.each([
    ["RESLT = 'Error'", 1, "instance-event has no 'RESLT' (did you mean RESULT?)"],
    ["RESULT = 'Error' and HOST_NAME = 'x'", 22, "no 'HOST_NAME' (did you mean `HOST_NAME (PHYSICAL)`?)"],
    ['PROPERTIES.vcpu = 1', 1, "no 'PROPERTIES.vcpu' (did you mean PROPERTIES.vcpus?)"],
    ["RESULT = 'error'", 10, "RESULT is never 'error' (did you mean 'Error'?)"],
    ["RESULT in ('Error', 'Sucess')", 21, "(did you mean 'Success'?)"],
    ['EVENT = 5', 9, 'expected text, found a number'],
    ['EVENT_DURATION like 5', 21, 'expected a pattern in quotes'],
    ["START_TIME > 'yesterday'", 14, 'expected a time, such as'],
    ["START_TIME > '2024-02-30'", 14, 'expected a time, such as'],
    ['USER_ID = null', 11, 'nothing equals null'],
    ['RESULT', 1, 'expected a condition, found RESULT, which is text'],
    ['RESULT and true', 1, 'expected a condition'],
    ["PROPERTIES = 'x'", 1, 'all properties at once'],
    ["containz(EVENT, 'x')", 1, "there is no function 'containz'"],
    ["constructor(EVENT, 'x')", 1, "there is no function 'constructor'"],
    ['contains(EVENT)', 1, 'contains takes two texts, found 1'],
    ['START_TIME * 2 = START_TIME', 1, 'times cannot be combined'],
    ['RESULT is 5', 11, 'expected `null` or `not null`'],
    ["EVENT = 'a' EVENT", 13, 'expected an operator'],
    ["EVENT = 'a", 9, ''],
    ['(EVENT_DURATION > 1', 20, 'Unclosed ('],
    ['EVENT_DURATION between 1', 1, ''],
    ['EVENT.x.y = 1', 1, 'only PROPERTIES holds further names'],
    ['__proto__ is null', 1, "no '__proto__'"],
    ['EVENT ? 1 : 2', 1, 'a list stands only behind'],
    ['EVENT = [1]', 1, ''],
    ['this = 1', 1, "no 'this'"],
  ])('%s', (where, character, message) => {
    const error = refusal(where);
    expect(error).toMatchObject({ code: 'bad-expression', exitCode: 78 });
    expect(error.message).toContain(message);
    if (message !== '') expect(error.message).toMatch(new RegExp(`^where, character ${character}: `));
  });

  test.each(['', '  ', `RESULT = '${'x'.repeat(10_000)}'`])('an empty text or an endless one', (where) => {
    expect(refusal(where)).toMatchObject({ code: 'bad-expression', exitCode: 78 });
  });
});

test('the records, their order and their type stay as they are', () => {
  const records = [3, 1, 2].map((n) => ({ ...record, EVENT_DURATION: n }));
  const { type: given, records: kept } = apply(filter, { where: 'EVENT_DURATION <> 1' }, type, records);
  expect(given).toBe(type);
  expect(kept[0]).toBe(records[0]);
  expect(kept[1]).toBe(records[2]);
});

test('the manifest shows the expression without what could be a name', () => {
  const where = `RESULT = 'Error' and (USER_ID = 'jo''s' or "jo" = USER_ID) and \`INSTANCE_NAME\` > 'x'`;
  const { context } = apply(filter, { where }, type, []);
  expect(context.facts()).toEqual({
    where: `RESULT = 'Error' and (USER_ID = '…' or '…' = USER_ID) and \`INSTANCE_NAME\` > '…'`,
  });
});
