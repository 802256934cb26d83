/** The YAML parser's errors in our own words: what is wrong, where it began, what to do. Never quotes the file. */
import { type Document, isCollection, isScalar, type Node, visit, type YAMLError } from 'yaml';
import type { Findings } from './problem.ts';
import type { Source } from './source.ts';

interface Words {
  readonly message: string;
  readonly hint?: string;
}

/** By the library's code; where it has no own words, its (constant) message is the best there is. */
const WORDS: Record<string, Words> = {
  TAB_AS_INDENT: { message: 'YAML cannot be indented by tabs', hint: 'use spaces' },
  BLOCK_AS_IMPLICIT_KEY: { message: 'this value has a `: ` in it', hint: 'put it in quotes' },
  BLOCK_IN_FLOW: { message: 'inside `{ }` and `[ ]` there can be no indented list or map' },
  BAD_DQ_ESCAPE: {
    message: "YAML's double quotes know no such escape sequence",
    hint: "use single quotes for a regex: '\\d+'",
  },
  BAD_SCALAR_START: { message: 'a value cannot start with this character', hint: 'put the value in quotes' },
  TAG_RESOLVE_FAILED: { message: 'unknown YAML tag', hint: 'a value that starts with `!` needs quotes' },
  RESOURCE_EXHAUSTION: { message: 'the YAML is nested too deeply' },
  UNEXPECTED_TOKEN: { message: 'this cannot stand here', hint: 'a value with special characters needs quotes' },
};

/** Where one code stands for different mistakes, the library's message tells which. */
const WORDS_BY_MESSAGE: readonly (readonly [RegExp, Words])[] = [
  [
    /must start at the same column|without - indicator|block sequence may not be/,
    {
      message: 'this line is not indented like its neighbours',
      hint: 'the entries of one list or map start in the same column',
    },
  ],
  [/followed by map values/, { message: 'expected `key: value`', hint: 'is a `:` missing?' }],
  [
    /^Comments must/,
    { message: 'a comment needs a space before its `#`', hint: 'a value with a `#` in it needs quotes' },
  ],
];

/** Past these the parser has lost its way, and the reader would, too. */
const MOST_ERRORS = 20;

export function reportYamlErrors(document: Document.Parsed, source: Source, findings: Findings): void {
  const errors = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  // One mistake makes several errors in its line; the first tells of it, the rest of how the parser stumbled on.
  const told = new Set<number | undefined>();
  const isNews = (offset: number) => {
    const { line } = source.locate(offset);
    return !told.has(line) && told.add(line);
  };
  for (const error of errors) {
    if (told.size >= MOST_ERRORS || told.has(source.locate(error.pos[0]).line)) continue;
    const { start, end, message, hint } = explain(error, document, source.text);
    if (isNews(start)) findings.add('yaml-syntax', source.place(start, end), message, { hint });
  }
}

interface Explained extends Words {
  readonly start: number;
  readonly end?: number;
}

function explain(error: YAMLError, document: Document.Parsed, text: string): Explained {
  const { code, message } = error;
  const [start, end] = error.pos;
  if (code === 'UNEXPECTED_TOKEN' && text.startsWith('${', start - 1)) {
    const hint = 'inside `{ }` and `[ ]` it needs quotes: `"${VAR}"`';
    return { start: start - 1, end: endOfReference(text, start), message: '`${...}` cannot stand here', hint };
  }
  if (code === 'UNEXPECTED_TOKEN' && text[start - 1] === "'") {
    return {
      start,
      end,
      message: 'the quotes end before this',
      hint: "inside single quotes a quote is written twice: ''",
    };
  }
  if (/closing .quote/.test(message)) {
    const opening = startOf(document, start, (node) => isScalar(node) && /QUOTE/.test(node.type ?? ''));
    return { start: opening ?? start, message: 'this quote is never closed' };
  }
  const [, bracket] = /end with a ([\]}])/.exec(message) ?? [];
  if (bracket !== undefined) {
    const opening = startOf(document, start, (node) => isCollection(node) && node.flow === true);
    return { start: opening ?? start, message: `expected a \`${bracket}\` that closes this` };
  }
  const together = document.errors.filter((other) => other.pos[0] === start);
  const multiline = together.find((other) => other.code === 'MULTILINE_IMPLICIT_KEY');
  if (multiline !== undefined) return explainMultiline(multiline.pos, together.length > 1, text);
  const [, words = WORDS[code]] = WORDS_BY_MESSAGE.find(([pattern]) => pattern.test(message)) ?? [];
  if (words?.message.startsWith('this line')) return { ...words, ...contentOfLine(text, start) };
  if (words !== undefined) return { start, end, ...words };
  const isConstant = code === 'MISSING_CHAR' || code === 'BAD_INDENT';
  return {
    start,
    end,
    message: isConstant ? `${message[0]?.toLowerCase()}${message.slice(1)}` : 'this is not valid YAML',
  };
}

/** A key that seems to go over lines: its last line is too deep, or its first lacks its `:`. */
function explainMultiline([start, end]: [number, number], isValue: boolean, text: string): Explained {
  if (isValue) {
    const { start: last } = contentOfLine(text, text.lastIndexOf('\n', end) + 1);
    return { start: last, end, message: 'this line is indented more than its neighbours', hint: 'move it to the left' };
  }
  const firstLine = text.slice(start, text.indexOf('\n', start)).trimEnd();
  const hint = firstLine.includes(':') ? 'put a space after the `:`' : 'is a `:` missing at its end?';
  return { start, end: start + firstLine.length, message: 'expected `key: value`', hint };
}

/** The line from its first visible character on. */
function contentOfLine(text: string, from: number): { start: number; end: number } {
  const [line = '', indent = ''] = /^([ \t]*)[^\r\n]*/.exec(text.slice(from)) ?? [];
  return { start: from + indent.length, end: from + Math.max(line.length, indent.length + 1) };
}

/** Where the innermost node begins that was still open at a position. */
function startOf(document: Document.Parsed, position: number, wanted: (node: Node) => boolean): number | undefined {
  let start: number | undefined;
  visit(document, {
    Node(_, node) {
      const [from, , to] = node.range ?? [0, 0, -1];
      if (from < position && to >= position && wanted(node)) start = from;
    },
  });
  return start;
}

function endOfReference(text: string, from: number): number {
  const end = text.indexOf('}', from);
  return end === -1 || text.slice(from, end).includes('\n') ? from + 1 : end + 1;
}
