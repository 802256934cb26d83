import { describe, expect, test } from 'vitest';
import { instanceEventType } from '../../pipeline/records/instance-event.ts';
import type { DataRecord, RecordType } from '../../pipeline/records/record-type.ts';
import jsonl from '../../sinks/jsonl.ts';
import { conformancePath, hasConformance } from '../support/conformance.ts';
import { differenceFromGolden, GOLDEN_TRACES } from '../support/golden-traces.ts';
import { EVERY_TYPE, FULL, NOTHING } from '../support/record-of-every-type.ts';
import { encoded, readTrace } from '../support/trace-records.ts';

function written(dialect: string, type: RecordType, records: readonly DataRecord[]): string {
  return encoded(jsonl.create(jsonl.options.parse({ dialect }), type), records);
}

test('its options have defaults', () => {
  expect(jsonl.options.parse({})).toEqual({ path: '-', dialect: 'default', compress: 'none' });
});

test('no records, no text', () => {
  expect(written('default', EVERY_TYPE, [])).toBe('');
});

describe('default dialect', () => {
  test('writes one object per line, its columns in order', () => {
    const text = written('default', EVERY_TYPE, [FULL, { ...FULL, WHO: 'a\nb é' }]);
    expect(text).toBe(
      `{"WHEN":"2015-11-05T05:05:01.000250Z","HOW, LONG":4251901,"SINCE":0.5,"COUNT":12,"WHO":"o'hara, \\"jo\\"",` +
        `"WHAT":"RUN","PROPERTIES":{"rack":1,"name":"it's","none":null}}\n` +
        `{"WHEN":"2015-11-05T05:05:01.000250Z","HOW, LONG":4251901,"SINCE":0.5,"COUNT":12,"WHO":"a\\nb é",` +
        `"WHAT":"RUN","PROPERTIES":{"rack":1,"name":"it's","none":null}}\n`,
    );
  });

  test('writes null in a column of any type', () => {
    expect(JSON.parse(written('default', EVERY_TYPE, [NOTHING]))).toEqual(NOTHING);
    expect(JSON.parse(written('default', EVERY_TYPE, [{}]))).toEqual(NOTHING);
  });

  test('leaves out what only Star Compactor has', () => {
    const type = instanceEventType({ cloud: 'baremetal', origin: 'database' });
    const keys = Object.keys(JSON.parse(written('default', type, [{ vcpus: 4 }])));
    expect(keys).toEqual(type.columns.map(({ name }) => name));
  });
});

describe('starcompactor dialect', () => {
  test('writes as json.dumps does', () => {
    expect(written('starcompactor', EVERY_TYPE, [{ ...FULL, WHO: 'é 😀' }])).toBe(
      '{"WHEN": "2015-11-05T05:05:01.000250", "HOW, LONG": 4251901.0, "SINCE": 0.5, "COUNT": 12, ' +
        '"WHO": "\\u00e9 \\ud83d\\ude00", "WHAT": "RUN", "PROPERTIES": {"rack": 1, "name": "it\'s", "none": null}}\n',
    );
    expect(JSON.parse(written('starcompactor', EVERY_TYPE, [NOTHING]))).toEqual(NOTHING);
  });

  test('puts the keys in the order of the record type, extras among them', () => {
    const type = {
      ...EVERY_TYPE,
      starCompactorKeys: ['SIZE', 'WHO', 'COUNT'],
      starCompactorExtras: [
        { name: 'SIZE', type: 'integer', description: 'For a test.', sensitivity: 'public' },
      ] satisfies RecordType['starCompactorExtras'],
    };
    expect(written('starcompactor', type, [{ ...FULL, SIZE: 3, WHO: 'a' }])).toBe(
      '{"SIZE": 3, "WHO": "a", "COUNT": 12}\n',
    );
  });
});

describe.skipIf(!hasConformance)('traces of Star Compactor', () => {
  const cases = GOLDEN_TRACES.map(([name, type]) => ({ golden: `${name}.none.jsonl`, type }));

  test.each(cases)('$golden: written again, it is the same to the byte', ({ golden, type }) => {
    const records = readTrace(conformancePath(golden), type);
    expect(differenceFromGolden(golden, written('starcompactor', type, records), '--bytes')).toBe('');
  });

  test('the default dialect says the same', () => {
    const [name, type] = GOLDEN_TRACES[0]!;
    const golden = `${name}.none.jsonl`;
    const records = readTrace(conformancePath(golden), type);
    expect(differenceFromGolden(golden, written('default', type, records))).toBe('');
  });
});
