/** How a time on a wall clock relates to the time line. */
export type ClockReading = 'plain' | 'gap' | 'overlap';

export interface ZonedTime {
  /** Microseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
  /** `gap`: clocks never showed it, as they were put forward; `overlap`: they showed it twice, as they were put back. */
  readonly reading: ClockReading;
}

const MICROS_PER_MS = 1000;
const MS_PER_DAY = 86_400_000;

/**
 * Reads wall clock times of a time zone. Where daylight saving time makes a reading doubtful it does as RFC 5545 and Temporal's
 * `compatible` do: of the two moments of an overlap it takes the earlier; a time in a gap is reckoned by the offset before it, so that
 * 02:30 becomes 03:30.
 *
 * @param zone IANA name.
 * @returns a function of the reading as if it were UTC, microseconds since 1970.
 */
export function wallClockOf(zone: string): (wall: number) => ZonedTime {
  if (zone === 'UTC') return (wall) => ({ time: wall, reading: 'plain' });
  const offsetAt = offsetsOf(zone);
  return (wall) => {
    const wallMs = Math.floor(wall / MICROS_PER_MS);
    const before = offsetAt(wallMs - MS_PER_DAY);
    const after = offsetAt(wallMs + MS_PER_DAY);
    const fitting = [before, after].filter((offset) => offsetAt(wallMs - offset) === offset);
    const offset = fitting.length === 0 ? before : Math.max(...fitting);
    const reading = fitting.length === 0 ? 'gap' : before !== after && fitting.length === 2 ? 'overlap' : 'plain';
    return { time: wall - offset * MICROS_PER_MS, reading };
  };
}

/** How far the zone's clocks are ahead of UTC at a moment; all in ms. */
function offsetsOf(zone: string): (moment: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (moment) => {
    const shown = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
  };
}
