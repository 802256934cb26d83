import type { Field } from '../../pipeline/records/fields.ts';
import type { RecordType } from '../../pipeline/records/record-type.ts';
import { gatherValues, replaceValues } from '../../pipeline/records/replace-values.ts';
import { orderWithout, withTreatment } from '../../pipeline/records/reshape.ts';
import type { RecordFunction, RunContext, TwoPassTransform } from '../../pipeline/stage.ts';
import { alternatives } from '../../pipeline/suggest.ts';
import { KeptNumbers } from './kept-numbers.ts';
import { Numbering } from './numbering.ts';

/** What numbering is called among the treatments of a column. */
export const ORDERED = 'ordered';

/**
 * Gathers the values of some fields in the first pass and numbers them in the second.
 *
 * @param hide what else is done in the first pass, so that what waits for the second holds no names.
 * @param named fields that the user named: it is told of when none of them ever has a value.
 * @param kept the file of numbers that earlier runs gave, and the salt it is kept under.
 */
export function numberValues(
  fields: readonly Field[],
  hide: RecordFunction,
  named: readonly Field[],
  kept: { readonly path: string; readonly key: Uint8Array } | undefined,
  context: RunContext,
): TwoPassTransform {
  const numberings = fields.map(
    (field) => new Numbering(field, (value) => context.remember(value, field.schema.fieldClass ?? field.name)),
  );
  const gather = gatherValues(numberings);
  let records = 0;
  return {
    first(record) {
      records++;
      gather(record);
      return hide(record);
    },
    second() {
      // Read now, not at the start: another branch of this run may have added to the same file.
      const keptNumbers = kept && KeptNumbers.read(kept.path, kept.key);
      const counts = numberings.map((numbering) => [numbering.field.label, numbering.finish(keptNumbers)]);
      keptNumbers?.write();
      context.report(ORDERED, Object.fromEntries(counts));
      const empty = numberings.filter(({ field, size }) => size === 0 && named.includes(field));
      if (records > 0)
        warnOfNeverMet(
          empty.map(({ field }) => field.label),
          context,
        );
      return replaceValues(
        numberings.map((numbering) => ({ field: numbering.field, replace: (value) => numbering.numberOf(value) })),
      );
    },
  };
}

/** A rule that met no value most likely names the wrong field. */
export function warnOfNeverMet(labels: readonly string[], context: RunContext): void {
  if (labels.length > 0)
    context.warn('never-met', `no record has a value of ${alternatives(labels)}: is it the right name?`);
}

/**
 * The type of what comes out. The order of the records is made before there are numbers, so that a numbered column may take no part
 * in it: it would be the order of the names.
 */
export function numberedType(type: RecordType, fields: readonly Field[]): RecordType {
  const hidden = fields.flatMap(({ within, name }) => (within === undefined ? [name] : []));
  const numbered = new Set<unknown>(fields.map(({ schema }) => schema));
  const treated = withTreatment(type, (schema) => (numbered.has(schema) ? ORDERED : undefined));
  return { ...treated, order: orderWithout(type, hidden) };
}
