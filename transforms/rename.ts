import * as z from 'zod';
import { ExitCode, PipelineError } from '../pipeline/errors.ts';
import { findFields, holderOf } from '../pipeline/records/fields.ts';
import type { Column, DataRecord, Properties, Property, RecordType } from '../pipeline/records/record-type.ts';
import { defineStage } from '../pipeline/stage.ts';

interface Renames {
  readonly columns: ReadonlyMap<string, string>;
  readonly properties: ReadonlyMap<string, string>;
}

export default defineStage({
  name: 'rename',
  kind: 'transform',
  role: 'records',
  takes: 'records',
  keepsOrder: true,
  gives: (taken, { fields }) => renamed(taken, renamesOf(taken, fields)),
  summary: 'Gives columns and properties other names.',
  description: `\
Only the name changes: an identifier stays one and has to be masked like any other, before or after; its pseudonyms are the same. Two
may swap their names.`,
  options: z.strictObject({
    fields: z
      .record(z.string(), z.string().min(1))
      .refine((fields) => Object.keys(fields).length > 0, 'expected at least one name')
      .describe('Old name to new name.')
      .meta({ examples: [{ 'HOST_NAME (PHYSICAL)': 'NODE', 'PROPERTIES.rack': 'PROPERTIES.cabinet' }] }),
  }),
  example: "- rename: { fields: { 'HOST_NAME (PHYSICAL)': NODE, PROPERTIES.rack: PROPERTIES.cabinet } }",
  create({ fields }, _, taken) {
    const { columns, properties } = renamesOf(taken, fields);
    const copyColumns = copier(taken.columns, columns);
    const newKeys = new Map(taken.properties.map(({ name }) => [name, properties.get(name) ?? name]));
    const copyExtras = copier(taken.starCompactorExtras ?? [], new Map());
    const holder = holderOf(taken);
    return (record) => {
      const copy = copyExtras(record, copyColumns(record, {}));
      const held = holder === undefined || properties.size === 0 ? undefined : record[holder];
      if (held) copy[columns.get(holder!) ?? holder!] = renamedKeys(held as Properties, newKeys);
      return copy;
    };
  },
});

const copier = (columns: readonly Column[], renames: ReadonlyMap<string, string>) => {
  const pairs = columns.map(({ name }) => [name, renames.get(name) ?? name] as const);
  return (from: DataRecord, to: DataRecord): DataRecord => {
    for (const [name, newName] of pairs) if (from[name] !== undefined) to[newName] = from[name];
    return to;
  };
};

/** Declared keys only: another one could stand under the new name of a declared one. */
const renamedKeys = (held: Properties, newKeys: ReadonlyMap<string, string>): Properties =>
  Object.fromEntries(
    Object.entries(held).flatMap(([name, value]) => {
      const newName = newKeys.get(name);
      return newName === undefined ? [] : [[newName, value]];
    }),
  );

/** @throws PipelineError `unknown-field`, `field-twice`, `name-taken` or `cannot-move`. */
function renamesOf(taken: RecordType, wanted: Readonly<Record<string, string>>): Renames {
  const fields = findFields(Object.keys(wanted), taken);
  if (fields.length < Object.keys(wanted).length) {
    throw refusal('field-twice', 'a column or property is given two new names');
  }
  const renames = { columns: new Map<string, string>(), properties: new Map<string, string>() };
  for (const [i, { name, within, label }] of fields.entries()) {
    const newName = Object.values(wanted)[i]!;
    const prefix = within === undefined ? `${holderOf(taken)}.` : `${within}.`;
    if (within === undefined) {
      if (newName.startsWith(prefix)) {
        throw refusal('cannot-move', `${label} is a column and cannot become the property ${newName}`);
      }
      renames.columns.set(name, newName);
    } else renames.properties.set(name, newName.startsWith(prefix) ? newName.slice(prefix.length) : newName);
  }
  refuseTwice([...taken.columns, ...(taken.starCompactorExtras ?? [])], renames.columns);
  refuseTwice(taken.properties, renames.properties);
  return renames;
}

function refuseTwice(schemas: readonly Property[], renames: ReadonlyMap<string, string>): void {
  const names = schemas.map(({ name }) => renames.get(name) ?? name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw refusal('name-taken', `two columns or properties would be called '${twice}'`);
}

const refusal = (code: string, message: string): PipelineError =>
  new PipelineError(code, ExitCode.badPipeline, message, { hint: 'choose another name' });

function renamed(taken: RecordType, { columns, properties }: Renames): RecordType {
  const named = (name: string) => columns.get(name) ?? name;
  return {
    ...taken,
    columns: taken.columns.map((column) => ({
      ...withName(column, columns),
      ...(column.secondsOf !== undefined && { secondsOf: named(column.secondsOf) }),
    })),
    properties: taken.properties.map((property) => withName(property, properties)),
    order: taken.order.map(named),
    ...(taken.starCompactorKeys && { starCompactorKeys: taken.starCompactorKeys.map(named) }),
  };
}

/** The class of an identifier is that of its old name: its pseudonyms depend on it. */
const withName = <S extends Property>(schema: S, renames: ReadonlyMap<string, string>): S => {
  const name = renames.get(schema.name);
  return name === undefined ? schema : { ...schema, name, fieldClass: schema.fieldClass ?? schema.name };
};
