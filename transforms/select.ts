import * as z from 'zod';
import { findFields } from '../pipeline/records/fields.ts';
import { picker } from '../pipeline/records/pick.ts';
import type { RecordType } from '../pipeline/records/record-type.ts';
import { reshaped } from '../pipeline/records/reshape.ts';
import { defineStage } from '../pipeline/stage.ts';
import { rememberHidden } from './drop/remember-hidden.ts';

export default defineStage({
  name: 'select',
  kind: 'transform',
  role: 'records',
  takes: 'records',
  keepsTimeOrder: true,
  gives: (taken, { fields }) => only(taken, fields),
  summary: 'Keeps the columns and properties that are named, in the order in which they are named.',
  description: `\
A column or property that a later release adds stays out until somebody names it: for what is published, this is safer than
\`drop\`. \`PROPERTIES\` keeps all properties, \`PROPERTIES.vcpus\` the column with this one. A trace is sorted by its usual columns as
far as they are kept, and by the others behind them.`,
  options: z.strictObject({
    fields: z
      .array(z.string())
      .min(1)
      .describe('The columns and properties to keep.')
      .meta({ examples: [['START_TIME', 'EVENT', 'PROPERTIES.vcpus']] }),
  }),
  example: "- select: { fields: [EVENT_TIME, 'HOST_NAME (PHYSICAL)', EVENT, PROPERTIES.vcpu_capability] }",
  create({ fields }, context, taken) {
    const given = only(taken, fields);
    const pick = picker(taken, given);
    const remember = rememberHidden(taken, given, context);
    return (record) => {
      remember(record);
      return pick(record);
    };
  },
});

function only(taken: RecordType, names: readonly string[]): RecordType {
  const fields = findFields(names, taken);
  const columnNames = new Set(fields.map(({ name, within }) => within ?? name));
  const columns = [...columnNames].map((name) => taken.columns.find((column) => column.name === name)!);
  const kept = new Set<unknown>(fields.map(({ schema }) => schema));
  const whole = fields.some(({ type }) => type === 'properties');
  return reshaped(taken, columns, whole ? taken.properties : taken.properties.filter((property) => kept.has(property)));
}
