import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Piece, parseTemplate, resolveReference } from '../../../pipeline/spec/interpolate.ts';
import { surroundings } from '../../support/load.ts';

/** What a string becomes; its mistakes in brackets. */
async function interpolated(text: string, env: Record<string, string> = {}): Promise<string> {
  let result = '';
  for (const piece of parseTemplate(text)) {
    if (piece.kind === 'text') result += piece.text;
    else {
      const replacement = await resolveReference(piece, surroundings(env));
      result += 'value' in replacement ? replacement.value : `[${replacement.code}: ${replacement.message}]`;
    }
  }
  return result;
}

describe('the forms of ${...}', () => {
  it.each([
    ['${A}', { A: 'x' }, 'x'],
    ['${A}', { A: '' }, ''],
    ['a${A}b${B}c', { A: '1', B: '2' }, 'a1b2c'],
    ['${_a1}', { _a1: 'x' }, 'x'],
    ['${A:-d}', {}, 'd'],
    ['${A:-d}', { A: '' }, 'd'],
    ['${A:-d}', { A: 'x' }, 'x'],
    ['${A:-}', {}, ''],
    ['${A:-a b:-c $ d}', {}, 'a b:-c $ d'],
    ['${A:?say}', { A: 'x' }, 'x'],
    ['${file:/run/salt}', {}, 'from file'],
    ['${file:crlf}', {}, 'text'],
    ['${file:two}', {}, 'text\n'],
    ['${file:none}', {}, ''],
    ['$$', {}, '$'],
    ['$${A}', { A: 'x' }, '${A}'],
    ['$$${A}', { A: 'x' }, '$x'],
    ['^\\d+$', {}, '^\\d+$'],
    ['$1 $A $', { A: 'x' }, '$1 $A $'],
    ['(a$|b$)', {}, '(a$|b$)'],
    ['${A}', { A: '${B} $$' }, '${B} $$'],
  ] as [string, Record<string, string>, string][])('%s with %j is %j', async (text, env, result) => {
    expect(await interpolated(text, env)).toBe(result);
  });

  it.each([
    ['${A}', '[unset-variable: the environment variable A is not set]'],
    ['${A:?set A}', '[unset-variable: the environment variable A is not set: set A]'],
    ['${A:?}', '[unset-variable: the environment variable A is not set]'],
    ['${toString}', '[unset-variable: the environment variable toString is not set]'],
    ['${', '[bad-interpolation: `${` is never closed]'],
    ['a${A', 'a[bad-interpolation: `${` is never closed]'],
    ['${}', "[bad-interpolation: expected a variable's name after `${`]"],
    ['${ A}', "[bad-interpolation: expected a variable's name after `${`]"],
    ['${1}', "[bad-interpolation: expected a variable's name after `${`]"],
    ['${A-d}', "[bad-interpolation: expected `}`, `:-default` or `:?message` after the variable's name]"],
    ['${env:A}', "[bad-interpolation: expected `}`, `:-default` or `:?message` after the variable's name]"],
    ['${file:}', '[bad-interpolation: expected a path after `${file:`]'],
    ['${A:-${B}}', '[bad-interpolation: `${...}` cannot hold another `${`]}'],
    ['${file:nope}', '[missing-file: there is no file `nope`]'],
  ])('%s is %j', async (text, result) => {
    expect(await interpolated(text)).toBe(result);
  });

  it('takes an empty variable for none where a message or default is given', async () => {
    expect(await interpolated('${A:?set A}', { A: '' })).toBe(
      '[unset-variable: the environment variable A is empty: set A]',
    );
  });

  it('leaves any text without ${ and $$ as it is', () => {
    const text = fc.string().filter((some) => !/\$[${]/.test(some));
    fc.assert(
      fc.property(text, (some) => {
        expect(parseTemplate(some)).toEqual(some === '' ? [] : [{ kind: 'text', text: some }]);
      }),
    );
  });

  it('puts the same dollars back that were doubled', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const pieces = parseTemplate(text.replaceAll('$', '$$$$'));
        expect(pieces.map((piece) => (piece as Piece & { kind: 'text' }).text).join('')).toBe(text);
      }),
    );
  });
});
