import type { Column, Property, RecordType } from './record-type.ts';

/**
 * The type of records that hold only some of the columns and properties of another type.
 *
 * @param columns in their new order.
 */
export function reshaped(type: RecordType, columns: readonly Column[], properties: readonly Property[]): RecordType {
  const left = new Set([...columns, ...properties].map(({ name }) => name));
  const dropped = [...type.columns, ...type.properties].map(({ name }) => name).filter((name) => !left.has(name));
  const hidden = type.order.filter((name) => !columns.some((column) => column.name === name));
  const { starCompactorKeys, ...rest } = withoutExtras(type, dropped);
  return {
    ...rest,
    columns,
    properties,
    order: orderWithout({ order: type.order, columns }, hidden),
    ...(starCompactorKeys && { starCompactorKeys: starCompactorKeys.filter((name) => !dropped.includes(name)) }),
  };
}

/** A size that Star Compactor writes a second time, beside the columns, must not outlive what was done to the first. */
export function withoutExtras(type: RecordType, names: readonly string[]): RecordType {
  const { starCompactorExtras = [], starCompactorKeys } = type;
  const gone = starCompactorExtras.map(({ name }) => name).filter((name) => names.includes(name));
  if (gone.length === 0) return type;
  return {
    ...type,
    starCompactorExtras: starCompactorExtras.filter(({ name }) => !gone.includes(name)),
    ...(starCompactorKeys && { starCompactorKeys: starCompactorKeys.filter((name) => !gone.includes(name)) }),
  };
}

/**
 * An order that tells nothing of some columns: those left, and then whatever else can be seen of a record. Without the latter,
 * records that are equal in the columns left would keep the order that the hidden ones gave them.
 */
export function orderWithout(
  { order, columns }: Pick<RecordType, 'order' | 'columns'>,
  hidden: readonly string[],
): readonly string[] {
  const left = order.filter((name) => !hidden.includes(name));
  if (left.length === order.length) return order;
  const others = columns.filter(({ name, type }) => type !== 'properties' && ![...order, ...hidden].includes(name));
  return [...left, ...others.map(({ name }) => name)];
}

/** A type some of whose fields carry the note of a treatment. */
export function withTreatment(type: RecordType, treatmentOf: (schema: Property) => string | undefined): RecordType {
  const treat = <S extends Property>(schema: S): S => {
    const treatment = treatmentOf(schema);
    return treatment === undefined ? schema : { ...schema, treatment };
  };
  return { ...type, columns: type.columns.map(treat), properties: type.properties.map(treat) };
}
