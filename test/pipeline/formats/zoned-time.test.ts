import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseZonedTime } from '../../../pipeline/formats/zoned-time.ts';

const at = (iso: string): number => Date.parse(iso) * 1000;

describe('parseZonedTime', () => {
  it.each([
    ['2026-11-20 09:50:44', at('2026-11-20T09:50:44Z')],
    ['2026-11-20 09:50:44.5', at('2026-11-20T09:50:44Z') + 500_000],
    ['2026-11-20 09:50:44+00:00', at('2026-11-20T09:50:44Z')],
    ['2026-11-20T09:50:44Z', at('2026-11-20T09:50:44Z')],
    ['2026-11-20T09:50:44.000012', at('2026-11-20T09:50:44Z') + 12],
    ['2026-11-20 09:50:44 UTC', at('2026-11-20T09:50:44Z')],
    ['2026-11-20 09:50:44.123456789', at('2026-11-20T09:50:44Z') + 123_456],
  ])('reads %s as UTC', (text, time) => {
    expect(parseZonedTime(text)).toEqual({ time, offset: 0 });
  });

  it.each([
    ['2026-11-20T09:50:44+01:00', 3600],
    ['2026-11-20 09:50:44-0530', -19_800],
    ['2026-11-20 09:50:44+02', 7200],
    ['2026-11-20 09:50:44-00:00', 0],
  ])('converts the offset of %s and tells it', (text, seconds) => {
    expect(parseZonedTime(text)).toEqual({
      time: at('2026-11-20T09:50:44Z') - seconds * 1_000_000,
      offset: seconds * 1_000_000,
    });
  });

  it.each([
    '',
    '2026-11-20',
    '0000-00-00 00:00:00',
    '2026-02-30 00:00:00',
    '2026-11-20 09:50',
    '2026-11-20 09:50:44+1',
    'now',
    '1795168244',
  ])('refuses %j', (text) => {
    expect(parseZonedTime(text)).toBeNull();
  });

  it('reads back every moment that a Date can spell', () => {
    const dates = fc.date({ min: new Date('1700-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        expect(parseZonedTime(date.toISOString())?.time).toBe(date.getTime() * 1000);
      }),
    );
  });
});
