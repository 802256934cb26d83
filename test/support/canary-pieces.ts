const PIECE = 8;
/** Hashes, in which a piece of hexadecimal digits is met by chance. */
const HASHES = /(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{16})(?![0-9a-f])/g;

/** Finds tokens, and pieces of eight characters of them, in what a run has left. */
export class PieceFinder {
  readonly #tokens: readonly string[];
  readonly #pieces = new Map<string, string>();

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
    for (const token of tokens) {
      for (let i = 0; i + PIECE <= token.length; i++) this.#pieces.set(token.slice(i, i + PIECE), token);
    }
  }

  /** The tokens of which something was found. */
  find(text: string): string[] {
    const whole = this.#tokens.filter((token) => token.length >= PIECE && text.includes(token));
    const found = new Set(whole);
    const rest = text.replaceAll(HASHES, ' ');
    for (let i = 0; i + PIECE <= rest.length; i++) {
      const token = this.#pieces.get(rest.slice(i, i + PIECE));
      if (token !== undefined) found.add(token);
    }
    return [...found];
  }
}
