import { stringify } from 'csv-stringify/sync';
import type { Properties } from '../records/record-type.ts';
import { type DictSpelling, dictWriter } from './dict.ts';
import { memoize } from './memoize.ts';

const SPECIAL = /[",\r\n]/;

const quote = memoize((text) => stringify([[text]], { eof: false }), 4096);

/**
 * One field of a CSV row, in quotes where RFC 4180 wants them: when it holds a comma, a quote, or either half of a line break.
 * Python's `csv.QUOTE_MINIMAL` decides the same.
 */
export const csvField = (text: string): string => (SPECIAL.test(text) ? quote(text) : text);

/**
 * A function that writes a map as one field of a CSV row: {@link csvField} of what the spelling gives. Nearly every such field
 * needs quotes, so they are doubled on the way instead of in the finished text; it is the costliest field of a row.
 */
export function csvDictWriter(spelling: DictSpelling): (properties: Properties) => string {
  const write = dictWriter({ ...spelling, text: (text) => spelling.text(text).replaceAll('"', '""') });
  return (properties) => {
    const field = write(properties);
    return SPECIAL.test(field) ? `"${field}"` : field;
  };
}
