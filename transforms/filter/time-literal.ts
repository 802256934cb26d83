import { parseZonedTime } from '../../pipeline/formats/zoned-time.ts';

const DAY = /^\d{4}-\d\d-\d\d$/;
const MINUTE = /^(\d{4}-\d\d-\d\d[ T]\d\d:\d\d)(?!:\d)/;

/**
 * A time as people write it: `2024-01-15`, `2024-01-15 09:12`, `2024-01-15T09:12:41.5Z`, `…+01:00`. UTC where it names no zone.
 *
 * @returns microseconds since 1970 UTC; undefined when it is no time.
 */
export function parseTimeLiteral(text: string): number | undefined {
  const full = DAY.test(text) ? `${text}T00:00:00` : text.replace(MINUTE, '$1:00');
  return parseZonedTime(full)?.time;
}
