import { ExitCode, PipelineError } from '../../pipeline/errors.ts';
import type { Field } from '../../pipeline/records/fields.ts';

/**
 * Names stand in columns of text and in properties; nothing else can be replaced by a pseudonym or a number.
 *
 * @throws PipelineError `unmaskable-field`.
 */
export function refuseUnnamable(fields: Field[]): Field[] {
  const unmaskable = fields.find(({ type }) => type !== 'text' && type !== 'property');
  if (unmaskable === undefined) return fields;
  throw new PipelineError(
    'unmaskable-field',
    ExitCode.badPipeline,
    `expected fields that hold text, found ${unmaskable.label}, which holds ${unmaskable.type}`,
  );
}
