import type { Location } from '../errors.ts';
import { type Excerpt, excerptOf } from './excerpt.ts';
import { findSecretValues, type Range } from './secret-words.ts';

/** A stretch of a source. */
export interface Place {
  readonly source: Source;
  /** UTF-16 units from the start of the source. */
  readonly offset: number;
  readonly length: number;
}

/** Shorter texts stand everywhere by chance. */
const SHORTEST_SECRET = 4;

/** A text that problems point into: a pipeline file, or a `--set` of the command line. */
export class Source {
  /** As the user named it. */
  readonly name: string;
  readonly text: string;
  /** Relative paths in the text start from this folder. */
  readonly folder: string;
  /** A text without lines of its own, such as a `--set`, has no positions to name either. */
  readonly hasLines: boolean;
  readonly #blanks: Range[];
  readonly #lineStarts: number[] = [0];

  constructor(name: string, text: string, folder: string, hasLines = true) {
    this.name = name;
    this.text = text;
    this.folder = folder;
    this.hasLines = hasLines;
    this.#blanks = findSecretValues(text).filter((range) => !this.#isReference(range));
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1);
  }

  place(offset: number, end = offset + 1): Place {
    return { source: this, offset, length: Math.max(1, end - offset) };
  }

  /** From now on this stretch is never shown. */
  blank({ offset, length }: Place): void {
    const range = { start: offset, end: offset + length };
    if (!this.#isReference(range)) this.#blanks.push(range);
  }

  locate(offset: number): Location {
    if (!this.hasLines) return { file: this.name };
    const line = this.#lineAt(offset);
    return { file: this.name, line: line + 1, column: offset - (this.#lineStarts[line] as number) + 1 };
  }

  /** The line of a place, with the place to be marked. */
  excerpt(offset: number, length: number): Excerpt {
    const start = this.#lineStarts[this.#lineAt(offset)] as number;
    const [line = ''] = /^[^\r\n]*/.exec(this.text.slice(start)) ?? [];
    return excerptOf(
      this.text,
      { start, end: start + line.length },
      { start: offset, end: offset + length },
      this.#blanks,
    );
  }

  /** From now on this text is shown nowhere, should it stand in a comment or be used twice. */
  blankText(text: string): void {
    if (text.length < SHORTEST_SECRET) return;
    for (let at = this.text.indexOf(text); at !== -1; at = this.text.indexOf(text, at + text.length)) {
      this.#blanks.push({ start: at, end: at + text.length });
    }
  }

  /** `${VAR}` says where a secret is, not what it is; a default would. */
  #isReference({ start, end }: Range): boolean {
    return /^\s*(["']?)\$\{(?:\w+(?::\?[^}]*)?|file:[^}]*)\}\1\s*$/.test(this.text.slice(start, end));
  }

  #lineAt(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#lineStarts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
