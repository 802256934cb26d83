import type { DictSpelling } from '../dict.ts';
import { PLAIN_IN_JSON } from '../json-string.ts';
import { pythonNumber } from './number.ts';

const BEYOND_ASCII = /[\x7f-\uffff]/g;

/** A string as `json.dumps` writes it: ASCII, all else as `\uXXXX`, in surrogate pairs where one is not enough. */
export function pythonJsonString(text: string): string {
  if (PLAIN_IN_JSON.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(BEYOND_ASCII, escapeUnit);
}

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A dict as `json.dumps` writes it: `{"rack": 1, "name": null}`. */
export const PYTHON_JSON_DICT: DictSpelling = {
  comma: ', ',
  colon: ': ',
  nothing: 'null',
  text: pythonJsonString,
  number: pythonNumber,
};
