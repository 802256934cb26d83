import { ExitCode, PipelineError } from '../errors.ts';
import { suggest } from '../suggest.ts';
import type { Column, Property, RecordType } from './record-type.ts';

/** A column, or a key of the column that holds properties. */
export interface Field {
  /** `USER_ID`, `PROPERTIES.rack`. */
  readonly label: string;
  readonly name: string;
  /** The column that holds it, for a property. */
  readonly within?: string;
  /** What is held: a property holds text, a number or null. */
  readonly type: Column['type'] | 'property';
  readonly schema: Property;
}

/** The column that holds the properties. */
export const holderOf = ({ columns }: RecordType): string | undefined =>
  columns.find(({ type }) => type === 'properties')?.name;

/** All columns, and after them all properties. */
export function fieldsOf(type: RecordType): Field[] {
  const within = holderOf(type);
  return [
    ...type.columns.map((schema) => ({ label: schema.name, name: schema.name, type: schema.type, schema })),
    ...(within === undefined
      ? []
      : type.properties.map((schema) => ({
          label: `${within}.${schema.name}`,
          name: schema.name,
          within,
          type: 'property' as const,
          schema,
        }))),
  ];
}

/** The field of a name; a property may be named without its column. */
export const fieldNamed = (name: string, all: readonly Field[]): Field | undefined =>
  all.find(({ label }) => label === name) ?? all.find((field) => field.name === name);

/**
 * The fields of these names, each once.
 *
 * @throws PipelineError `unknown-field`, with all that are unknown and what was probably meant.
 */
export function findFields(names: readonly string[], type: RecordType, all = fieldsOf(type)): Field[] {
  const found = names.map((name) => fieldNamed(name, all));
  const unknown = names.filter((_, i) => found[i] === undefined);
  if (unknown.length > 0) {
    throw new PipelineError(
      'unknown-field',
      ExitCode.badPipeline,
      `${type.name} has no ${unknown.map((name) => `'${name}'${suggestion(name, all)}`).join(', no ')}`,
      { hint: `it has ${all.map(({ label }) => label).join(', ')}` },
    );
  }
  return [...new Set(found as Field[])];
}

function suggestion(name: string, all: readonly Field[]): string {
  const meant = nearestField(name, all);
  return meant === undefined ? '' : ` (did you mean '${meant.label}'?)`;
}

/** The field that was meant, by a name cut short (`HOST_NAME`) or mistyped. */
export function nearestField(name: string, all: readonly Field[]): Field | undefined {
  const near = suggest(
    name,
    all.flatMap((field) => [field.label, field.name]),
  );
  return (
    all.find(({ label }) => label.toLowerCase().startsWith(name.toLowerCase())) ??
    all.find((field) => field.label === near || field.name === near)
  );
}
