import { Schema } from 'yaml';
import type { Scalar } from './nodes.ts';

const CORE_TAGS = new Schema({ schema: 'core' }).tags.filter((tag) => tag.collection === undefined);

/**
 * The value that a plain scalar of this text has in YAML 1.2's core schema: null, a boolean, a number, else the text itself. The
 * text is only looked at as one scalar, so it cannot bring in a list, a map or an alias.
 */
export function typeOfPlain(text: string): Scalar {
  const tag = CORE_TAGS.find((candidate) => candidate.default === true && candidate.test?.test(text) === true);
  const resolved: unknown = tag === undefined ? text : tag.resolve(text, () => {}, {});
  return (isWrapped(resolved) ? resolved.value : resolved) as Scalar;
}

const isWrapped = (resolved: unknown): resolved is { value: unknown } =>
  typeof resolved === 'object' && resolved !== null && 'value' in resolved;
