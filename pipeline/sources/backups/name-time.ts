import { parseMysqlDatetime } from '../../formats/mysql-datetime.ts';
import { compileNameRegex } from './name-regex.ts';
import { wallClockOf, type ZonedTime } from './time-zone.ts';

export type NameTime =
  | ZonedTime
  /** The regex does not match, or what it finds is no date and time. */
  | { readonly reading: 'no-match' | 'impossible' };

const TEXT = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/;

/**
 * Reads the time in the names of backups.
 *
 * @param timestamp regex whose groups, joined, read YYYYMMDD[HHMM[SS]] once everything that only separates is taken out.
 * @param timezone IANA name of the zone whose clock they show.
 *
 * @example
 * nameTimes('_(\\d{8})-(\\d{6})', 'UTC')('mysql_backup_20151105-050501.sql.gz'); // { time: 1446699901000000, reading: 'plain' }
 */
export function nameTimes(timestamp: string, timezone: string): (name: string) => NameTime {
  const regex = compileNameRegex(timestamp);
  const toTime = wallClockOf(timezone);
  return (name) => {
    const match = regex.exec(name);
    if (match === null) return { reading: 'no-match' };
    const digits = match
      .slice(1)
      .join('')
      .replace(/[^0-9A-Za-z]/g, '')
      .replace(/^(\d{8})T/, '$1');
    const wall = wallTime(digits);
    return wall === null ? { reading: 'impossible' } : toTime(wall);
  };
}

/** Microseconds since 1970 as if the digits showed UTC; null for other text and for days that no calendar has. */
function wallTime(digits: string): number | null {
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = TEXT.exec(digits) ?? [];
  return parseMysqlDatetime(`${year}-${month}-${day} ${hour}:${minute}:${second}`);
}
