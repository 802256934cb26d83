import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wallClockOf } from '../../../../pipeline/sources/backups/time-zone.ts';

const micros = (iso: string): number => Date.parse(iso) * 1000;

/** A reading of the wall clock, and the UTC that it means. */
function read(zone: string, wall: string): string {
  const { time, reading } = wallClockOf(zone)(micros(`${wall}Z`));
  return `${new Date(time / 1000).toISOString().slice(0, 19)} ${reading}`;
}

describe('wallClockOf', () => {
  it.each([
    ['UTC', '2020-06-01T12:00:00', '2020-06-01T12:00:00 plain'],
    ['Europe/Berlin', '2020-06-01T12:00:00', '2020-06-01T10:00:00 plain'],
    ['Europe/Berlin', '2020-12-01T12:00:00', '2020-12-01T11:00:00 plain'],
    // Clocks went from 02:00 to 03:00.
    ['Europe/Berlin', '2024-03-31T01:59:59', '2024-03-31T00:59:59 plain'],
    ['Europe/Berlin', '2024-03-31T02:00:00', '2024-03-31T01:00:00 gap'],
    ['Europe/Berlin', '2024-03-31T02:30:00', '2024-03-31T01:30:00 gap'],
    ['Europe/Berlin', '2024-03-31T03:00:00', '2024-03-31T01:00:00 plain'],
    // Clocks went from 03:00 back to 02:00.
    ['Europe/Berlin', '2024-10-27T01:59:59', '2024-10-26T23:59:59 plain'],
    ['Europe/Berlin', '2024-10-27T02:00:00', '2024-10-27T00:00:00 overlap'],
    ['Europe/Berlin', '2024-10-27T02:59:59', '2024-10-27T00:59:59 overlap'],
    ['Europe/Berlin', '2024-10-27T03:00:00', '2024-10-27T02:00:00 plain'],
    ['America/Chicago', '2024-03-10T01:59:59', '2024-03-10T07:59:59 plain'],
    ['America/Chicago', '2024-03-10T02:30:00', '2024-03-10T08:30:00 gap'],
    ['America/Chicago', '2024-03-10T03:00:00', '2024-03-10T08:00:00 plain'],
    ['America/Chicago', '2024-11-03T01:30:00', '2024-11-03T06:30:00 overlap'],
    ['America/Chicago', '2024-11-03T02:00:00', '2024-11-03T08:00:00 plain'],
    // Half an hour only; and a day that never was.
    ['Australia/Lord_Howe', '2024-10-06T02:15:00', '2024-10-05T15:45:00 gap'],
    ['Pacific/Apia', '2011-12-30T12:00:00', '2011-12-30T22:00:00 gap'],
    ['Asia/Kolkata', '2020-01-01T00:00:00', '2019-12-31T18:30:00 plain'],
  ])('reads in %s %s as %s', (zone, wall, expected) => {
    expect(read(zone, wall)).toBe(expected);
  });

  it('finds the moment whose clock it was, for any moment of any zone', () => {
    const zones = ['Europe/Berlin', 'America/Chicago', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(1990, 0) / 1000, max: Date.UTC(2037, 0) / 1000 }),
        (zone, second) => {
          const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
          const wall = `${parts.format(second * 1000).replace(' ', 'T')}Z`;
          const { time, reading } = wallClockOf(zone)(micros(wall));
          if (reading === 'plain') expect(time).toBe(second * 1_000_000);
          else expect(reading === 'overlap' && [0, 1800, 3600].includes(second - time / 1_000_000)).toBe(true);
        },
      ),
    );
  });
});
