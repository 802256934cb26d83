import fc from 'fast-check';
import { expect, test } from 'vitest';
import { likePattern } from '../../../transforms/filter/like.ts';

/** What it means, as a regular expression; good for short texts only. */
function asRegex(pattern: string): RegExp {
  const tokens = pattern.match(/\\.|./gsu) ?? [];
  const source = tokens.map((token) => {
    if (token === '%') return '.*';
    if (token === '_') return '.';
    const character = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
    return `\\u{${character.codePointAt(0)!.toString(16)}}`;
  });
  return new RegExp(`^${source.join('')}$`, 'su');
}

test('matches as the regular expression of the same meaning does', () => {
  const piece = fc.constantFrom('%', '_', 'a', 'b', '\\%', '\\_', '\\\\', '😀', '.');
  const text = fc.array(fc.constantFrom('a', 'b', '%', '_', '\\', '😀', '.', '\n'), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), text, (pattern, characters) => {
      const written = pattern.join('');
      expect(likePattern(written)(characters.join(''))).toBe(asRegex(written).test(characters.join('')));
    }),
    { numRuns: 2000 },
  );
});

test('a pattern that would keep a regular expression busy for ever is done in few steps', () => {
  expect(likePattern(`${'%a'.repeat(40)}%b`)('a'.repeat(5000))).toBe(false);
});
