/** Logic with a third value, null: unknown, as in SQL. */
export type Truth = boolean | null;

export const not = (a: Truth): Truth => (a === null ? null : !a);

export function and(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === null || b === null ? null : true;
}

export const or = (a: Truth, b: Truth): Truth => not(and(not(a), not(b)));
