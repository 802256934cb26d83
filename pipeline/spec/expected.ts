import type { z } from 'zod';
import { alternatives, code } from '../suggest.ts';

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  tuple: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'nothing',
};

/**
 * What would have been right, for "expected …".
 *
 * @param type of the option, as the reference names it: zod looks for a whole number in two steps, the first for any number.
 */
export function expected(issue: z.core.$ZodIssue, type?: string): string {
  switch (issue.code) {
    case 'invalid_type':
      return type === 'whole number' ? 'a whole number' : (TYPES[issue.expected] ?? issue.expected);
    case 'invalid_value':
    case 'invalid_union':
      return alternatives(choices(issue));
    case 'too_small':
      return bounded(issue.origin, issue.inclusive === false ? 'more than' : 'at least', Number(issue.minimum));
    case 'too_big':
      return bounded(issue.origin, issue.inclusive === false ? 'less than' : 'at most', Number(issue.maximum));
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return issue.format === 'regex' ? `text that matches ${issue.pattern}` : `text of the form: ${issue.format}`;
    case 'invalid_key':
      return issue.issues[0] === undefined ? 'another key' : `as its key ${expected(issue.issues[0])}`;
    default:
      return 'something else';
  }
}

/** A union's choices and those inside it are one list. */
function choices(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map((value) => code(String(value)));
  if (issue.code !== 'invalid_union') return [expected(issue)];
  return [...new Set(issue.errors.flatMap(([first]) => (first === undefined ? [] : choices(first))))];
}

/** What has a size, in the singular and the plural. */
const THINGS: Record<string, [string, string]> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  set: ['entry', 'entries'],
  object: ['key', 'keys'],
};

function bounded(origin: string, comparison: string, limit: number): string {
  const thing = THINGS[origin];
  if (thing === undefined) return `${comparison} ${limit}`;
  if (comparison === 'at least' && limit === 1)
    return origin === 'string' ? 'text that is not empty' : `at least one ${thing[0]}`;
  return `${comparison} ${limit} ${thing[limit === 1 ? 0 : 1]}`;
}
