import { parseMysqlDatetime } from '../../pipeline/formats/mysql-datetime.ts';

/** Microseconds since 1970 UTC; null for NULL; false for what is no moment in time (`0000-00-00`). Survives JSON. */
export type Moment = number | null | false;

export const momentOf = (text: string | null): Moment => (text === null ? null : (parseMysqlDatetime(text) ?? false));

export const timeOf = (moment: Moment): number | null => (moment === false ? null : moment);
