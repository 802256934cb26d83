/** `${...}` inside string scalars. */
import { ExitCode } from '../errors.ts';
import { code, didYouMean } from '../suggest.ts';

/** A stretch of a string scalar: literal text, or something to be replaced. Offsets count within the scalar's value. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | ({ readonly kind: 'variable'; readonly name: string; readonly fallback?: string; readonly demand?: string } & Span)
  | ({ readonly kind: 'file'; readonly path: string } & Span)
  | ({ readonly kind: 'mistake'; readonly message: string; readonly hint: string } & Span);

interface Span {
  readonly start: number;
  readonly end: number;
}

const LITERAL_HINT = 'write `$${` where a literal `${` is meant';

/**
 * Cuts a string at its `${...}`. `$$` is a dollar; a `$` before anything but `{` or `$` is literal, since regexes end in it.
 *
 * @example
 * parseTemplate('a${B:-c}') // [{ kind: 'text', text: 'a' }, { kind: 'variable', name: 'B', fallback: 'c', start: 1, end: 8 }]
 */
export function parseTemplate(value: string): Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') pieces.push({ kind: 'text', text });
    text = '';
  };
  for (let at = 0; at < value.length; ) {
    if (value.startsWith('$$', at)) {
      text += '$';
      at += 2;
    } else if (value.startsWith('${', at)) {
      flush();
      const close = value.indexOf('}', at);
      const end = close === -1 ? value.length : close + 1;
      pieces.push(
        parseReference(value.slice(at + 2, close === -1 ? undefined : close), close !== -1, { start: at, end }),
      );
      at = end;
    } else {
      text += value[at++];
    }
  }
  flush();
  return pieces;
}

function parseReference(body: string, closed: boolean, span: Span): Piece {
  const mistake = (message: string, hint = LITERAL_HINT): Piece => ({ kind: 'mistake', message, hint, ...span });
  if (!closed) return mistake('`${` is never closed', `add the \`}\`; ${LITERAL_HINT}`);
  if (body.includes('${'))
    return mistake('`${...}` cannot hold another `${`', 'use one variable that holds the whole value');
  const [, name, operator, rest = ''] = /^([A-Za-z_][A-Za-z0-9_]*)(:-|:\?)?(.*)$/s.exec(body) ?? [];
  if (name === undefined)
    return mistake("expected a variable's name after `${`", `write \`\${NAME}\`; ${LITERAL_HINT}`);
  if (operator === ':-') return { kind: 'variable', name, fallback: rest, ...span };
  if (operator === ':?') return { kind: 'variable', name, demand: rest, ...span };
  if (rest === '') return { kind: 'variable', name, ...span };
  if (name === 'file' && rest.startsWith(':')) {
    const path = rest.slice(1);
    return path === '' ? mistake('expected a path after `${file:`') : { kind: 'file', path, ...span };
  }
  return mistake(
    "expected `}`, `:-default` or `:?message` after the variable's name",
    /^[-?=+]/.test(rest) ? `write \`:${rest[0] === '?' ? '?' : '-'}\` with its colon` : LITERAL_HINT,
  );
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The contents of a file, by the path as written. */
  readonly readFile: (path: string) => Promise<string>;
}

export type Replacement =
  | { readonly value: string }
  | { readonly code: string; readonly exitCode: number; readonly message: string; readonly hint?: string | undefined };

/** What a `${...}` stands for, or why that cannot be told. Never quotes a value. */
export async function resolveReference(
  piece: Exclude<Piece, { kind: 'text' }>,
  { env, readFile }: Surroundings,
): Promise<Replacement> {
  const exitCode = ExitCode.badPipeline;
  if (piece.kind === 'mistake')
    return { code: 'bad-interpolation', exitCode, message: piece.message, hint: piece.hint };
  if (piece.kind === 'file') {
    try {
      return { value: (await readFile(piece.path)).replace(/\r?\n$/, '') };
    } catch (error) {
      return unreadable(code(piece.path), (error as NodeJS.ErrnoException).code ?? String(error));
    }
  }
  const { name, fallback, demand } = piece;
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value !== undefined && (value !== '' || (fallback === undefined && demand === undefined))) return { value };
  if (fallback !== undefined) return { value: fallback };
  const state = value === undefined ? 'is not set' : 'is empty';
  const message = `the environment variable ${name} ${state}${demand ? `: ${demand}` : ''}`;
  const set = Object.keys(env).filter((key) => env[key] !== undefined && key !== name);
  const hint = demand
    ? didYouMean(name, set)
    : didYouMean(name, set, `set it, or give a default: \`\${${name}:-default}\``);
  return { code: 'unset-variable', exitCode, message, hint };
}

function unreadable(file: string, reason: string): Replacement {
  return reason === 'ENOENT'
    ? { code: 'missing-file', exitCode: ExitCode.missingInput, message: `there is no file ${file}` }
    : { code: 'unreadable-file', exitCode: ExitCode.io, message: `the file ${file} cannot be read: ${reason}` };
}
