/**
 * How the bytes of strings and quoted names are read. Depends on the session's sql_mode (ANSI_QUOTES, NO_BACKSLASH_ESCAPES) and
 * on the connection's character set: in some East Asian ones the second byte of a character may look like a backslash.
 */
import { BACKSLASH, BACKTICK, DOUBLE_QUOTE, QUOTE } from './bytes.ts';

/** What a byte means inside quotes. */
export const PLAIN = 0;
export const CLOSING = 1;
/** The next byte belongs to this one. */
export const PREFIX = 2;

export interface Dialect {
  /** `"x"` is a name, not a string. */
  readonly ansiQuotes: boolean;
  readonly backslashEscapes: boolean;
  /** Whether characters of two bytes may hold a byte that looks like a backslash. */
  readonly asciiTrailBytes: boolean;
  /** One entry per byte: its meaning inside quotes of each kind. */
  readonly insideQuote: Uint8Array;
  readonly insideDoubleQuote: Uint8Array;
  readonly insideBacktick: Uint8Array;
}

/** First bytes of two-byte characters in the connection character sets whose second byte may be ASCII, as [from, to]. */
const LEAD_BYTES: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  big5: [[0xa1, 0xf9]],
  gbk: [[0x81, 0xfe]],
  gb18030: [[0x81, 0xfe]],
  sjis: [
    [0x81, 0x9f],
    [0xe0, 0xfc],
  ],
  cp932: [
    [0x81, 0x9f],
    [0xe0, 0xfc],
  ],
};

const dialects = new Map<string, Dialect>();

/** The same object for the same dialect. */
export function dialectOf(ansiQuotes: boolean, backslashEscapes: boolean, charset: string | undefined): Dialect {
  const leadBytes = charset !== undefined && Object.hasOwn(LEAD_BYTES, charset) ? charset : '';
  const key = `${ansiQuotes} ${backslashEscapes} ${leadBytes}`;
  const dialect = dialects.get(key) ?? makeDialect(ansiQuotes, backslashEscapes, LEAD_BYTES[leadBytes] ?? []);
  dialects.set(key, dialect);
  return dialect;
}

function makeDialect(
  ansiQuotes: boolean,
  backslashEscapes: boolean,
  leadBytes: readonly (readonly [number, number])[],
): Dialect {
  const inside = (quote: number, escapes: boolean) => {
    const meaning = new Uint8Array(256);
    for (const [from, to] of leadBytes) meaning.fill(PREFIX, from, to + 1);
    if (escapes) meaning[BACKSLASH] = PREFIX;
    meaning[quote] = CLOSING;
    return meaning;
  };
  return {
    ansiQuotes,
    backslashEscapes,
    asciiTrailBytes: leadBytes.length > 0,
    insideQuote: inside(QUOTE, backslashEscapes),
    insideDoubleQuote: inside(DOUBLE_QUOTE, backslashEscapes && !ansiQuotes),
    insideBacktick: inside(BACKTICK, false),
  };
}
