const TIME =
  /^(?<year>\d{4})-(?<month>\d\d?)-(?<day>\d\d?)(?:(?:[Tt]|[ \t]+)(?<hour>\d\d?):(?<minute>\d\d)(?::(?<second>\d\d)(?:\.(?<fraction>\d{1,6}))?)?[ \t]*(?<zone>[Zz]|[-+]\d\d?(?::?\d\d)?)?)?$/;

/**
 * A time of ISO 8601, or as YAML's timestamps are written (a blank for the `T`). UTC unless it names another offset.
 *
 * @returns microseconds since 1970-01-01T00:00:00Z; undefined when the text is no such time, or one that a double cannot hold to
 * the microsecond (before 1684 or after 2255).
 */
export function parseTime(text: string): number | undefined {
  const groups = TIME.exec(text.trim())?.groups;
  if (groups === undefined) return undefined;
  const { year = '', month = '', day = '', hour = 0, minute = 0, second = 0, fraction = '', zone = 'Z' } = groups;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // Date takes the 30th of February for the 2nd of March.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date)) return undefined;
  const offset = minutesOf(zone);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || offset === undefined) return undefined;
  const seconds = midnight / 1000 + (Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second);
  const time = seconds * 1_000_000 + Number(fraction.padEnd(6, '0'));
  return Number.isSafeInteger(time) ? time : undefined;
}

/** `Z`, `+2`, `+02:00`, `-0330` -> minutes ahead of UTC. */
function minutesOf(zone: string): number | undefined {
  const [, sign, hours = 0, minutes = 0] = /^([-+])(\d\d?):?(\d\d)?$/.exec(zone) ?? [];
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
