/** MySQL's DATETIME and TIMESTAMP text as exact integers. No Date object is involved, hence no time zone either. */

const ZERO = 48;
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Days from 0000-01-01 of the proleptic Gregorian calendar, which MySQL uses, to 1970-01-01. */
const DAYS_BEFORE_1970 = 719_528;

/**
 * Reads `YYYY-MM-DD HH:MM:SS[.f]` with up to six fraction digits, as a dump or `dateStrings` spells it, taken as UTC.
 *
 * @returns microseconds since 1970-01-01T00:00:00Z; null for text of another form, for a moment that no calendar has (`0000-00-00`,
 * 30 February, 24:00:00) and for one that a JavaScript integer cannot hold exactly (before 1684, after June 2255).
 *
 * @example
 * parseMysqlDatetime('2015-09-17 00:00:01.5'); // 1442448001500000
 */
export function parseMysqlDatetime(text: string): number | null {
  const length = text.length;
  if (length < 19 || length === 20 || length > 26) return null;
  if (text[4] !== '-' || text[7] !== '-' || text[10] !== ' ' || text[13] !== ':' || text[16] !== ':') return null;

  // A place that holds no digit makes its number NaN, and every range test on NaN fails.
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59)) return null;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > DAYS_IN_MONTH[month - 1]! && !(leap && month === 2 && day === 29)) return null;

  let fraction = 0;
  if (length > 19) {
    if (text[19] !== '.') return null;
    for (let place = 20; place < 26; place++) fraction = fraction * 10 + (place < length ? digit(text, place) : 0);
    if (Number.isNaN(fraction)) return null;
  }

  const leapDaysBefore = year === 0 ? 0 : leapDays(year - 1) + 1;
  const days =
    365 * year +
    leapDaysBefore +
    DAYS_BEFORE_MONTH[month - 1]! +
    (leap && month > 2 ? 1 : 0) +
    day -
    1 -
    DAYS_BEFORE_1970;
  const micros = (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000 + fraction;
  return Number.isSafeInteger(micros) ? micros : null;
}

/** Leap years among 1..year. */
const leapDays = (year: number): number => Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);

const twoDigits = (text: string, place: number): number => 10 * digit(text, place) + digit(text, place + 1);

function digit(text: string, place: number): number {
  const value = text.charCodeAt(place) - ZERO;
  return value >= 0 && value <= 9 ? value : Number.NaN;
}
