import type { Column, DataRecord, RecordType } from '../../pipeline/records/record-type.ts';

/** Moves one column of a copy of a record. */
type Mover = (copy: DataRecord) => void;

export interface Shift {
  /** Microseconds, above zero. */
  readonly offset: number;
  /** Microseconds since 1970 UTC: the zero of the columns of seconds. */
  readonly epoch: number;
}

/** Times, and seconds that count from the epoch; durations stay as they are. */
export const isPosition = ({ type, secondsOf }: Column): boolean =>
  type === 'time' || (type === 'seconds' && secondsOf !== undefined);

/** A function that copies a record and moves its positions in time. */
export function shifter(
  columns: readonly Column[],
  type: RecordType,
  shift: Shift,
): (record: DataRecord) => DataRecord {
  const movers = columns.map((column) => moverOf(column, type, shift));
  return (record) => {
    const copy = { ...record };
    for (const move of movers) move(copy);
    return copy;
  };
}

function moverOf(column: Column, { columns }: RecordType, { offset, epoch }: Shift): Mover {
  const { name } = column;
  if (column.type === 'time') {
    return (copy) => {
      const time = copy[name];
      if (typeof time === 'number') copy[name] = time + offset;
    };
  }
  const timeName = columns.some((other) => other.name === column.secondsOf) ? column.secondsOf : undefined;
  return (copy) => {
    const seconds = copy[name];
    if (typeof seconds !== 'number') return;
    if (column.secondsBeforeEpoch === 'minus-one' && seconds === -1) {
      // Where it was before the epoch only the time itself tells, which has been moved already.
      const time = timeName === undefined ? undefined : copy[timeName];
      if (typeof time === 'number' && time >= epoch) copy[name] = (time - epoch) / 1e6;
      return;
    }
    // In whole microseconds: a sum of fractions would not be the number nearest to the true one.
    copy[name] = (Math.round(seconds * 1e6) + offset) / 1e6;
  };
}
