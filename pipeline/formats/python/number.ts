/** `repr()` of a Python float: the shortest digits that read back, always with a point or an exponent. Finite numbers only. */
export function pythonFloat(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits, exponent] = value.toExponential().split('e') as [string, string];
    // Python writes at least two digits of exponent.
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
  }
  if (!Number.isInteger(value)) return String(value);
  return Object.is(value, -0) ? '-0.0' : `${value}.0`;
}

/** `repr()` of a number that is an int in Python when it is whole, however large, and a float otherwise. */
export function pythonNumber(value: number): string {
  if (!Number.isInteger(value)) return pythonFloat(value);
  return Math.abs(value) < 1e21 ? String(value) : BigInt(value).toString();
}
