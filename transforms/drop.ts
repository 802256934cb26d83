import * as z from 'zod';
import { ExitCode, PipelineError } from '../pipeline/errors.ts';
import { findFields } from '../pipeline/records/fields.ts';
import { picker } from '../pipeline/records/pick.ts';
import type { RecordType } from '../pipeline/records/record-type.ts';
import { reshaped } from '../pipeline/records/reshape.ts';
import { defineStage } from '../pipeline/stage.ts';
import { rememberHidden } from './drop/remember-hidden.ts';

export default defineStage({
  name: 'drop',
  kind: 'transform',
  role: 'records',
  takes: 'records',
  keepsTimeOrder: true,
  gives: (taken, { fields }) => without(taken, fields),
  summary: 'Leaves out columns and properties.',
  description: `\
A trace whose sort column is dropped is sorted by the columns that are left, so that the order of its rows tells nothing of what is no
longer there. \`select\` is the other way round: it names what stays.`,
  options: z.strictObject({
    fields: z
      .array(z.string())
      .min(1)
      .describe('The columns and properties to leave out. `PROPERTIES` is all properties at once.')
      .meta({ examples: [['INSTANCE_NAME', 'PROPERTIES.rack']] }),
  }),
  example: '- drop: { fields: [PROPERTIES.rack] }',
  create({ fields }, context, taken) {
    const given = without(taken, fields);
    const pick = picker(taken, given);
    const remember = rememberHidden(taken, given, context);
    return (record) => {
      remember(record);
      return pick(record);
    };
  },
});

function without(taken: RecordType, names: readonly string[]): RecordType {
  const dropped = new Set<unknown>(findFields(names, taken).map(({ schema }) => schema));
  const columns = taken.columns.filter((column) => !dropped.has(column));
  if (columns.length === 0) {
    throw new PipelineError('nothing-left', ExitCode.badPipeline, `drop leaves no column of ${taken.name}`, {
      hint: 'name fewer, or take the stage and its sinks out',
    });
  }
  const properties = taken.properties.filter((property) => !dropped.has(property));
  return reshaped(taken, columns, columns.some(({ type }) => type === 'properties') ? properties : []);
}
