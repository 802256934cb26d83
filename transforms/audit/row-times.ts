import { parseZonedTime } from '../../pipeline/formats/zoned-time.ts';
import type { AuditRow, StageContext } from '../../pipeline/stage.ts';

/** How the times of audit rows are read: microseconds since 1970 UTC. */
export interface RowTimes {
  /** When the change was recorded. */
  recorded(row: AuditRow): number;
  /** A time in the row itself; null where it has none, or one that cannot be read (which is counted). */
  inData(text: string | null | undefined): number | null;
}

/** Offsets are converted. */
export const utcTimes = (context: StageContext): RowTimes => ({
  recorded: ({ time }) => time,
  inData: (text) => read(text, context)?.time ?? null,
});

/** Star Compactor drops offsets: `10:50+01:00` is 10:50 to it. */
export const timesAsWritten = (context: StageContext): RowTimes => ({
  recorded: ({ time, offset }) => time + offset,
  inData(text) {
    const found = read(text, context);
    return found === null ? null : found.time + found.offset;
  },
});

function read(text: string | null | undefined, context: StageContext) {
  if (text === null || text === undefined || text === '') return null;
  const time = parseZonedTime(text);
  if (time === null) context.count('null-times');
  return time;
}
