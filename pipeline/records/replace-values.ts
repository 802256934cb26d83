import type { Field } from './fields.ts';
import type { DataRecord, Properties, PropertyValue } from './record-type.ts';

export interface Replacement {
  readonly field: Field;
  replace(value: string): PropertyValue;
}

/**
 * A function that copies a record and replaces some values in the copy; the record itself may be on its way into other branches.
 * Empty and null stay as they are.
 */
export function replaceValues(replacements: readonly Replacement[]): (record: DataRecord) => DataRecord {
  const columns = replacements
    .filter(({ field }) => field.within === undefined)
    .map(({ field, replace }) => ({ name: field.name, replace: asText(replace) }));
  const properties = replacements
    .filter(({ field }) => field.within !== undefined)
    .map(({ field, replace }) => ({ name: field.name, replace }));
  const within = replacements.find(({ field }) => field.within !== undefined)?.field.within;
  return (record) => {
    const copy = { ...record };
    replaceIn(copy, columns);
    if (within !== undefined && copy[within]) {
      const inner = { ...(copy[within] as Properties) };
      replaceIn(inner, properties);
      copy[within] = inner;
    }
    return copy;
  };
}

interface NamedReplacement {
  readonly name: string;
  replace(value: string): PropertyValue;
}

function replaceIn(values: DataRecord | Properties, replacements: readonly NamedReplacement[]): void {
  for (const { name, replace } of replacements) {
    const value = values[name] as PropertyValue | undefined;
    if (value !== null && value !== undefined && value !== '') values[name] = replace(String(value));
  }
}

/** A column keeps its type: text that was numbered holds digits. */
function asText(replace: (value: string) => PropertyValue): (value: string) => string {
  return (value) => String(replace(value));
}

/** A function that shows the values of some fields, the empty ones but not null, to those who gather them. */
export function gatherValues(
  gatherers: readonly { readonly field: Field; gather(value: string): void }[],
): (record: DataRecord) => void {
  return (record) => {
    for (const gatherer of gatherers) {
      const { name, within } = gatherer.field;
      const holder = within === undefined ? record : (record[within] as Properties | null | undefined);
      const value = holder?.[name] as PropertyValue | undefined;
      if (value !== null && value !== undefined) gatherer.gather(String(value));
    }
  };
}
