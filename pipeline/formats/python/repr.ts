import type { DictSpelling } from '../dict.ts';
import { pythonNumber } from './number.ts';

const PLAIN = /^[ -&(-[\]-~]*$/;
/** Quotes, the backslash, and what `str.isprintable` refuses: the categories "other" and "separator", the space apart. */
const ESCAPED = /(?! )[\\'"\p{C}\p{Z}]/gu;
const SHORT: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * `repr()` of a Python str. Which characters are printable changes with every Unicode version: characters younger than the
 * Python at hand are escaped there and plain here, and mean the same either way.
 */
export function pythonString(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(ESCAPED, (character) => {
    if (character === "'" || character === '"') return character === quote ? `\\${character}` : character;
    return SHORT[character] ?? escapeCode(character.codePointAt(0)!);
  });
  return quote + escaped + quote;
}

function escapeCode(code: number): string {
  if (code <= 0xff) return `\\x${hex(code, 2)}`;
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

/** `repr()` of a dict: `{'rack': 1, 'name': None}`. */
export const PYTHON_DICT: DictSpelling = {
  comma: ', ',
  colon: ': ',
  nothing: 'None',
  text: pythonString,
  number: pythonNumber,
};
