import { ExitCode, PipelineError } from '../../pipeline/errors.ts';
import { type Field, fieldsOf, findFields } from '../../pipeline/records/fields.ts';
import type { RecordType } from '../../pipeline/records/record-type.ts';
import { refuseUnnamable } from '../number/fields.ts';
import type { MaskOptions } from './options.ts';

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
  const find = (names: readonly string[]) => refuseUnnamable(findFields(names, taken, all));
  const namedHashed = fields && find(fields);
  const namedNumbered = ordered && find(ordered);
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
