type Part = 'any text' | 'any character' | { readonly character: string };

/**
 * SQL's LIKE: `%` is any text, `_` any one character, and a backslash takes the next character as it is. Case counts. It takes time in
 * proportion to the lengths of pattern and text, whatever they are, which a regular expression does not.
 */
export function likePattern(pattern: string): (text: string) => boolean {
  const parts = partsOf(pattern);
  return (text) => matches(parts, [...text]);
}

function partsOf(pattern: string): Part[] {
  const characters = [...pattern];
  const parts: Part[] = [];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!;
    if (character === '%') parts.push('any text');
    else if (character === '_') parts.push('any character');
    else if (character === '\\' && i + 1 < characters.length) parts.push({ character: characters[++i]! });
    else parts.push({ character });
  }
  return parts;
}

/** On a mismatch only the last `%` can take one character more: an earlier one would gain nothing. */
function matches(parts: readonly Part[], text: readonly string[]): boolean {
  let at = 0;
  let part = 0;
  let lastAny = -1;
  let anyEnd = 0;
  while (at < text.length) {
    const wanted = parts[part];
    if (wanted === 'any text') {
      lastAny = part++;
      anyEnd = at;
    } else if (wanted === 'any character' || wanted?.character === text[at]) {
      part++;
      at++;
    } else if (lastAny >= 0) {
      part = lastAny + 1;
      at = ++anyEnd;
    } else return false;
  }
  return parts.slice(part).every((rest) => rest === 'any text');
}
