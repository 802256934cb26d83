import type { TraceFile } from './trace-file.ts';

/** A column whose values look otherwise in one trace than in the other. */
export interface Masking {
  readonly column: string;
  /** What its values look like, in A and in B. */
  readonly a: string;
  readonly b: string;
}

/** Values that are as they were. */
export const NAMES = 'names';
const FORMS = [
  { form: '32 hexadecimal digits', pattern: /^[\da-f]{32}$/ },
  { form: '40 hexadecimal digits', pattern: /^[\da-f]{40}$/ },
];

/**
 * Columns that are masked in one trace and not in the other, or by different methods. Users and projects have 32 hexadecimal
 * digits with and without a mask: they count among these when another column does and no value of theirs is in both.
 */
export function findMasking(a: TraceFile, b: TraceFile): Masking[] {
  const columns =
    a.kind?.identifiers.filter((column) => a.columns.includes(column) && b.columns.includes(column)) ?? [];
  const looks = columns.flatMap((column) => {
    const [left, right] = [valuesOf(a, column), valuesOf(b, column)];
    const [formA, formB] = [formOf(left), formOf(right)];
    if (formA === undefined || formB === undefined) return [];
    return [
      {
        masking: { column, a: formA, b: formB },
        differ: formA !== formB,
        shared: [...left].some((value) => right.has(value)),
      },
    ];
  });
  if (!looks.some(({ differ }) => differ)) return [];
  return looks.filter(({ differ, shared }) => differ || !shared).map(({ masking }) => masking);
}

/** Columns whose values look masked in both traces. */
export const maskedInBoth = (a: TraceFile, b: TraceFile): string[] =>
  (a.kind?.identifiers ?? []).filter((column) =>
    [a, b].every((trace) => ![undefined, NAMES].includes(formOf(valuesOf(trace, column)))),
  );

function valuesOf({ columns, first }: TraceFile, column: string): Set<string> {
  const place = columns.indexOf(column);
  const values = first.map((row) => row[place]).filter((value) => value !== null && value !== '' && value !== 'None');
  return new Set(values.map(String));
}

/** What all values look like; undefined where there are none. */
function formOf(values: ReadonlySet<string>): string | undefined {
  if (values.size === 0) return undefined;
  return FORMS.find(({ pattern }) => [...values].every((value) => pattern.test(value)))?.form ?? NAMES;
}
