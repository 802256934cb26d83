import { holderOf } from './fields.ts';
import type { DataRecord, Properties, RecordType } from './record-type.ts';

/** A function that copies of a record what one type declares, out of what another one does. */
export function picker(taken: RecordType, given: RecordType): (record: DataRecord) => DataRecord {
  const names = [...given.columns, ...(given.starCompactorExtras ?? [])].map(({ name }) => name);
  const holder = holderOf(given);
  const properties = new Set(given.properties.map(({ name }) => name));
  const all = taken.properties.length === properties.size;
  return (record) => {
    const picked: DataRecord = {};
    for (const name of names) {
      const value = record[name];
      if (value !== undefined) picked[name] = value;
    }
    if (holder !== undefined && !all && picked[holder]) {
      picked[holder] = pickProperties(picked[holder] as Properties, properties);
    }
    return picked;
  };
}

const pickProperties = (held: Properties, names: ReadonlySet<string>): Properties =>
  Object.fromEntries(Object.entries(held).filter(([name]) => names.has(name)));
