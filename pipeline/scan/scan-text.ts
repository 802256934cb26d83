import { findPatterns, type PatternKind } from './patterns.ts';

export interface PlacedFind {
  readonly kind: PatternKind;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
}

/** A longer line is looked at in pieces. */
const LONGEST_PIECE = 1 << 20;
/** What pieces have in common, so that a cut hides nothing: no pattern of use is longer. */
const OVERLAP = 4096;

/** Looks for patterns in a text of any length, line by line. Memory does not grow with the text, nor with its lines. */
export async function* scanText(chunks: AsyncIterable<string>): AsyncGenerator<PlacedFind> {
  const place = { line: 1, column: 1 };
  let rest = '';
  for await (const chunk of chunks) {
    const texts = (rest + chunk).split('\n');
    rest = texts.pop() as string;
    for (const text of texts) {
      yield* findsIn(text, place);
      place.line++;
      place.column = 1;
    }
    while (rest.length > LONGEST_PIECE) {
      const cut = LONGEST_PIECE - OVERLAP;
      // What begins in the overlap belongs to the next piece.
      yield* findsIn(rest.slice(0, LONGEST_PIECE), place, cut);
      rest = rest.slice(cut);
      place.column += cut;
    }
  }
  yield* findsIn(rest, place);
}

function* findsIn(text: string, { line, column }: { line: number; column: number }, before = text.length) {
  for (const { kind, start } of findPatterns(text)) if (start < before) yield { kind, line, column: column + start };
}
