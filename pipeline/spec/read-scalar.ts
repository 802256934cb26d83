/** One YAML scalar -> its value: interpolated, and typed after that. */
import { Scalar } from 'yaml';
import { type Piece, parseTemplate, resolveReference, type Surroundings } from './interpolate.ts';
import type { ScalarNode, Scalar as ScalarValue } from './nodes.ts';
import type { Findings } from './problem.ts';
import type { Redactor } from './redactor.ts';
import { typeOfPlain } from './scalar-type.ts';
import type { Place } from './source.ts';

export interface Reading {
  readonly findings: Findings;
  readonly redactor: Redactor;
  /** What `${...}` is replaced from; without it, it stays as written. */
  readonly surroundings?: Surroundings;
}

export async function readScalar(scalar: Scalar, place: Place, reading: Reading): Promise<ScalarNode> {
  const { value } = scalar;
  const quoted = scalar.type !== Scalar.PLAIN;
  if (typeof value === 'string') return interpolate(scalar, value, place, quoted, reading);
  const isPlainValue = value === null || typeof value === 'number' || typeof value === 'boolean';
  return scalarNode(place, isPlainValue ? value : String(value), { quoted });
}

async function interpolate(
  scalar: Scalar,
  value: string,
  place: Place,
  quoted: boolean,
  { surroundings, findings, redactor }: Reading,
): Promise<ScalarNode> {
  if (surroundings === undefined || !value.includes('$')) return scalarNode(place, value, { quoted });
  let text = '';
  let replaced = false;
  let unresolved = false;
  for (const piece of parseTemplate(value)) {
    if (piece.kind === 'text') {
      text += piece.text;
      continue;
    }
    const replacement = await resolveReference(piece, surroundings);
    if ('value' in replacement) {
      replaced = true;
      text += replacement.value;
      redactor.add(replacement.value, value.slice(piece.start, piece.end));
      continue;
    }
    unresolved = true;
    const { code, message, hint, exitCode } = replacement;
    findings.add(code, placeWithin(scalar, value, piece, place), message, { hint, exitCode });
  }
  if (unresolved) return scalarNode(place, value, { quoted, unresolved });
  // A tag (`!!str ${VAR}`) fixes the type as quotes do.
  const typed = replaced && !quoted && scalar.tag === undefined ? typeOfPlain(text) : text;
  return { ...scalarNode(place, typed, { quoted }), shown: replaced ? value : typed };
}

/** The place of a piece of a scalar's value. Escapes and folding shift positions, but the n-th `$` stays the n-th. */
function placeWithin(
  scalar: Scalar,
  value: string,
  { start, end }: Exclude<Piece, { kind: 'text' }>,
  whole: Place,
): Place {
  const { source, offset, length } = whole;
  const raw = source.text.slice(offset, offset + length);
  const body = scalar.type?.startsWith('BLOCK') === true ? raw.indexOf('\n') + 1 : 0;
  const dollars = (text: string) => text.split('$').length - 1;
  if (dollars(raw.slice(body)) !== dollars(value)) return whole;
  let at = body - 1;
  for (let i = dollars(value.slice(0, start)); i >= 0; i--) at = raw.indexOf('$', at + 1);
  return source.place(offset + at, offset + at + end - start);
}

export function scalarNode(place: Place, value: ScalarValue, { quoted = false, unresolved = false } = {}): ScalarNode {
  return { kind: 'scalar', place, value, shown: value, quoted, unresolved };
}
