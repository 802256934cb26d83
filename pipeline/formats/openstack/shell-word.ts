/** One word of a shell script, as far as a file of variables needs it: quotes, backslashes, `$NAME`, `${NAME}`, `${NAME:-default}`. */

export interface ShellWord {
  readonly value: string;
  /** Where the word ended. */
  readonly end: number;
}

/** What stops a word from being known without running something; the message never holds a value. */
export class ShellWordError extends Error {
  /** The variable that nothing sets. */
  readonly variable: string | undefined;

  constructor(found: string, variable?: string) {
    super(found);
    this.variable = variable;
  }
}

/** Gives the value of a variable, or undefined when it is not set. */
export type Lookup = (name: string) => string | undefined;

/** A word ends at blanks, at the end of the line and at the operators that end a command. */
const END_OF_WORD = /[\s;&|<>()]/;
const VARIABLE = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?)-([^{}$`]*))?\})/;

/**
 * Reads the word that starts at `start`, as a POSIX shell would after an `=`: no splitting, no file names.
 *
 * @throws ShellWordError for an open quote, a command to run, or a variable that nothing sets.
 *
 * @example
 * readShellWord(`'a$b'"$X"c`, 0, () => 'x').value; // 'a$bxc'
 */
export function readShellWord(text: string, start: number, lookup: Lookup): ShellWord {
  let value = '';
  let at = start;
  while (at < text.length && !END_OF_WORD.test(text[at]!)) {
    const char = text[at]!;
    if (char === "'") {
      const close = text.indexOf("'", at + 1);
      if (close < 0) throw new ShellWordError("a ' without its end");
      value += text.slice(at + 1, close);
      at = close + 1;
    } else if (char === '"') {
      const quoted = readDoubleQuoted(text, at + 1, lookup);
      value += quoted.value;
      at = quoted.end;
    } else if (char === '\\') {
      if (text[at + 1] !== '\n') value += text[at + 1] ?? '';
      at += 2;
    } else {
      const piece = readPlain(text, at, lookup);
      value += piece.value;
      at = piece.end;
    }
  }
  return { value, end: Math.min(at, text.length) };
}

/** Between double quotes a backslash keeps its place, but before the few characters that mean something there. */
function readDoubleQuoted(text: string, start: number, lookup: Lookup): ShellWord {
  let value = '';
  let at = start;
  while (text[at] !== '"') {
    if (at >= text.length) throw new ShellWordError('a " without its end');
    if (text[at] === '\\' && '$`"\\\n'.includes(text[at + 1] ?? ' ')) {
      if (text[at + 1] !== '\n') value += text[at + 1];
      at += 2;
    } else {
      const piece = readPlain(text, at, lookup);
      value += piece.value;
      at = piece.end;
    }
  }
  return { value, end: at + 1 };
}

/** A character, or the variable that starts here. */
function readPlain(text: string, at: number, lookup: Lookup): ShellWord {
  const char = text[at]!;
  if (char === '`' || (char === '$' && text[at + 1] === '(')) throw new ShellWordError('a command to run');
  const [found, plain, braced, colon, fallback] = (char === '$' && VARIABLE.exec(text.slice(at))) || [];
  if (found === undefined) {
    if (char === '$' && text[at + 1] === '{') throw new ShellWordError('${…} of a form other than ${NAME:-default}');
    return { value: char, end: at + 1 };
  }
  const name = (plain ?? braced)!;
  const known = lookup(name);
  const value = fallback !== undefined && (known === undefined || (colon === ':' && known === '')) ? fallback : known;
  if (value === undefined) throw new ShellWordError(`$${name}, which is not set`, name);
  return { value: unquoted(value, value === fallback), end: at + found.length };
}

/** `${NAME:-"default"}` */
const unquoted = (value: string, isDefault: boolean): string =>
  isDefault && /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
