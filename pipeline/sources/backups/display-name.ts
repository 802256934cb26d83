import { isAbsolute, relative, resolve, sep } from 'node:path';

const EXAMPLES = 3;

/** A path as the user would write it: relative where it lies in the current folder or below. */
export function displayName(path: string): string {
  const fromHere = relative(process.cwd(), resolve(path));
  const outside = fromHere === '' || fromHere === '..' || fromHere.startsWith(`..${sep}`) || isAbsolute(fromHere);
  return printable(outside ? path : fromHere);
}

/** A name may hold any character, and is shown on terminals. */
export const printable = (name: string): string => name.replace(/\p{Cc}/gu, '\u{fffd}');

/** `a, b, c and 7 more` */
export function listed(names: readonly string[]): string {
  const more = names.length > EXAMPLES + 1 ? ` and ${names.length - EXAMPLES} more` : '';
  return names.slice(0, more === '' ? names.length : EXAMPLES).join(', ') + more;
}
