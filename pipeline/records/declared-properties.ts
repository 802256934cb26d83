import type { DataRecord, Properties, RecordType } from './record-type.ts';

/**
 * A function that takes out of a record's PROPERTIES whatever the record type does not declare: a key that nobody has judged is not
 * published. Records without such keys, as nearly all are, come back as they are; others are copied.
 *
 * @param onRemoved told how many keys were taken out of a record.
 */
export function declaredOnly(
  { columns, properties }: RecordType,
  onRemoved: (count: number) => void = () => {},
): (record: DataRecord) => DataRecord {
  const holder = columns.find(({ type }) => type === 'properties')?.name;
  if (holder === undefined) return (record) => record;
  const names = properties.map(({ name }) => name);
  const declared = new Set(names);
  // Records of one size share their properties.
  let last: Properties | undefined;
  return (record) => {
    const held = record[holder] as Properties | null | undefined;
    if (held === null || held === undefined || held === last) return record;
    if (isWithin(held, names, declared)) {
      last = held;
      return record;
    }
    const entries = Object.entries(held);
    const kept = entries.filter(([name]) => declared.has(name));
    onRemoved(entries.length - kept.length);
    return { ...record, [holder]: Object.fromEntries(kept) };
  };
}

/** Most often the keys stand in the order of their declaration: then no name has to be looked up. */
function isWithin(held: Properties, names: readonly string[], declared: ReadonlySet<string>): boolean {
  let next = 0;
  for (const name in held) {
    if (name === names[next]) next++;
    else if (!declared.has(name)) return false;
  }
  return true;
}
