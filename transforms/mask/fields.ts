import { ExitCode, PipelineError } from '../../pipeline/errors.ts';
import type { Column, Property, RecordType } from '../../pipeline/records/record-type.ts';
import { suggest } from '../../pipeline/suggest.ts';
import type { MaskOptions } from './options.ts';

/** A column, or a key of the column that holds properties. */
export interface Field {
  /** `USER_ID`, `PROPERTIES.rack`. */
  readonly label: string;
  readonly name: string;
  /** The column that holds it, for a property. */
  readonly within?: string;
  /** What is held: text in a column may be masked, and whatever a property holds. */
  readonly type: Column['type'] | 'property';
  readonly schema: Property;
}

export interface ChosenFields {
  readonly hashed: readonly Field[];
  readonly numbered: readonly Field[];
}

/**
 * The fields that are to be hashed and those to be numbered.
 *
 * @throws PipelineError `unknown-field`, `unmaskable-field`, `field-twice` or `nothing-to-mask`.
 */
export function chooseFields(taken: RecordType, { fields, ordered }: MaskOptions): ChosenFields {
  const all = fieldsOf(taken);
  const namedHashed = fields && findAll(fields, all, taken);
  const namedNumbered = ordered && findAll(ordered, all, taken);
  const twice = namedHashed?.find((field) => namedNumbered?.includes(field));
  if (twice !== undefined) {
    throw new PipelineError(
      'field-twice',
      ExitCode.badPipeline,
      `${twice.label} stands under fields and under ordered`,
      {
        hint: 'a field is either hashed or numbered',
      },
    );
  }
  const untreated = all.filter(({ schema }) => schema.treatment === undefined);
  const hashed = namedHashed ?? untreated.filter(bySensitivity('identifier', namedNumbered));
  const numbered = namedNumbered ?? untreated.filter(bySensitivity('ordered', namedHashed));
  if (hashed.length + numbered.length === 0) {
    throw new PipelineError(
      'nothing-to-mask',
      ExitCode.badPipeline,
      `expected a record type with identifiers, found ${taken.name}, which has none that is not yet masked`,
      { hint: 'leave this mask out, or name the fields' },
    );
  }
  return { hashed, numbered };
}

const bySensitivity = (sensitivity: string, taken: readonly Field[] = []) => {
  return (field: Field) => field.schema.sensitivity === sensitivity && !taken.includes(field);
};

function fieldsOf({ columns, properties }: RecordType): Field[] {
  const within = columns.find(({ type }) => type === 'properties')?.name;
  return [
    ...columns.map((schema) => ({ label: schema.name, name: schema.name, type: schema.type, schema })),
    ...(within === undefined
      ? []
      : properties.map((schema) => ({
          label: `${within}.${schema.name}`,
          name: schema.name,
          within,
          type: 'property' as const,
          schema,
        }))),
  ];
}

function findAll(names: readonly string[], all: readonly Field[], { name: typeName }: RecordType): Field[] {
  const found = names.map((name) => all.find(({ label }) => label === name) ?? all.find((f) => f.name === name));
  const unknown = names.filter((_, i) => found[i] === undefined);
  if (unknown.length > 0) {
    const labels = all.map(({ label }) => label);
    throw new PipelineError(
      'unknown-field',
      ExitCode.badPipeline,
      `${typeName} has no ${unknown.map((name) => `'${name}'${suggestion(name, all)}`).join(', no ')}`,
      { hint: `it has ${labels.join(', ')}` },
    );
  }
  const fields = [...new Set(found as Field[])];
  const unmaskable = fields.find(({ type }) => type !== 'text' && type !== 'property');
  if (unmaskable !== undefined) {
    throw new PipelineError(
      'unmaskable-field',
      ExitCode.badPipeline,
      `expected fields that hold text, found ${unmaskable.label}, which holds ${unmaskable.type}`,
    );
  }
  return fields;
}

/** The field that was meant, by a name cut short (`HOST_NAME`) or mistyped. */
function suggestion(name: string, all: readonly Field[]): string {
  const near = suggest(
    name,
    all.flatMap((field) => [field.label, field.name]),
  );
  const meant =
    all.find(({ label }) => label.toLowerCase().startsWith(name.toLowerCase())) ??
    all.find((field) => field.label === near || field.name === near);
  return meant === undefined ? '' : ` (did you mean '${meant.label}'?)`;
}
