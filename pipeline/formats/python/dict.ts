/** A value of a dict; numbers keep their text, which may be a float of any length. */
export type PythonScalar = string | null | boolean | { readonly number: string };

const STRING = /'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"/sy;
const NUMBER = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|-?inf|nan/iy;
const WORDS: Readonly<Record<string, PythonScalar>> = { None: null, True: true, False: false };
const WORD = /None|True|False/y;
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U(000[\da-fA-F]{5}|0010[\da-fA-F]{4})|(.))/gs;
const CONTROLS: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
};

/**
 * Reads a dict literal of scalars with text as keys, as `repr` writes it: `{'rack': 1, 'name': None}`.
 *
 * @returns undefined for anything else.
 */
export function parsePythonDict(text: string): Map<string, PythonScalar> | undefined {
  const reader = new Reader(text);
  const dict = new Map<string, PythonScalar>();
  if (!reader.skip('{')) return undefined;
  for (let first = true; !reader.skip('}'); first = false) {
    if (!first && !reader.skip(',')) return undefined;
    const key = reader.string();
    if (key === undefined || !reader.skip(':')) return undefined;
    const value = reader.scalar();
    if (value === undefined) return undefined;
    dict.set(key, value);
  }
  return reader.atEnd ? dict : undefined;
}

class Reader {
  readonly #text: string;
  #place = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#place === this.#text.length;
  }

  skip(character: string): boolean {
    while (this.#text[this.#place] === ' ') this.#place++;
    if (this.#text[this.#place] !== character) return false;
    this.#place++;
    return true;
  }

  string(): string | undefined {
    const literal = this.#take(STRING)?.slice(1, -1);
    if (literal === undefined || !literal.includes('\\')) return literal;
    return literal.replace(ESCAPE, (_, x, u, U, character) => {
      const code = x ?? u ?? U;
      if (code === undefined) return CONTROLS[character] ?? character;
      return String.fromCodePoint(Number.parseInt(code, 16));
    });
  }

  scalar(): PythonScalar | undefined {
    const text = this.string();
    if (text !== undefined) return text;
    const word = this.#take(WORD);
    if (word !== undefined) return WORDS[word];
    const number = this.#take(NUMBER);
    return number === undefined ? undefined : { number };
  }

  #take(pattern: RegExp): string | undefined {
    while (this.#text[this.#place] === ' ') this.#place++;
    pattern.lastIndex = this.#place;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#place += found.length;
    return found;
  }
}
