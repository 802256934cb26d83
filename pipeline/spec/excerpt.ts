/** A line of a text, made fit to be shown. */
import type { Range } from './secret-words.ts';

/** One line as it may be shown: secrets blanked, control characters replaced, cut to a readable length. */
export interface Excerpt {
  readonly text: string;
  /** 0-based, in terminal columns of `text`: what to underline. */
  readonly start: number;
  /** At least 1. */
  readonly width: number;
}

const BLANKED = '•••';
const LONGEST = 110;

/**
 * @param line where it lies in the text.
 * @param mark what to underline; may begin or end outside the line.
 * @param blanks what must not be shown.
 */
export function excerptOf(text: string, line: Range, mark: Range, blanks: readonly Range[]): Excerpt {
  const cells = cellsOf(text, line, blanks);
  const before = cells.filter((cell) => cell.end <= mark.start);
  const marked = cells.filter((cell) => cell.end > mark.start && cell.start < mark.end);
  return cut(cells, widthOf(before), Math.max(1, widthOf(marked)));
}

/** What is printed for one character, or for a blanked stretch as a whole: its length says nothing. */
interface Cell extends Range {
  readonly text: string;
  readonly width: number;
}

const widthOf = (cells: readonly Cell[]): number => cells.reduce((sum, { width }) => sum + width, 0);

function cellsOf(text: string, line: Range, blanks: readonly Range[]): Cell[] {
  const cells: Cell[] = [];
  for (let at = line.start; at < line.end; at = cells.at(-1)?.end ?? line.end) {
    const blankEnd = endOfBlank(text, at, blanks);
    const end = Math.min(blankEnd ?? at + characterAt(text, at).length, line.end);
    const raw = text.slice(at, end);
    // The space around a blanked stretch stays, so that the line still looks like itself.
    const shown = blankEnd === undefined ? printed(raw) : BLANKED + printed(/\s*$/.exec(raw)?.[0] ?? '');
    cells.push({ start: at, end, text: shown, width: displayWidth(shown) });
  }
  return cells;
}

const characterAt = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at) as number);

/** Where the blanked stretch ends that holds this character, overlapping and touching ones taken as one. */
function endOfBlank(text: string, at: number, blanks: readonly Range[]): number | undefined {
  if (/\s/.test(characterAt(text, at))) return undefined;
  let end = at;
  for (;;) {
    const over = blanks.find((blank) => blank.start <= end && blank.end > end);
    if (over === undefined) return end === at ? undefined : end;
    end = over.end;
  }
}

function printed(text: string): string {
  return text.replaceAll('\t', '  ').replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\u{fffd}');
}

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : /\p{M}/u.test(character) ? 0 : 1;
  return width;
}

/** Of a long line only what lies around the mark is shown. */
function cut(cells: readonly Cell[], start: number, width: number): Excerpt {
  const total = widthOf(cells);
  if (total <= LONGEST) return { text: cells.map((cell) => cell.text).join(''), start, width };
  const wanted = start - Math.floor((LONGEST - Math.min(width, 40)) / 2);
  const from = Math.max(0, Math.min(wanted, total - LONGEST));
  let text = from > 0 ? '…' : '';
  let column = 0;
  let shift: number | undefined;
  for (const cell of cells) {
    if (column >= from && column + cell.width <= from + LONGEST) {
      shift ??= column - text.length;
      text += cell.text;
    }
    column += cell.width;
  }
  if (from + LONGEST < total) text += '…';
  return { text, start: start - (shift ?? 0), width: Math.min(width, LONGEST - (start - from)) };
}
