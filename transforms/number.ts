import * as z from 'zod';
import { errorsIn } from '../pipeline/errors.ts';
import { givenSalt } from '../pipeline/keys/key.ts';
import { hasSalt, oneSalt, saltBeside, saltOptions } from '../pipeline/keys/salt-options.ts';
import { findFields } from '../pipeline/records/fields.ts';
import type { RecordType } from '../pipeline/records/record-type.ts';
import { defineStage } from '../pipeline/stage.ts';
import { refuseUnnamable } from './number/fields.ts';
import { KeptNumbers } from './number/kept-numbers.ts';
import { numberedType, numberValues } from './number/number-values.ts';

const chosen = (taken: RecordType, names: readonly string[]) => refuseUnnamable(findFields(names, taken));

export default defineStage({
  name: 'number',
  kind: 'transform',
  role: 'records',
  takes: 'records',
  gives: (taken, { fields }) => numberedType(taken, chosen(taken, fields)),
  summary: 'Numbers the values of columns and properties from 0, in their order.',
  description: `\
For values whose order or number means something while their names must not be told: racks, sites, node types. This is what \`mask\`
does to racks by default; here it is for any column of text and any property.

Values are numbered in the order of their code points. An empty text counts, but stays empty; null stays null. The numbers change when
values come and go, unless \`keep\` keeps them. Order tells something of names: whoever knows all of them knows which is which, so
number few and coarse things, and hash the rest.

A trace cannot be sorted by a column that is numbered: the other columns decide.`,
  options: z
    .strictObject({
      fields: z
        .array(z.string())
        .min(1)
        .describe('The columns and properties to number, each on its own.')
        .meta({ examples: [['PROPERTIES.rack']] }),
      keep: z
        .string()
        .min(1)
        .optional()
        .describe(
          'A file that keeps the numbers from run to run: what has a number keeps it, what is new goes to the end. Runs that ' +
            'share it must not overlap. It needs a salt and holds keyed hashes only.',
        )
        .meta({ path: true, examples: ['racks.json'] }),
      ...saltOptions,
    })
    .superRefine((options, context) => {
      oneSalt(options, context);
      if (options.keep !== undefined && !hasSalt(options)) saltBeside('keep', context);
    }),
  example: '- number: { fields: [PROPERTIES.rack] }',
  async check(options) {
    return errorsIn(() => {
      if (options.keep !== undefined) KeptNumbers.read(options.keep, givenSalt(options)!);
    });
  },
  create(options, context, taken) {
    const kept = options.keep === undefined ? undefined : { path: options.keep, key: givenSalt(options)! };
    const fields = chosen(taken, options.fields);
    return numberValues(fields, (record) => record, fields, kept, context);
  },
});
