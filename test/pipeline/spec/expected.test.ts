import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { optionProblems } from '../../support/load.ts';

describe('words for what zod says', () => {
  it.each([
    [z.strictObject({ a: z.int().min(1) }), '{ a: 0 }', 'try.a: expected at least 1, found the number 0'],
    [z.strictObject({ a: z.number().gt(1) }), '{ a: 1 }', 'try.a: expected more than 1, found the number 1'],
    [z.strictObject({ a: z.number().max(5) }), '{ a: 6 }', 'try.a: expected at most 5, found the number 6'],
    [z.strictObject({ a: z.number().lt(5) }), '{ a: 5 }', 'try.a: expected less than 5, found the number 5'],
    [
      z.strictObject({ a: z.number().multipleOf(5) }),
      '{ a: 6 }',
      'try.a: expected a multiple of 5, found the number 6',
    ],
    [z.strictObject({ a: z.string().min(1) }), '{ a: "" }', 'try.a: expected text that is not empty, found empty text'],
    [
      z.strictObject({ a: z.string().min(3) }),
      '{ a: ab }',
      'try.a: expected at least 3 characters, found the text "ab"',
    ],
    [z.strictObject({ a: z.string().max(1) }), '{ a: ab }', 'try.a: expected at most 1 character, found the text "ab"'],
    [
      z.strictObject({ a: z.array(z.int()).min(1) }),
      '{ a: [] }',
      'try.a: expected at least one entry, found an empty list',
    ],
    [
      z.strictObject({ a: z.array(z.int()).max(2) }),
      '{ a: [1, 2, 3] }',
      'try.a: expected at most 2 entries, found a list',
    ],
    [
      z.strictObject({ a: z.string().regex(/^x/) }),
      '{ a: ab }',
      'try.a: expected text that matches /^x/, found the text "ab"',
    ],
    [z.strictObject({ a: z.url() }), '{ a: ab }', 'try.a: expected text of the form: url, found the text "ab"'],
    [z.strictObject({ a: z.boolean() }), '{ a: yes }', 'try.a: expected `true` or `false`, found the text "yes"'],
    [z.strictObject({ a: z.literal(false) }), '{ a: true }', 'try.a: expected `false`, found true'],
    [
      z.strictObject({ a: z.record(z.string(), z.int()) }),
      '{ a: { b: c } }',
      'try.a.b: expected a number, found the text "c"',
    ],
    [
      z.strictObject({ a: z.record(z.string().min(2), z.int()) }),
      '{ a: { b: 1 } }',
      'try.a.b: expected as its key at least 2 characters, found the number 1',
    ],
    [
      z.strictObject({ a: z.union([z.int(), z.enum(['auto', 'none'])]) }),
      '{ a: nne }',
      'try.a: expected a number, `auto` or `none`, found the text "nne"',
    ],
    [z.strictObject({ a: z.int() }), '{ a: .inf }', 'try.a: expected a whole number, found the number Infinity'],
    [z.strictObject({}), '{ a: 1 }', 'try has no option `a`'],
    [
      z.strictObject({ a: z.string().optional() }).refine(() => false, 'a and b do not go together'),
      '{ a: x }',
      'try: a and b do not go together',
    ],
    [z.strictObject({}).refine(() => false, { error: 'needs a or b', path: ['a'] }), '{}', 'try.a: needs a or b'],
  ])('%#', async (schema, written, message) => {
    expect(await optionProblems(schema, written)).toContain(message);
  });
});
