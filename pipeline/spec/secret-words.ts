import { distance } from 'fastest-levenshtein';
import { isSwapped } from '../suggest.ts';

const SECRET_WORDS = ['salt', 'password', 'passwd', 'passphrase', 'key', 'token', 'secret', 'credential', 'pepper'];

/**
 * Does a key read as if its value were a secret? Misspelt ones count, since a misspelt `salt:` is just what an error shows; so it
 * rather says yes too often: all that is lost is a value in an error's source line.
 */
export function looksSecret(key: string): boolean {
  const words = key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  return words.some((word) => word === 'pwd' || word === 'pass' || SECRET_WORDS.some((secret) => isNear(word, secret)));
}

function isNear(word: string, secret: string): boolean {
  if (word.includes(secret) || isSwapped(word, secret)) return true;
  if (word.length < 3 || secret.length < 4) return false;
  const limit = secret.length < 6 ? 1 : 2;
  // One cannot become the other by fewer changes than their lengths differ by.
  return Math.abs(word.length - secret.length) <= limit && distance(word, secret) <= limit;
}

export interface Range {
  /** UTF-16 units from the start of the text. */
  readonly start: number;
  readonly end: number;
}

/** A key, as YAML writes one: at the start of a line or an entry, or behind `{` or `,`. */
const KEY = /(?<=^|[\s{[,])(["']?)([\p{L}_][\p{L}\p{N}_.-]*)\1[ \t]*:(?=\s|$|["'])/gmu;
const URL_PASSWORD = /(?<=:\/\/[^\s/@:]*:)[^\s/@]+(?=@)/g;

/**
 * Where the values of secret-looking keys lie, found by eye and not by a parser: the text may be broken YAML, and that is when it
 * is shown. Reaches too far rather than not far enough.
 */
export function findSecretValues(text: string): Range[] {
  const found: Range[] = [];
  for (const match of text.matchAll(KEY)) {
    if (!looksSecret(match[2] as string)) continue;
    const start = match.index + match[0].length;
    const column = match.index - (text.lastIndexOf('\n', match.index - 1) + 1);
    found.push({ start, end: endOfValue(text, start, column) });
  }
  for (const match of text.matchAll(URL_PASSWORD)) {
    found.push({ start: match.index, end: match.index + match[0].length });
  }
  return found;
}

function endOfValue(text: string, start: number, column: number): number {
  const lineEnd = endOfLine(text, start);
  const [gap = '', quote] = /^[ \t]*(["'])?/.exec(text.slice(start, lineEnd)) ?? [];
  if (quote !== undefined) {
    const close = text.indexOf(quote, start + gap.length);
    // Past the closing quote nothing is secret, unless the quote is in the wrong place: then the rest of the line is.
    if (close !== -1 && /^[ \t]*([,}\]#\r]|$)/m.test(text.slice(close + 1, endOfLine(text, close + 1))))
      return close + 1;
    return Math.max(lineEnd, close === -1 ? text.length : endOfLine(text, close));
  }
  const inFlow = /[{[][^}\]]*$/.test(text.slice(text.lastIndexOf('\n', start - 1) + 1, start));
  if (inFlow) {
    // `${A:?b}` may stand here unquoted, by mistake.
    const value = /^(?:\$\{[^}\n]*\}?|[^,}\n])*/.exec(text.slice(start, lineEnd))?.[0] ?? '';
    return start + value.length;
  }
  let end = lineEnd;
  // A block scalar, or a plain one over several lines, goes on as long as the lines are indented more deeply.
  while (end < text.length) {
    const next = text.slice(end + 1, endOfLine(text, end + 1));
    if (next.trim() !== '' && /^[ \t]*/.exec(next)![0].length <= column) break;
    end = end + 1 + next.length;
  }
  return end;
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline === -1 ? text.length : newline;
}
