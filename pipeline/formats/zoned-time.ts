import { parseMysqlDatetime } from './mysql-datetime.ts';

export interface ZonedTime {
  /** Microseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
  /** Microseconds by which the time as it is written is ahead of `time`; 0 where it names no zone. */
  readonly offset: number;
}

const FORM = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(?: ?(?:Z|UTC|([+-])(\d\d)(?::?(\d\d))?))?$/i;
const MINUTE = 60_000_000;

/**
 * Reads `2026-11-20 09:50:44` and its kin: with `T` between date and time, with a fraction (what lies below a microsecond is cut
 * off), with `Z`, `UTC` or an offset behind it. Without a zone it is UTC.
 *
 * @returns null for text of another form, and for a moment that no calendar has.
 *
 * @example
 * parseZonedTime('2026-11-20T09:50:44+01:00'); // { time: …08:50:44Z…, offset: 3_600_000_000 }
 */
export function parseZonedTime(text: string): ZonedTime | null {
  const match = FORM.exec(text);
  if (match === null) return null;
  const [, date, clock, fraction, sign, hours, minutes] = match;
  const written = parseMysqlDatetime(`${date} ${clock}${fraction === undefined ? '' : `.${fraction.slice(0, 6)}`}`);
  if (written === null) return null;
  const size = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes ?? 0)) * MINUTE;
  const offset = sign === '-' && size !== 0 ? -size : size;
  return { time: written - offset, offset };
}
