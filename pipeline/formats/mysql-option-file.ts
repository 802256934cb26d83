/** MySQL's option files (`my.cnf`), as the client programs read them. */
import { ExitCode, PipelineError } from '../errors.ts';

export type OptionFileLine =
  | {
      readonly kind: 'option';
      /** As in `[client]`. */
      readonly group: string;
      /** With dashes for underscores, which MySQL takes for the same. */
      readonly name: string;
      /** Undefined for an option without `=`. */
      readonly value: string | undefined;
    }
  /** `folder`: all its files that end in `.cnf`. */
  | { readonly kind: 'include' | 'includedir'; readonly path: string };

/**
 * The lines of an option file that say something.
 *
 * @throws PipelineError `bad-option-file` with the line; its text is never shown, since it may hold a password.
 */
export function parseOptionFile(text: string): OptionFileLine[] {
  const lines: OptionFileLine[] = [];
  let group: string | undefined;
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n/)
    .forEach((raw, i) => {
      const line = raw.trim();
      if (line === '' || line.startsWith('#') || line.startsWith(';')) return;
      if (line.startsWith('!')) {
        const [, kind, path] = /^!(include|includedir)\s+(.+)$/.exec(line) ?? [];
        if (path === undefined) throw bad('!include or !includedir with a path', 'another word after !', i);
        lines.push({ kind: kind as 'include' | 'includedir', path });
        return;
      }
      const content = withoutComment(line).trim();
      if (content.startsWith('[')) {
        const end = content.indexOf(']');
        if (end === -1) throw bad('] at the end of the group', 'none', i);
        group = content.slice(1, end).trim();
        return;
      }
      if (group === undefined) throw bad('a group like [client] before the first option', 'an option', i);
      const equals = content.indexOf('=');
      const name = (equals === -1 ? content : content.slice(0, equals)).trim();
      const value = equals === -1 ? undefined : unescaped(unquoted(content.slice(equals + 1).trim()));
      lines.push({ kind: 'option', group, name: name.replaceAll('_', '-').replace(/^loose-/, ''), value });
    });
  return lines;
}

/** From a `#` on, unless it stands in quotes. */
function withoutComment(line: string): string {
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const character = line[i] as string;
    if (quote !== '' && character === '\\') i += 1;
    else if (quote !== '' && character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (quote === '' && character === '#') return line.slice(0, i);
  }
  return line;
}

const unquoted = (text: string): string => /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', r: '\r', s: ' ' };
const SELF = new Set(['\\', '"', "'"]);

/** Backslashes before other characters stay. */
const unescaped = (text: string): string =>
  text.replace(/\\(.)/gs, (all, character: string) => ESCAPES[character] ?? (SELF.has(character) ? character : all));

function bad(expected: string, found: string, index: number): PipelineError {
  return new PipelineError('bad-option-file', ExitCode.badPipeline, `expected ${expected}, found ${found}`, {
    location: { file: '', line: index + 1 },
    hint: 'option files are described at https://dev.mysql.com/doc/refman/8.0/en/option-files.html',
  });
}

/** How option files are reached; only tests need another than the file system. */
export interface OptionFileSystem {
  read(path: string): Promise<string>;
  /** The names of the files in a folder. */
  list(folder: string): Promise<readonly string[]>;
  /** A path as it is written in a file. */
  resolve(path: string, fromFile: string): string;
}

/** As deep as MySQL follows. */
const DEEPEST = 10;

/**
 * The options of some groups out of a file and those it includes; the last one of a name holds.
 *
 * @returns values by name, with dashes; an option without `=` is ''.
 */
export async function readOptionFile(
  path: string,
  groups: ReadonlySet<string>,
  files: OptionFileSystem,
  depth = 0,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const text = await files.read(path);
  for (const line of parse(text, path)) {
    if (line.kind === 'option') {
      if (groups.has(line.group)) found.set(line.name, line.value ?? '');
      continue;
    }
    if (depth >= DEEPEST) {
      const message = `expected !include to end, found ${DEEPEST} of them inside each other`;
      throw new PipelineError('bad-option-file', ExitCode.badPipeline, message, { location: { file: path } });
    }
    for (const inner of await included(line, path, files)) {
      for (const [name, value] of await readOptionFile(inner, groups, files, depth + 1)) found.set(name, value);
    }
  }
  return found;
}

function parse(text: string, file: string): OptionFileLine[] {
  try {
    return parseOptionFile(text);
  } catch (error) {
    throw error instanceof PipelineError ? error.at({ file }) : error;
  }
}

async function included(
  { kind, path }: Exclude<OptionFileLine, { kind: 'option' }>,
  from: string,
  files: OptionFileSystem,
): Promise<string[]> {
  const target = files.resolve(path, from);
  if (kind === 'include') return [target];
  const names = (await files.list(target)).filter((name) => name.endsWith('.cnf'));
  return names.toSorted().map((name) => files.resolve(name, `${target}/`));
}
