import { describe, expect, it } from 'vitest';
import { comingInTime } from '../../../pipeline/engine/time-order.ts';
import { instanceEventType } from '../../../pipeline/records/instance-event.ts';
import type { AnyStage } from '../../../pipeline/stage.ts';
import csv from '../../../sinks/csv.ts';
import bucket from '../../../transforms/bucket.ts';
import drop from '../../../transforms/drop.ts';
import filter from '../../../transforms/filter.ts';
import mask from '../../../transforms/mask.ts';
import number from '../../../transforms/number.ts';
import rename from '../../../transforms/rename.ts';
import select from '../../../transforms/select.ts';
import shiftTime from '../../../transforms/shift-time.ts';
import { chainOf, planned } from '../../support/planned.ts';

const type = instanceEventType({ cloud: 'vm', origin: 'database' });
const SALT = { salt: '8f3a1c9e5b7d2046' };

type Entry = readonly [stage: AnyStage, options: object];
const plan = (entries: readonly Entry[]) =>
  entries.map(([stage, options]) => planned(stage, (stage.options as typeof csv.options).parse(options)));
const toFile = () => plan([[csv, { path: '/t.csv' }]]);
const chain = (...stages: Entry[]) => chainOf({ stages: plan(stages), sinks: toFile() });
const keyed: Entry = [mask, SALT];

describe('records that come in time order', () => {
  it.each<[string, Entry[]]>([
    ['masked', [keyed]],
    [
      'filtered, shifted, renamed',
      [
        [filter, { where: 'EVENT == "x"' }],
        [shiftTime, SALT],
        [rename, { fields: { START_TIME: 'AT' } }],
      ],
    ],
    [
      'without some columns',
      [
        [drop, { fields: ['USER_ID'] }],
        [select, { fields: ['START_TIME', 'INSTANCE_UUID', 'EVENT'] }],
      ],
    ],
  ])('stay so when they are %s', (_, stages) => {
    expect(comingInTime(type, chain(...stages)).inTime).toBe(true);
  });

  it.each<[string, Entry[]]>([
    ['have no such column any more', [[drop, { fields: ['START_TIME'] }]]],
    ['are numbered', [[number, { fields: ['USER_ID'] }]]],
    ['are put into groups', [[bucket, { fields: ['PROPERTIES.vcpus'], k: 2, replacement: 'other' }]]],
  ])('do not when they %s', (_, stages) => {
    expect(comingInTime(type, chain(...stages)).inTime).toBe(false);
  });

  it('may go to standard output, a pipe or a device only where nothing is hidden', () => {
    const toStdout = (stages: Entry[], path = '-') => chainOf({ stages: plan(stages), sinks: plan([[csv, { path }]]) });
    expect(comingInTime(type, toStdout([keyed], '/dev/null')).inTime).toBe(false);
    expect(comingInTime(type, toStdout([keyed]))).toEqual({ inTime: false, hidesNothing: false });
    expect(comingInTime(type, toStdout([[mask, { method: 'none' }]]))).toEqual({ inTime: true, hidesNothing: true });
    expect(comingInTime(type, toStdout([[drop, { fields: ['USER_ID'] }]])).hidesNothing).toBe(false);
  });

  it('every branch counts', () => {
    const branch = (name: string, ...stages: Entry[]) => ({ name, chain: chain(...stages) });
    const both = (...stages: Entry[]) =>
      chainOf({ stages: plan([keyed]), branches: [branch('a'), branch('b', ...stages)] });
    expect(comingInTime(type, both()).inTime).toBe(true);
    expect(comingInTime(type, both([drop, { fields: ['START_TIME'] }])).inTime).toBe(false);
  });
});
