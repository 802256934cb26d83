/** The bytes that SQL is made of, by name. */
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const QUOTE = 0x27;
export const OPEN = 0x28;
export const CLOSE = 0x29;
export const STAR = 0x2a;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const DOT = 0x2e;
export const SLASH = 0x2f;
export const ZERO = 0x30;
export const NINE = 0x39;
export const SEMICOLON = 0x3b;
export const BACKSLASH = 0x5c;
export const UNDERSCORE = 0x5f;
export const BACKTICK = 0x60;

/** What MySQL takes for white space: tab to carriage return, and the space. */
export const isBlank = (byte: number | undefined): boolean =>
  byte === SPACE || (byte !== undefined && byte >= TAB && byte <= CR);

export const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= NINE;

/** One entry per byte: 1 where it may stand in a word (an unquoted name, a keyword, `@variable`). Bytes from 0x80 on may. */
export const WORD = new Uint8Array(256).fill(1, 0x80);
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$@') {
  WORD[character.charCodeAt(0)] = 1;
}
