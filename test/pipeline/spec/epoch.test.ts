import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTime } from '../../../pipeline/spec/epoch.ts';

const micros = (iso: string) => Date.parse(iso) * 1000;

describe('parseTime', () => {
  it.each([
    ['2015-09-17T00:00:00Z', micros('2015-09-17T00:00:00Z')],
    ['2015-09-17', micros('2015-09-17T00:00:00Z')],
    ['2015-9-7', micros('2015-09-07T00:00:00Z')],
    ['2015-09-17T10:20', micros('2015-09-17T10:20:00Z')],
    ['2015-09-17 10:20:30', micros('2015-09-17T10:20:30Z')],
    ['2015-09-17T10:20:30.000001Z', micros('2015-09-17T10:20:30Z') + 1],
    ['2015-09-17T10:20:30.5', micros('2015-09-17T10:20:30Z') + 500_000],
    ['2015-09-17t10:20:30z', micros('2015-09-17T10:20:30Z')],
    ['2015-09-17T10:20:30+02:00', micros('2015-09-17T08:20:30Z')],
    ['2015-09-17 10:20:30 -5', micros('2015-09-17T15:20:30Z')],
    ['2015-09-17T10:20:30-0330', micros('2015-09-17T13:50:30Z')],
    ['2016-02-29', micros('2016-02-29T00:00:00Z')],
  ])('reads %s', (text, time) => {
    expect(parseTime(text)).toBe(time);
  });

  it.each([
    '',
    'yesterday',
    '2015',
    '2015-02-29',
    '2015-02-30',
    '2015-13-01',
    '2015-00-10',
    '2015-09-17T24:00:00',
    '2015-09-17T10:60',
    '2015-09-17T10:20:60Z',
    '2015-09-17T10:20:30+24:00',
    '2015-09-17T10:20:30+02:60',
    '2015-09-17T10:20:30.0000001',
    '9999-01-01',
    '2015-09-17Z',
  ])('refuses %j', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });

  it('reads back any time of the years it knows', () => {
    const date = fc.date({ min: new Date('1700-01-01'), max: new Date('2250-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(date, fc.integer({ min: 0, max: 999 }), (moment, extra) => {
        const text = moment.toISOString().replace('Z', `${String(extra).padStart(3, '0')}Z`);
        expect(parseTime(text)).toBe(moment.getTime() * 1000 + extra);
      }),
    );
  });
});
