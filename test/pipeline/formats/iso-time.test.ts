import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatIsoTime, formatZonelessTime } from '../../../pipeline/formats/iso-time.ts';

describe('formatZonelessTime', () => {
  test.each([
    [0, '1970-01-01T00:00:00'],
    [1446699901_000000, '2015-11-05T05:05:01'],
    [1446699901_123456, '2015-11-05T05:05:01.123456'],
    [1446699901_000001, '2015-11-05T05:05:01.000001'],
    [1446699901_100000, '2015-11-05T05:05:01.100000'],
    [-1, '1969-12-31T23:59:59.999999'],
    [-1_000000, '1969-12-31T23:59:59'],
    [951782400_000000, '2000-02-29T00:00:00'],
    [253402300799_000000, '9999-12-31T23:59:59'],
    [-62135596800_000000, '0001-01-01T00:00:00'],
  ])('%d µs is %s', (time, text) => {
    expect(formatZonelessTime(time)).toBe(text);
  });

  test('agrees with Date to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62135596800_000, max: 9007199254740 }), (milliseconds) => {
        const text = new Date(milliseconds)
          .toISOString()
          .replace(/(\.\d{3})Z$/, (_, ms) => (ms === '.000' ? '' : `${ms}000`));
        expect(formatZonelessTime(milliseconds * 1000)).toBe(text);
      }),
    );
  });

  test('does not mix up days once its cache has overflowed', () => {
    const day = 86_400_000_000;
    for (let i = 0; i < 5000; i++) formatZonelessTime(i * day);
    expect(formatZonelessTime(0)).toBe('1970-01-01T00:00:00');
    expect(formatZonelessTime(4999 * day)).toBe('1983-09-09T00:00:00');
  });
});

test('formatIsoTime adds the zone', () => {
  expect(formatIsoTime(1446699901_500000)).toBe('2015-11-05T05:05:01.500000Z');
});
