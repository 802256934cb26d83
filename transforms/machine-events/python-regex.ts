/**
 * Regular expressions as Python's `re` reads them over `str`, made into JavaScript ones. Star Compactor's users wrote their rack regex
 * for Python, where `\w` and `\d` are Unicode's, `$` stands before a final line feed too, and a named group is `(?P<name>…)`.
 */

/** What goes between the brackets of a class, by the letter of the shorthand. */
const UNICODE_SETS: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  w: '\\p{L}\\p{N}_',
  s: '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000',
};
const ASCII_SETS: Readonly<Record<string, string>> = { d: '0-9', w: 'a-zA-Z0-9_', s: '\\t-\\r\\x20' };
const CONTROLS: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/**
 * Compiles a Python regular expression; use it with `exec`, which searches anywhere as Python's `search` does.
 *
 * Left out, as JavaScript has no such thing: verbose mode, flags in the middle, conditional and atomic groups, possessive repetition,
 * `\N{…}`. JavaScript's spelling of a named group, `(?<name>…)`, is understood too.
 *
 * @throws SyntaxError whose message says what is wrong, or what cannot be translated.
 */
export function compilePythonRegex(source: string): RegExp {
  const { text, flags } = new Translation(source).run();
  try {
    return new RegExp(text, flags);
  } catch (error) {
    // The engine's message quotes the translation, which the user never wrote: keep only what follows it.
    throw new SyntaxError((error as Error).message.replace(/^.*: /s, '').toLowerCase());
  }
}

class Translation {
  readonly #source: string;
  #place = 0;
  #sets = UNICODE_SETS;
  #multiline = false;
  #dotAll = false;
  #ignoreCase = false;

  constructor(source: string) {
    this.#source = source;
  }

  run(): { text: string; flags: string } {
    this.#globalFlags();
    let text = '';
    while (this.#place < this.#source.length) text += this.#part();
    return { text, flags: this.#ignoreCase ? 'iv' : 'v' };
  }

  #globalFlags(): void {
    const letters = this.#take(/\(\?([aiLmsux]+)\)/y)?.[1] ?? '';
    if (/[Lx]/.test(letters)) throw unsupported(`the flag in (?${letters})`);
    if (letters.includes('a')) this.#sets = ASCII_SETS;
    this.#ignoreCase = letters.includes('i');
    this.#multiline = letters.includes('m');
    this.#dotAll = letters.includes('s');
  }

  #part(): string {
    if (this.#take(/(?:[*+?]|\{[\d,]+\})\+/y)) throw unsupported('possessive repetition');
    const repeat = this.#take(/\{(?!\})(\d*)(?:(,)(\d*))?\}/y);
    if (repeat) return `{${repeat[1] || '0'}${repeat[2] ?? ''}${repeat[3] ?? ''}}`;
    const character = this.#next();
    switch (character) {
      case '\\':
        return this.#escape();
      case '[':
        return this.#set();
      case '(':
        return this.#group();
      case '.':
        return this.#dotAll ? '[^]' : '[^\\n]';
      case '^':
        return this.#multiline ? '(?:(?<=^|\\n))' : '^';
      case '$':
        return this.#multiline ? '(?:(?=\\n|$))' : '(?:(?=\\n?$))';
      case ')':
      case '|':
      case '*':
      case '+':
      case '?':
        return character;
      default:
        return literal(character);
    }
  }

  #group(): string {
    if (this.#take(/\?#[^)]*\)/y)) return '';
    const named = this.#take(/\?P?<([\p{L}_][\p{L}\p{N}_]*)>/uy);
    if (named) return `(?<${named[1]}>`;
    const reference = this.#take(/\?P=([^)]*)\)/y);
    if (reference) return `\\k<${reference[1]}>`;
    const plain = this.#take(/\?(?:[:=!]|<[=!])/y);
    if (plain) return `(${plain[0]}`;
    const other = this.#take(/\?[^)]?/y);
    if (other) throw unsupported(`the group (${other[0]}…)`);
    return '(';
  }

  /** After a backslash, outside brackets. */
  #escape(): string {
    const shorthand = this.#take(/[dwsDWS]/y)?.[0];
    if (shorthand !== undefined) return this.#shorthand(shorthand);
    const word = this.#sets.w;
    if (this.#take(/b/y)) return `(?:(?<=[${word}])(?![${word}])|(?<![${word}])(?=[${word}]))`;
    if (this.#take(/B/y)) return `(?:(?<=[${word}])(?=[${word}])|(?<![${word}])(?![${word}]))`;
    if (this.#take(/A/y)) return '^';
    if (this.#take(/Z/y)) return '(?:$)';
    const code = this.#octal();
    if (code !== undefined) return literal(String.fromCodePoint(code));
    const reference = this.#take(/[1-9]\d?/y);
    // In a group of its own, lest a digit that follows be read as part of the number.
    if (reference) return `(?:\\${reference[0]})`;
    return literal(this.#escapedCharacter());
  }

  /** After `[`. Every plain character becomes a code point, so that nothing in it has a meaning of JavaScript's own. */
  #set(): string {
    let text = this.#take(/\^/y) ? '[^' : '[';
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      text += this.#member();
      if (this.#peek() === '-' && this.#source[this.#place + 1] !== ']') {
        this.#next();
        text += `-${this.#member()}`;
      }
    }
    this.#next();
    return `${text}]`;
  }

  #member(): string {
    const character = this.#next();
    if (character !== '\\') return literal(character);
    const shorthand = this.#take(/[dwsDWS]/y)?.[0];
    if (shorthand !== undefined) return this.#shorthand(shorthand);
    const code = this.#octal();
    return literal(code === undefined ? this.#escapedCharacter() : String.fromCodePoint(code));
  }

  #shorthand(letter: string): string {
    const lower = letter.toLowerCase();
    return `[${letter === lower ? '' : '^'}${this.#sets[lower]}]`;
  }

  /** `\0`, `\012` and `\123`; two digits that do not begin with 0 are a group's number. */
  #octal(): number | undefined {
    const digits = this.#take(/(?:0[0-7]{0,2}|[1-3][0-7]{2})/y)?.[0];
    return digits === undefined ? undefined : Number.parseInt(digits, 8);
  }

  #escapedCharacter(): string {
    const hex = this.#take(/x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})/y);
    const digits = hex?.[1] ?? hex?.[2] ?? hex?.[3];
    if (digits !== undefined) return codePoint(Number.parseInt(digits, 16));
    const character = this.#next();
    const control = CONTROLS[character];
    if (control !== undefined) return String.fromCodePoint(control);
    if (/[a-z\d]/i.test(character)) throw unsupported(`the escape \\${character}`);
    return character;
  }

  #peek(): string | undefined {
    return this.#source[this.#place];
  }

  #next(): string {
    const code = this.#source.codePointAt(this.#place);
    if (code === undefined) throw new SyntaxError('unterminated: it ends in the middle of a class or an escape');
    const character = String.fromCodePoint(code);
    this.#place += character.length;
    return character;
  }

  /** Takes what a sticky pattern finds at this place. */
  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#place;
    const found = pattern.exec(this.#source);
    if (found === null) return undefined;
    this.#place = pattern.lastIndex;
    return found;
  }
}

const literal = (character: string): string =>
  /^[A-Za-z0-9]$/.test(character) ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`;

function codePoint(value: number): string {
  if (value > 0x10ffff) throw new SyntaxError('an escape beyond the last Unicode character');
  return String.fromCodePoint(value);
}

const unsupported = (what: string): SyntaxError => new SyntaxError(`${what} is not supported`);
