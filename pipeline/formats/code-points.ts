/**
 * Compares two texts by Unicode code point, as Python and `LC_ALL=C sort` (of UTF-8) do. JavaScript's `<` compares UTF-16
 * units and so puts U+10000 and above before U+E000.
 *
 * @returns negative, zero or positive, for `Array.prototype.sort`.
 */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  if (i === length) return a.length - b.length;
  // The difference may lie in the second half of a pair; the pair begins one unit earlier.
  const start = i > 0 && isHighSurrogate(a.charCodeAt(i - 1)) ? i - 1 : i;
  const difference = a.codePointAt(start)! - b.codePointAt(start)!;
  // Zero for a lone first half before different units.
  return difference === 0 ? a.codePointAt(i)! - b.codePointAt(i)! : difference;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
