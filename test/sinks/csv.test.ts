import { describe, expect, test } from 'vitest';
import { machineEventType, VM_MACHINE_PROPERTIES } from '../../pipeline/records/machine-event.ts';
import type { DataRecord, RecordType } from '../../pipeline/records/record-type.ts';
import csv from '../../sinks/csv.ts';
import { conformancePath, hasConformance } from '../support/conformance.ts';
import { differenceFromGolden, GOLDEN_TRACES } from '../support/golden-traces.ts';
import { EVERY_TYPE, FULL, NOTHING } from '../support/record-of-every-type.ts';
import { encoded, readTrace } from '../support/trace-records.ts';

function written(dialect: string, type: RecordType, records: readonly DataRecord[]): string {
  return encoded(csv.create(csv.options.parse({ dialect }), type), records);
}

test('its options have defaults', () => {
  expect(csv.options.parse({})).toEqual({ path: '-', dialect: 'default', compress: 'none' });
});

describe('default dialect', () => {
  test('writes every type of value plainly', () => {
    expect(written('default', EVERY_TYPE, [FULL])).toBe(
      'WHEN,"HOW, LONG",SINCE,COUNT,WHO,WHAT,PROPERTIES\n' +
        '2015-11-05T05:05:01.000250Z,4251901,0.5,12,"o\'hara, ""jo""",RUN,' +
        `"{""rack"":1,""name"":""it's"",""none"":null}"\n`,
    );
  });

  test('leaves null empty, in a column of any type', () => {
    expect(written('default', EVERY_TYPE, [NOTHING, {}])).toMatch(/\n,,,,,,\n,,,,,,\n$/);
  });

  test('an empty text looks like null', () => {
    expect(written('default', EVERY_TYPE, [{ ...NOTHING, WHO: '' }])).toMatch(/\n,,,,,,\n$/);
  });

  test('a record of one empty column is no blank line', () => {
    const type = { ...EVERY_TYPE, columns: EVERY_TYPE.columns.filter(({ name }) => name === 'WHO') };
    expect(written('default', type, [{ WHO: null }, { WHO: 'a' }])).toBe('WHO\n""\na\n');
  });

  test('does not alter what a spreadsheet would take for a formula', () => {
    expect(written('default', EVERY_TYPE, [{ ...NOTHING, WHO: '=cmd|x' }])).toMatch(/\n,,,,=cmd\|x,,\n$/);
  });
});

describe('starcompactor dialect', () => {
  test('writes every type of value as Python does', () => {
    expect(written('starcompactor', EVERY_TYPE, [FULL])).toBe(
      'WHEN,"HOW, LONG",SINCE,COUNT,WHO,WHAT,PROPERTIES\r\n' +
        '2015-11-05T05:05:01.000250,4251901.0,0.5,12,"o\'hara, ""jo""",RUN,' +
        `"{'rack': 1, 'name': ""it's"", 'none': None}"\r\n`,
    );
  });

  test('writes null as None, and an empty text as nothing', () => {
    const none = 'None,None,None,None,None,None,None\r\n';
    const text = written('starcompactor', EVERY_TYPE, [NOTHING, { ...NOTHING, WHO: '' }]);
    expect(text.endsWith(`\r\n${none}${none.replace(/^((?:None,){4})None/, '$1')}`)).toBe(true);
  });

  test('what lies before the epoch is the integer -1 in a machine event, and a float elsewhere', () => {
    const text = written('starcompactor', EVERY_TYPE, [{ ...NOTHING, 'HOW, LONG': -1, SINCE: -1 }]);
    expect(text).toContain('\r\nNone,-1.0,-1,None,');
    const event = { EVENT_TIME: 0, EVENT_TIME_SEC: -1, 'HOST_NAME (PHYSICAL)': 'h', EVENT: 'DELETE', PROPERTIES: null };
    expect(written('starcompactor', machineEventType(VM_MACHINE_PROPERTIES), [event])).toContain(
      '\r\n1970-01-01T00:00:00,-1,h,DELETE,None\r\n',
    );
  });
});

describe.skipIf(!hasConformance)('traces of Star Compactor', () => {
  const cases = GOLDEN_TRACES.map(([name, type]) => ({ golden: `${name}.none`, type }));

  test.each(cases)('$golden: written again, it is the same to the byte', ({ golden, type }) => {
    const records = readTrace(conformancePath(`${golden}.jsonl`), type);
    expect(differenceFromGolden(`${golden}.csv`, written('starcompactor', type, records), '--bytes')).toBe('');
  });

  test.each(cases)('$golden: the default dialect says the same', ({ golden, type }) => {
    const records = readTrace(conformancePath(`${golden}.jsonl`), type);
    expect(differenceFromGolden(`${golden}.csv`, written('default', type, records))).toBe('');
  });
});
