import { BACKSLASH } from './bytes.ts';
import { CLOSING, PLAIN } from './dialect.ts';

/** What stands for what behind a backslash; any other byte stands for itself. */
const ESCAPES = new Uint8Array(256).map((_, byte) => byte);
for (const [letter, meaning] of Object.entries({ 0: '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' })) {
  ESCAPES[letter.charCodeAt(0)] = meaning.charCodeAt(0);
}

const PERCENT = 0x25;
const UNDERSCORE = 0x5f;

/**
 * The content of a string or quoted name: doubled quotes made single, escapes resolved. `\%` and `\_` keep their backslash, as in
 * MySQL.
 *
 * @param meaning what bytes mean inside these quotes, from the dialect
 */
export function resolveEscapes(content: Buffer, meaning: Uint8Array): Buffer {
  const result = Buffer.allocUnsafe(content.length);
  let length = 0;
  for (let i = 0; i < content.length; i++) {
    const byte = content[i]!;
    if (meaning[byte] === PLAIN || i + 1 === content.length) {
      result[length++] = byte;
    } else if (meaning[byte] === CLOSING) {
      result[length++] = byte;
      i++;
    } else if (byte === BACKSLASH) {
      const escaped = content[++i]!;
      if (escaped === PERCENT || escaped === UNDERSCORE) result[length++] = BACKSLASH;
      result[length++] = ESCAPES[escaped]!;
    } else {
      result[length++] = byte;
      result[length++] = content[++i]!;
    }
  }
  return result.subarray(0, length);
}
