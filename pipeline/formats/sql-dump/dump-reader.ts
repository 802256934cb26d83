import type { PipelineError } from '../../errors.ts';
import type { ReadRequest, RowBatch } from '../../stage.ts';
import { COMMA, isBlank, LF, OPEN, WORD } from './bytes.ts';
import { BLOCK_COMMENT, COMMENT_END, CONDITIONAL, commentAt, LINE_COMMENT, UNDECIDED } from './comments.ts';
import type { Dialect } from './dialect.ts';
import { tellDoubts } from './doubts.ts';
import type { MapMaker } from './dump-map.ts';
import { DumpMarks, SANDBOX, type SavedMarks } from './dump-marks.ts';
import { cutOff, notADump, notUnderstood } from './errors.ts';
import { Feed } from './feed.ts';
import { InsertOpener, type OpenedInsert } from './insert-opener.ts';
import { NEEDS_MORE, passBlanks } from './literal-finder.ts';
import { findMissing } from './missing.ts';
import { otherSystem, refuseOtherFormats, SIGNATURE } from './other-formats.ts';
import { type NameWatcher, Replay, type RowTarget, type SavedReplay } from './replay.ts';
import { RowRuns } from './row-runs.ts';
import { StatementCollector } from './statement-collector.ts';
import { compareAt, StatementScanner } from './statement-scanner.ts';
import { statementKind } from './statements.ts';
import { Tokens } from './tokens.ts';
import { isToolWarning, mayBeToolMessage, toolError } from './tool-messages.ts';
import { ValueSkipper } from './value-skipper.ts';

export interface DumpReaderOptions {
  /** Where tables belong before the first USE. */
  readonly defaultDatabase?: string | undefined;
  /** Is told where what stands, to read parts of the same dump another time. */
  readonly mapMaker?: MapMaker | undefined;
}

/** All that was read before a place between two statements means for what comes, but for the needed tables. Plain data. */
export interface ReaderState {
  readonly replay: SavedReplay;
  readonly marks: SavedMarks;
  readonly delimiter: string;
  readonly isStarted: boolean;
  readonly hasStatements: boolean;
  readonly hasInserts: boolean;
  readonly hasToolMessages: boolean;
}

/** Reads a dump chunk by chunk. Chunks may be of any size, and may be overwritten once `push` has returned. */
export interface DumpReader {
  push(chunk: Uint8Array): RowBatch[];
  /**
   * Goes elsewhere in the dump: what is pushed next begins there.
   *
   * @throws Error when what was pushed so far did not end between two statements
   */
  goTo(offset: number, state: ReaderState): void;
  /** Call when the dump has ended; throws when it is not whole. */
  finish(): RowBatch[];
}

/**
 * Reads the needed tables of a dump by mysqldump, mariadb-dump, mydumper, phpMyAdmin and the like. Everything else is passed over.
 *
 * @throws PipelineError with the byte offset at anything that may concern the needed tables and is not understood
 * @example
 * const reader = createDumpReader({ needs, requireTrailer: false, warn: console.warn });
 * for await (const chunk of createReadStream('nova.sql')) handle(reader.push(chunk));
 * handle(reader.finish());
 */
export function createDumpReader(request: ReadRequest, options: DumpReaderOptions = {}): DumpReader {
  return new Splitter(request, options);
}

/** Comments and words that matter are shorter. */
const LONGEST_COMMENT = 1024;
const LONGEST_WORD = 64;

const DEFAULT_DELIMITER = Buffer.from(';');
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Where the reading is. */
type State =
  /** Between statements. */
  | 'between'
  /** In a comment of which enough is known. */
  | 'line-comment'
  | 'block-comment'
  /** In a statement that is kept until its end. */
  | 'statement'
  /** In an INSERT that is not needed and of which every byte has to be read. */
  | 'skip'
  /** In the rows of a plain INSERT that is not needed. */
  | 'skip-values'
  /** At a needed row, or the white space before it. */
  | 'row'
  /** Behind a needed row. */
  | 'behind-row';

