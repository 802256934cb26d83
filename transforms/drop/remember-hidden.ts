import { memoize } from '../../pipeline/formats/memoize.ts';
import { type Field, fieldsOf } from '../../pipeline/records/fields.ts';
import type { DataRecord, RecordType, Sensitivity } from '../../pipeline/records/record-type.ts';
import { gatherValues } from '../../pipeline/records/replace-values.ts';
import type { RunContext } from '../../pipeline/stage.ts';

const HIDDEN: readonly Sensitivity[] = ['identifier', 'ordered', 'free-text'];
/** Values per field that are known to have been told; a value told twice costs no more than time. */
const REMEMBERED_VALUES = 16_384;

/** A function that tells the leak scanner of the names and texts that go with the columns left out: no output may hold them. */
export function rememberHidden(
  taken: RecordType,
  given: RecordType,
  context: RunContext,
): (record: DataRecord) => void {
  const left = new Set<unknown>([...given.columns, ...given.properties]);
  const hidden = fieldsOf(taken).filter(
    ({ schema }) => !left.has(schema) && schema.treatment === undefined && HIDDEN.includes(schema.sensitivity),
  );
  return gatherValues(hidden.map((field) => ({ field, gather: teller(field, context) })));
}

function teller({ name, schema }: Field, context: RunContext): (value: string) => void {
  return memoize((value) => {
    context.remember(value, schema.fieldClass ?? name);
    return '';
  }, REMEMBERED_VALUES);
}
