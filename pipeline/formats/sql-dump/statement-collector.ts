/** Statements that are read as a whole are not longer, if they matter. */
const LONGEST_STATEMENT = 2 ** 24;

/** Keeps the pieces of a statement until its end is found. */
export class StatementCollector {
  #pieces: Buffer[] = [];
  #length = 0;

  /** Of a longer statement (the body of a routine, say) the beginning is kept: it tells what it does. */
  keep(bytes: Buffer): void {
    if (this.#length >= LONGEST_STATEMENT) return;
    this.#pieces.push(Buffer.from(bytes));
    this.#length += bytes.length;
  }

  /** The whole statement, of which `last` is the last piece. */
  complete(last: Buffer): Buffer {
    if (this.#length === 0) return last;
    const statement = Buffer.concat([...this.#pieces, last]);
    this.#pieces = [];
    this.#length = 0;
    return statement;
  }
}