/** Splits the dump into comments, statements and rows. */
class Splitter implements DumpReader {
  readonly #request: ReadRequest;
  readonly #replay: Replay;
  readonly #opener: InsertOpener;
  readonly #feed = new Feed((bytes, from, base, final) => this.#read(bytes, from, base, final));
  readonly #marks: DumpMarks;
  readonly #collector = new StatementCollector();
  readonly #skipper = new ValueSkipper();
  readonly #runs: RowRuns;
  readonly #mapMaker: MapMaker | undefined;
  #scanner: StatementScanner;
  #dialect: Dialect;
  #delimiter: Buffer = DEFAULT_DELIMITER;
  #state: State = 'between';
  /** Where the bytes at hand begin in the dump. */
  #base = 0;
  /** Where the current statement begins in the dump. */
  #begin = 0;
  #isStarted = false;
  #hasStatements = false;
  #hasInserts = false;
  #hasToolMessages = false;
  #target: RowTarget | undefined;

  constructor(request: ReadRequest, { defaultDatabase, mapMaker }: DumpReaderOptions) {
    this.#request = request;
    this.#mapMaker = mapMaker;
    const onName = mapMaker && ((...name: Parameters<NameWatcher>) => mapMaker.noteName(...name));
    this.#replay = new Replay(request.needs, { defaultDatabase, onName, known: request.known });
    this.#runs = new RowRuns(this.#replay.damage);
    this.#marks = new DumpMarks(this.#replay);
    this.#opener = new InsertOpener(this.#replay);
    this.#dialect = this.#replay.session.dialect;
    this.#scanner = new StatementScanner(this.#dialect, this.#delimiter);
  }

  push(chunk: Uint8Array): RowBatch[] {
    this.#feed.push(chunk);
    return this.#replay.batches.take();
  }

  finish(): RowBatch[] {
    const { unread, end } = this.#feed.finish();
    if (end === 0) throw notADump('it is empty', 0, 'the program that made the backup has failed: see its messages');
    if (unread > 0 || (this.#state !== 'between' && this.#state !== 'line-comment')) {
      const begin = this.#state === 'between' ? end - unread : this.#begin;
      throw cutOff(`the dump ends in the middle of what begins at byte ${begin}`, end);
    }
    const isWhole = this.#marks.finish(end, this.#request.requireTrailer);
    this.#mapMaker?.finish(end, this.#save());
    this.#replay.finish();
    const missing = findMissing(this.#replay.tables);
    if (missing !== undefined) throw missing;
    tellDoubts(
      this.#replay,
      { isWhole, hasInserts: this.#hasInserts, hasToolMessages: this.#hasToolMessages },
      this.#request.warn,
    );
    return this.#replay.batches.take();
  }

  goTo(offset: number, state: ReaderState): void {
    const { unread } = this.#feed.finish();
    if (unread > 0 || (this.#state !== 'between' && this.#state !== 'line-comment')) {
      throw new Error('the part of the dump does not end between two statements');
    }
    this.#feed.restart(offset);
    this.#state = 'between';
    this.#replay.restore(state.replay);
    this.#marks.restore(state.marks);
    this.#delimiter = state.delimiter === ';' ? DEFAULT_DELIMITER : Buffer.from(state.delimiter, 'latin1');
    this.#isStarted = state.isStarted;
    this.#hasStatements = state.hasStatements;
    this.#hasInserts = state.hasInserts;
    this.#hasToolMessages = state.hasToolMessages;
    this.#prepareAnew();
  }

  #save(): ReaderState {
    return {
      replay: this.#replay.save(),
      marks: this.#marks.save(),
      delimiter: this.#delimiter.toString('latin1'),
      isStarted: this.#isStarted,
      hasStatements: this.#hasStatements,
      hasInserts: this.#hasInserts,
      hasToolMessages: this.#hasToolMessages,
    };
  }

  #read(bytes: Buffer, from: number, base: number, final: boolean): number {
    this.#base = base;
    for (let at = from; ; ) {
      const state = this.#state;
      const next = this.#step(bytes, at, final);
      if (next === at && state === this.#state) {
        this.#runs.end(bytes);
        return at;
      }
      at = next;
    }
  }

  /** Reads on from `at`; returns how far it came. Neither progress nor another state: more bytes are needed. */
  #step(bytes: Buffer, at: number, final: boolean): number {
    switch (this.#state) {
      case 'row':
        return this.#row(bytes, at);
      case 'behind-row':
        return this.#behindRow(bytes, at, final);
      case 'between':
        return this.#between(bytes, at, final);
      case 'skip-values':
        return this.#leave(this.#skipper.find(bytes, at), 1, bytes.length);
      case 'skip':
        return this.#leave(this.#scanner.find(bytes, at, final), this.#delimiter.length, this.#scanner.reached);
      case 'statement':
        return this.#statement(bytes, at, final);
      case 'line-comment':
        return this.#leave(bytes.indexOf(LF, at), 1, bytes.length);
      case 'block-comment':
        // The last byte may be the star of the end.
        return this.#leave(bytes.indexOf(COMMENT_END, at), COMMENT_END.length, Math.max(at, bytes.length - 1));
    }
  }

  /** Goes on behind an end of this length, or `otherwise` where none was found. */
  #leave(end: number, length: number, otherwise: number): number {
    if (end === -1) return otherwise;
    this.#state = 'between';
    return end + length;
  }

