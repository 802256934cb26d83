import type { DataRecord, RecordType } from '../records/record-type.ts';

type Scalar = string | number | null;

/** Compares records by the columns that a trace of their type is sorted by; null comes first. */
export function recordOrder({ order }: Pick<RecordType, 'order'>): (a: DataRecord, b: DataRecord) => number {
  return (a, b) => {
    for (const column of order) {
      const left = a[column] as Scalar;
      const right = b[column] as Scalar;
      if (left === right) continue;
      if (left === null || left === undefined) return -1;
      if (right === null || right === undefined) return 1;
      return left < right ? -1 : 1;
    }
    return 0;
  };
}
