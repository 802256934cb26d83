import type { Properties, PropertyValue } from '../records/record-type.ts';
import { jsonString } from './json-string.ts';
import { memoize } from './memoize.ts';

/** How a language writes a map of names to texts, numbers and nulls, in braces. */
export interface DictSpelling {
  readonly comma: string;
  readonly colon: string;
  readonly nothing: string;
  text(text: string): string;
  number(number: number): string;
}

/** JSON without blanks, as `JSON.stringify` writes it. */
export const JSON_DICT: DictSpelling = {
  comma: ',',
  colon: ':',
  nothing: 'null',
  text: jsonString,
  number: String,
};

/** A function that writes maps, their keys in the order in which they were put in. */
export function dictWriter({ comma, colon, nothing, text, number }: DictSpelling): (properties: Properties) => string {
  // The same few keys come again in every record.
  const first = memoize((key) => `{${text(key)}${colon}`, 1024);
  const next = memoize((key) => comma + text(key) + colon, 1024);
  const spell = (value: PropertyValue): string => {
    if (value === null) return nothing;
    return typeof value === 'number' ? number(value) : text(value);
  };
  return (properties) => {
    let items = '';
    for (const key in properties) {
      items += (items === '' ? first(key) : next(key)) + spell(properties[key] as PropertyValue);
    }
    return items === '' ? '{}' : `${items}}`;
  };
}
