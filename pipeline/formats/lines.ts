/** A line without its end, and its 1-based number. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** Cuts text into lines, a batch per chunk; they end in LF or CRLF. Empty ones are left out. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<Line[]> {
  let rest = '';
  let number = 1;
  for await (const chunk of chunks) {
    const texts = (rest + chunk).split('\n');
    rest = texts.pop() as string;
    const lines = texts.map((text, i) => ({ number: number + i, text: withoutReturn(text) }));
    number += texts.length;
    yield lines.filter(({ text }) => text !== '');
  }
  const text = withoutReturn(rest);
  if (text !== '') yield [{ number, text }];
}

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);
