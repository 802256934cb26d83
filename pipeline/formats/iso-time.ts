const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const MINUTES_OF_DAY = 1440;
const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
const TWO_DIGITS_AND_ZONE = TWO_DIGITS.map((digits) => `${digits}Z`);

/** Some eleven years; a trace moves through its days in order, so that even a small cache nearly always hits. */
const CACHED_DAYS = 4096;
const dates = new Map<number, string>();

/** Neighbours in a trace are often of one minute. */
let lastMinute = Number.NaN;
let lastMinuteText = '';

/**
 * A time as ISO 8601 without a zone, `2015-11-05T05:05:01`; six digits of fraction follow when it is not zero. That is Python's
 * `datetime.isoformat()`.
 *
 * @param time microseconds since 1970-01-01T00:00:00Z, an integer, years 0 to 9999. (Fractions of a second are exact up to
 * the year 2255, where microseconds outgrow a double; whole seconds always.)
 */
export const formatZonelessTime = (time: number): string => spell(time, TWO_DIGITS, '');

/** {@link formatZonelessTime} with its zone: `2015-11-05T05:05:01Z`. */
export const formatIsoTime = (time: number): string => spell(time, TWO_DIGITS_AND_ZONE, 'Z');

/** @param seconds with the zone, which is put behind fractions as well. */
function spell(time: number, seconds: readonly string[], zone: string): string {
  const minute = Math.floor(time / MINUTE);
  if (minute !== lastMinute) {
    lastMinuteText = spellMinute(minute);
    lastMinute = minute;
  }
  const inMinute = time - minute * MINUTE;
  const second = Math.floor(inMinute / SECOND);
  const fraction = inMinute - second * SECOND;
  if (fraction === 0) return lastMinuteText + seconds[second];
  return `${lastMinuteText}${TWO_DIGITS[second]}.${String(fraction).padStart(6, '0')}${zone}`;
}

/** `2015-11-05T05:05:` */
function spellMinute(minute: number): string {
  const day = Math.floor(minute / MINUTES_OF_DAY);
  const inDay = minute - day * MINUTES_OF_DAY;
  return `${dateOf(day)}T${TWO_DIGITS[Math.floor(inDay / 60)]}:${TWO_DIGITS[inDay % 60]}:`;
}

function dateOf(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
  if (dates.size >= CACHED_DAYS) dates.clear();
  dates.set(day, date);
  return date;
}