  #between(bytes: Buffer, from: number, final: boolean): number {
    let at = from;
    if (!this.#isStarted) {
      if (bytes.length - at < SIGNATURE && !final) return at;
      refuseOtherFormats(bytes, at);
      if (compareAt(bytes, at, BYTE_ORDER_MARK) === 'whole') at += BYTE_ORDER_MARK.length;
      this.#isStarted = true;
    }
    while (at < bytes.length && isBlank(bytes[at])) at++;
    if (at === bytes.length) return at;
    const again = this.#opener.reopen(bytes, at);
    if (again !== undefined) {
      this.#mapMaker?.noteSameName();
      return this.#beginRows(again, at);
    }
    this.#mapMaker?.noteStart(this.#base + at, () => this.#save());
    const delimiter = compareAt(bytes, at, this.#delimiter);
    if (delimiter === 'whole') return at + this.#delimiter.length;
    if (delimiter === 'beginning' && !final) return at;
    // A single byte is the beginning of something.
    if (at + 1 === bytes.length) return at;
    switch (commentAt(bytes, at, final)) {
      case UNDECIDED:
        return at;
      case LINE_COMMENT:
        return this.#lineComment(bytes, at, final);
      case BLOCK_COMMENT:
        return this.#blockComment(bytes, at, final);
      case CONDITIONAL:
        return this.#beginStatement(at);
      default:
        return this.#word(bytes, at, final);
    }
  }

