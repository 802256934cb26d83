import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMysqlDatetime } from '../../../pipeline/formats/mysql-datetime.ts';

const two = (n: number) => String(n).padStart(2, '0');

describe('parseMysqlDatetime', () => {
  it.each([
    ['1970-01-01 00:00:00', 0],
    ['2015-09-17 00:00:00', 1_442_448_000_000_000],
    ['2000-02-29 23:59:59', 951_868_799_000_000],
    ['1969-12-31 23:59:59.999999', -1],
    ['2015-09-17 00:00:01.5', 1_442_448_001_500_000],
    ['2015-09-17 00:00:01.000001', 1_442_448_001_000_001],
    ['2015-09-17 00:00:01.123456', 1_442_448_001_123_456],
    // The ends of what a JavaScript integer holds exactly.
    ['2255-06-05 23:47:34.740991', Number.MAX_SAFE_INTEGER],
    ['1684-07-28 00:12:25.259009', Number.MIN_SAFE_INTEGER],
  ])('reads %s', (text, micros) => expect(parseMysqlDatetime(text)).toBe(micros));

  it.each([
    ['the zero date', '0000-00-00 00:00:00'],
    ['a zero month', '2015-00-17 00:00:00'],
    ['a zero day', '2015-09-00 00:00:00'],
    ['a 13th month', '2015-13-01 00:00:00'],
    ['30 February', '2016-02-30 00:00:00'],
    ['29 February of a common year', '2015-02-29 00:00:00'],
    ['29 February 1900', '1900-02-29 00:00:00'],
    ['31 April', '2015-04-31 00:00:00'],
    ['24:00:00', '2015-09-17 24:00:00'],
    ['a 60th minute', '2015-09-17 00:60:00'],
    ['a leap second', '2016-12-31 23:59:60'],
    ['too late to be exact', '2255-06-05 23:47:34.740992'],
    ['too early to be exact', '1684-07-28 00:12:25.259008'],
    ['the greatest DATETIME', '9999-12-31 23:59:59'],
    ['year zero', '0000-01-01 00:00:00'],
    ['a seventh fraction digit', '2015-09-17 00:00:00.1234567'],
    ['a fraction without digits', '2015-09-17 00:00:00.'],
    ['a letter in the fraction', '2015-09-17 00:00:00.12x4'],
    ['a comma before the fraction', '2015-09-17 00:00:00,5'],
    ['a letter for a digit', '201x-09-17 00:00:00'],
    ['a sign', '-015-09-17 00:00:00'],
    ['other separators', '2015/09/17 00:00:00'],
    ['the T of ISO 8601', '2015-09-17T00:00:00'],
    ['a time zone', '2015-09-17 00:00:00Z'],
    ['a date alone', '2015-09-17'],
    ['nothing', ''],
  ])('gives null for %s', (_, text) => expect(parseMysqlDatetime(text)).toBeNull());

  it('agrees with the calendar on every day from 1700 to 2250', () => {
    const day = 86_400_000;
    for (let time = Date.UTC(1700, 0, 1); time < Date.UTC(2250, 0, 1); time += day) {
      const text = `${new Date(time).toISOString().slice(0, 10)} 12:34:56`;
      if (parseMysqlDatetime(text) !== time * 1000 + 45_296_000_000) expect.fail(text);
    }
  });

  it('agrees with the calendar to the microsecond', () => {
    const moment = fc.date({ min: new Date('1700-01-01Z'), max: new Date('2250-01-01Z'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.nat(999), (date, micros) => {
        const text = `${date.toISOString().slice(0, 23).replace('T', ' ')}${String(micros).padStart(3, '0')}`;
        expect(parseMysqlDatetime(text)).toBe(date.getTime() * 1000 + micros);
      }),
    );
  });

  it('takes exactly the days and times that exist', () => {
    const part = (max: number) => fc.integer({ min: 0, max });
    fc.assert(
      fc.property(
        fc.integer({ min: 1685, max: 2254 }),
        part(13),
        part(32),
        part(25),
        part(61),
        part(61),
        (year, month, day, h, m, s) => {
          const date = new Date(0);
          date.setUTCFullYear(year, month - 1, day);
          const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && h < 24 && m < 60 && s < 60;
          const text = `${year}-${two(month)}-${two(day)} ${two(h)}:${two(m)}:${two(s)}`;
          expect(parseMysqlDatetime(text) !== null).toBe(exists);
        },
      ),
    );
  });

  it('never throws and never gives anything but null or a safe integer', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30, unit: 'binary' }), (text) => {
        const micros = parseMysqlDatetime(text);
        expect(micros === null || Number.isSafeInteger(micros)).toBe(true);
      }),
    );
  });
});
