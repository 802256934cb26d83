import { ExitCode, PipelineError } from '../../pipeline/errors.ts';
import { type Field, fieldsOf, findFields } from '../../pipeline/records/fields.ts';
import type { Property, RecordType } from '../../pipeline/records/record-type.ts';
import { orderWithout, withoutExtras, withTreatment } from '../../pipeline/records/reshape.ts';
import type { BucketOptions } from './options.ts';
import type { Replacement } from './plan.ts';

const TAKEN: Readonly<Record<Replacement, readonly Field['type'][]>> = {
  other: ['text', 'property'],
  null: ['text', 'integer', 'seconds', 'property'],
  larger: ['text', 'integer', 'seconds', 'property'],
};

export interface ChosenFields {
  readonly fields: readonly Field[];
  readonly by: Field | undefined;
}

/** @throws PipelineError `unknown-field`, `unfit-field` or `field-twice`. */
export function chooseFields(taken: RecordType, options: BucketOptions): ChosenFields {
  const all = fieldsOf(taken);
  const fields = findFields(options.fields, taken, all);
  const unfit = fields.find(({ type }) => !TAKEN[options.replacement].includes(type));
  if (unfit !== undefined) {
    throw new PipelineError(
      'unfit-field',
      ExitCode.badPipeline,
      `${unfit.label}, which is ${unfit.type}, cannot become ${options.replacement}`,
      { hint: options.replacement === 'other' ? 'numbers take `replacement: null` or `larger`' : undefined },
    );
  }
  const by = options.by === undefined ? undefined : findFields([options.by], taken, all)[0];
  if (by !== undefined && (fields.includes(by) || by.type === 'properties')) {
    throw new PipelineError('field-twice', ExitCode.badPipeline, `groups cannot be counted by ${by.label}`, {
      hint: 'name what must not be alone in its group, such as PROJECT_ID',
    });
  }
  return { fields, by };
}

/**
 * The type of what comes out. To be in a large group is no treatment of a name; and a column that is replaced after the records were
 * sorted takes no part in their order.
 */
export function bucketedType(taken: RecordType, { fields }: ChosenFields, replacement: Replacement): RecordType {
  const chosen = new Set<unknown>(fields.map(({ schema }) => schema));
  const names = fields.map(({ name }) => name);
  const columns = fields.flatMap(({ within, name }) => (within === undefined ? [name] : []));
  const treated = withTreatment(withoutExtras(taken, names), (schema) =>
    chosen.has(schema) && isHarmless(schema) ? 'bucketed' : undefined,
  );
  const nullable = <S extends Property>(schema: S): S =>
    replacement !== 'other' && names.includes(schema.name) ? { ...schema, nullable: true } : schema;
  return {
    ...treated,
    columns: treated.columns.map(nullable),
    properties: treated.properties.map(nullable),
    order: orderWithout(taken, columns),
  };
}

const isHarmless = ({ sensitivity, treatment }: Property): boolean =>
  treatment === undefined && (sensitivity === 'quasi-identifier' || sensitivity === 'public');