  #lineComment(bytes: Buffer, at: number, final: boolean): number {
    const end = this.#lineEnd(bytes, at, final);
    if (end === -1) return at;
    const comment = bytes.toString('utf8', at, Math.min(end, at + LONGEST_COMMENT)).trimEnd();
    this.#marks.noteLineComment(comment, this.#base + at);
    this.#prepareAnew();
    this.#state = 'line-comment';
    return at;
  }

  /** The end of the line that `at` is in, as far as it matters, or -1 if that is not at hand. */
  #lineEnd(bytes: Buffer, at: number, final: boolean): number {
    const end = bytes.indexOf(LF, at);
    return end === -1 && (final || bytes.length - at >= LONGEST_COMMENT) ? bytes.length : end;
  }

  #blockComment(bytes: Buffer, at: number, final: boolean): number {
    const start = bytes.toString('latin1', at, at + SANDBOX.length);
    if (start === SANDBOX) this.#marks.noteSandbox();
    else if (SANDBOX.startsWith(start) && !final) return at;
    this.#begin = this.#base + at;
    this.#state = 'block-comment';
    return at + 2;
  }

  #word(bytes: Buffer, at: number, final: boolean): number {
    let end = at;
    while (end < bytes.length && WORD[bytes[end]!] === 1) end++;
    if (end === bytes.length && (final || end - at < LONGEST_WORD)) return at;
    const keyword = bytes.toString('latin1', at, Math.min(end, at + LONGEST_WORD)).toUpperCase();
    if (keyword === 'INSERT' || keyword === 'REPLACE') return this.#insert(bytes, at, final);
    if (keyword === 'DELIMITER') return this.#setDelimiter(bytes, at, end, final);
    if (statementKind(keyword) !== undefined) return this.#beginStatement(at);
    if (mayBeToolMessage(keyword)) return this.#toolMessage(bytes, at, final);
    throw otherSystem(keyword, this.#base + at) ?? this.#noStatement(this.#base + at);
  }

  #noStatement(offset: number): PipelineError {
    if (this.#hasStatements) return notUnderstood('expected a SQL statement', offset);
    const hint = 'a dump begins with comments or SQL statements; mysqldump --tab writes data without any';
    return notADump('it begins with no SQL statement', offset, hint);
  }

  /** The client's own command: from the next line on, statements end with something else than a semicolon. */
  #setDelimiter(bytes: Buffer, at: number, from: number, final: boolean): number {
    const end = this.#lineEnd(bytes, at, final);
    if (end === -1) return at;
    const [delimiter] = bytes.toString('latin1', from, end).trim().split(/\s/);
    if (!delimiter) throw notUnderstood('expected a delimiter behind DELIMITER', this.#base + at);
    this.#delimiter = delimiter === ';' ? DEFAULT_DELIMITER : Buffer.from(delimiter, 'latin1');
    this.#prepareAnew();
    return end;
  }

  #toolMessage(bytes: Buffer, at: number, final: boolean): number {
    const end = this.#lineEnd(bytes, at, final);
    if (end === -1) return at;
    const line = bytes.toString('latin1', at, end);
    if (!isToolWarning(line)) throw toolError(line, this.#base + at) ?? this.#noStatement(this.#base + at);
    this.#hasToolMessages = true;
    return end;
  }

  #beginStatement(at: number): number {
    this.#begin = this.#base + at;
    this.#scanner.restart();
    this.#state = 'statement';
    return at;
  }

  #statement(bytes: Buffer, at: number, final: boolean): number {
    const end = this.#scanner.find(bytes, at, final);
    if (end === -1) {
      this.#collector.keep(bytes.subarray(at, this.#scanner.reached));
      return this.#scanner.reached;
    }
    const statement = this.#collector.complete(bytes.subarray(at, end));
    this.#replay.run(new Tokens(statement, 0, this.#begin, this.#dialect, true));
    this.#marks.noteSettings();
    this.#hasStatements = true;
    this.#prepareAnew();
    this.#state = 'between';
    return end + this.#delimiter.length;
  }

  /** What was prepared for the next statement may rest on what has changed. */
  #prepareAnew(): void {
    this.#opener.forget();
    const { dialect } = this.#replay.session;
    if (dialect === this.#dialect && this.#scanner.delimiter === this.#delimiter) return;
    this.#dialect = dialect;
    this.#scanner = new StatementScanner(dialect, this.#delimiter);
  }

  #insert(bytes: Buffer, at: number, final: boolean): number {
    const mayBePlain = this.#marks.isPlain && this.#delimiter === DEFAULT_DELIMITER;
    const insert = this.#opener.open(bytes, at, this.#base, final, mayBePlain);
    return insert === undefined ? at : this.#beginRows(insert, at);
  }

  #beginRows({ text, target, isPlain }: OpenedInsert, at: number): number {
    this.#begin = this.#base + at;
    this.#hasStatements = true;
    this.#hasInserts = true;
    this.#target = target;
    if (target !== undefined) {
      // With another delimiter, what stands between two rows could end the statement.
      this.#runs.begin(this.#delimiter === DEFAULT_DELIMITER ? target.known : undefined);
      this.#state = 'row';
    } else if (isPlain) {
      this.#skipper.restart();
      this.#state = 'skip-values';
    } else {
      this.#scanner.restart();
      this.#state = 'skip';
    }
    return at + text.length;
  }

  #row(bytes: Buffer, from: number): number {
    const { reader, heading } = this.#target!;
    const at = from < bytes.length && bytes[from] === OPEN ? from : passBlanks(bytes, from);
    if (at === NEEDS_MORE) return from;
    if (bytes[at] !== OPEN)
      throw notUnderstood(`expected a row of ${heading.database}.${heading.table}`, this.#base + at);
    const behindKnown = this.#runs.pass(bytes, at);
    if (behindKnown !== at) {
      this.#state = 'behind-row';
      return behindKnown;
    }
    const end = reader.find(bytes, at, this.#base);
    if (end === NEEDS_MORE) return at;
    this.#replay.batches.begin(heading);
    this.#replay.batches.add(reader.row(bytes, this.#base + at), end - at);
    this.#runs.note(bytes, at, end);
    this.#state = 'behind-row';
    return end;
  }

  #behindRow(bytes: Buffer, at: number, final: boolean): number {
    if (at === bytes.length) return at;
    if (bytes[at] === COMMA) {
      this.#state = 'row';
      return at + 1;
    }
    const delimiter = compareAt(bytes, at, this.#delimiter);
    if (delimiter === 'whole') {
      this.#runs.end(bytes);
      return this.#leave(at, this.#delimiter.length, at);
    }
    if (delimiter === 'beginning' && !final) return at;
    const next = passBlanks(bytes, at);
    if (next !== at) return next === NEEDS_MORE ? at : next;
    const { database, table } = this.#target!.heading;
    throw notUnderstood(
      `expected a comma or the end of the statement behind a row of ${database}.${table}`,
      this.#base + at,
      'rows that depend on others (ON DUPLICATE KEY UPDATE) cannot be read',
    );
  }
}
