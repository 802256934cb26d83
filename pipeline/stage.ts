/**
 * What a stage is. A stage is one object, made by {@link defineStage}: its name, its options as a zod schema, what it takes
 * and gives, an example, and its code as pure functions or async generators. The engine makes the Node streams from it;
 * lint, `list`, `describe`, the JSON Schema and the docs all read the same object.
 */
import type { Transferable } from 'node:worker_threads';
import type { z } from 'zod';
import type { PipelineError } from './errors.ts';
import type { DataRecord, RecordType } from './records/record-type.ts';

// ---------------------------------------------------------------------------------------------- what flows

/** One backup (or one state of a live database): a moment at which the cloud was looked at. */
export interface Snapshot {
  /** 0-based place in snapshot order. */
  readonly index: number;
  /** Microseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
  /** What to call it in messages: the path as the user wrote it. */
  readonly name: string;
}

/** One input of a source, as planned before anything is read. Plain data: it travels to worker threads. */
export interface Input {
  readonly snapshot: Snapshot;
  /** Absolute path of the file, or `-` for standard input. */
  readonly path: string;
  /** The member of a zip file. */
  readonly member?: string;
  /** Bytes on disk, where known. */
  readonly size?: number;
  /** Several threads at once can decode it: worth doing when there are fewer inputs than threads. */
  readonly splittable?: boolean;
}

/** A value of a dumped row. Text of character columns; bytes of binary columns (blob, binary, bit); numbers stay text. */
export type SqlValue = string | null | Uint8Array;

/** Some rows of one table. The first batch of a table may be empty: it says that the table exists. */
export interface RowBatch {
  readonly database: string;
  readonly table: string;
  /** The needed columns that the table has, in the order of the need; optional ones that it lacks are left out. */
  readonly columns: readonly string[];
  /** One array per row, parallel to `columns`; what lies behind the last column is nobody's business. */
  readonly rows: readonly (readonly SqlValue[])[];
  /** The table was dropped and created anew: rows given before no longer count. */
  readonly reset?: boolean;
  /** What the statement does with a row whose primary key is there already. */
  readonly onDuplicate?: 'error' | 'ignore' | 'replace';
  /**
   * Of a view whose rows have a time (its declaration says which): no later batch holds an earlier one. Microseconds since 1970 UTC;
   * absent where the source does not know.
   */
  readonly notBefore?: number;
}

/** A table that a stage reads. Pushed down to the source, so that nothing else is tokenised. */
export interface TableNeed {
  readonly database: string;
  readonly table: string;
  readonly columns: readonly string[];
  /** Taken where the table has them (columns come and go between OpenStack releases). */
  readonly optionalColumns?: readonly string[];
  /** A backup may lack the table. */
  readonly optional?: boolean;
  /**
   * Columns by which a row is known again in the next snapshot. Only for stages that gather rows: a row that is still the same
   * need not be given again.
   */
  readonly key?: readonly string[];
}

/**
 * Rows of several tables put together: a source that can join by itself (a database server, an API) gives these instead of the
 * tables, as batches whose `table` is the name of the view.
 */
export interface ViewNeed {
  readonly database: string;
  /** Which view: its columns and meaning are written where it is declared, e.g. pipeline/nova/instance-events-view.ts. */
  readonly view: string;
  readonly columns: readonly string[];
  /** Which rows are wanted. A source may give more; the stage looks for itself. */
  readonly where: Readonly<Record<string, unknown>>;
}

/** One change of one row of a database, as an audit table recorded it. */
export interface AuditRow {
  readonly type: 'INSERT' | 'UPDATE' | 'DELETE';
  /** When it was recorded: microseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
  /** Microseconds by which the time as it was written is ahead of `time`: its offset from UTC, 0 where it has none. */
  readonly offset: number;
  /** Place among all rows of the source, in the order of its files and of the rows in them; that order says nothing about time. */
  readonly sequence: number;
  /**
   * The row after the change (before it, for a DELETE): the needed columns that it has. Numbers stay text, however large; true and
   * false are `1` and `0`.
   */
  readonly data: Readonly<Record<string, string | null>>;
}

/** Some rows of one audit table. The first batch of a table may be empty: it says that the table exists. */
export interface AuditBatch {
  readonly database: string;
  readonly table: string;
  readonly rows: readonly AuditRow[];
}

// ---------------------------------------------------------------------------------------------- what a stage is given

/** What every part of a stage may use. Fakes for tests are a line each. */
export interface StageContext {
  /** Microseconds since 1970 UTC: the zero of the `*_SEC` columns. */
  readonly epoch: number;
  readonly signal: AbortSignal;
  /** Tells the user once per `code`; repeated ones are counted. Never pass an identifier. */
  warn(code: string, message: string): void;
  /** Adds to a named counter of the run (shown at the end and in the manifest), e.g. `null-times`. */
  count(counter: string, by?: number): void;
}

/** What stages on the main thread may use besides. */
export interface RunContext extends StageContext {
  /** 32 random bytes, the same for all stages of one run: the key when the user gave none. */
  readonly runKey: Uint8Array;
  /** An external merge sort: stable, bounded in memory, spills encrypted to disk. Items must survive JSON. */
  sorter<T>(compare: (a: T, b: T) => number): Sorter<T>;
  /**
   * A fact about this stage for the manifest (no secrets, no identifiers). It is spelled as JSON when the run ends, so an object
   * with `toJSON` may go on counting until then.
   */
  report(fact: string, value: unknown): void;
  /**
   * Tells of a value that this stage hides (masks, numbers, drops), so that no output may hold it: the leak scanner looks for it.
   * Kept as a keyed hash. Once per distinct value is enough; not for values that are published on purpose (`method: none`).
   *
   * @param fieldClass as in `Column.fieldClass`, for messages.
   */
  remember(value: string, fieldClass: string): void;
}

export interface Sorter<T> {
  /** Resolves when there is room for more. */
  add(items: readonly T[]): Promise<void>;
  /** All items in order, in batches. Call once. */
  sorted(): AsyncIterable<T[]>;
}

/** What a source of tables may use besides. */
export interface TablesContext extends RunContext {
  /** The pseudonym that the masks below give this value, for messages; a keyed hash of this run where there is none. */
  alias(value: string, fieldClass: string): string;
  /** Tells of a part that cannot be read and is left out; the run ends with exit code 3. `what` holds no identifier. */
  leftOut(what: string, error: PipelineError): void;
  /** How far the reading is, in parts of any kind (servers, rows); `total` may be a guess that grows. */
  progress(done: number, total: number | undefined): void;
}

// ---------------------------------------------------------------------------------------------- the kinds of stages

/** What lies between two stages: files of bytes, table rows of snapshots, rows of audit tables, or records of a type. */
export type Flow =
  | { readonly kind: 'bytes' }
  | { readonly kind: 'rows' }
  | { readonly kind: 'audit' }
  | { readonly kind: 'records'; readonly type: RecordType };
export type FlowKind = Flow['kind'];

interface StageBase<O, Schema> {
  /** As written in pipeline.yaml. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** Further paragraphs for the reference, Markdown. */
  readonly description?: string;
  /**
   * A strict zod object; every field with a description and a default or example. `.meta({ secret: true })`: the value is
   * never shown anywhere. `.meta({ private: true })`: it names people or projects, and stays out of what may be published (the
   * manifest). `.meta({ path: true })`: a path (or list of paths, or glob), taken relative to the YAML file.
   *
   * A stage that runs in worker threads may give a {@link SchemaLoader} instead.
   */
  readonly options: Schema;
  /** A `stages:` list entry (or several) that lints, YAML. */
  readonly example: string;
  /** What can be found wrong with these options before anything is read: missing files, unreadable keys. */
  check?(options: O, context: PlanContext): Promise<PipelineError[]>;
}

/**
 * Loads the schema when options are checked. That is done on the main thread: a worker thread is handed checked options, and starts in
 * half the time when it need not load zod to look at no schema.
 */
export type SchemaLoader<O> = () => Promise<z.ZodType<O>>;

/** Reads the world: plans its inputs, then opens them one by one (in worker threads). */
export interface SourceStage<O, Schema = z.ZodType<O>> extends StageBase<O, Schema> {
  readonly kind: 'source';
  readonly role: 'inputs';
  readonly takes: 'nothing';
  readonly gives: 'bytes';
  /** Is it certain to end? */
  readonly bounded: true;
  /** All inputs, in snapshot order. */
  plan(options: O, context: PlanContext): Promise<Input[]>;
  /**
   * The decompressed bytes of one input; `onRaw` sees the bytes as they lie on disk. Throws on damage. A chunk may be overwritten
   * once the next is asked for.
   */
  open(input: Input, options: O, context: OpenContext): OpenedInput;
  /** What to do with an input that cannot be read; `reason` names the error. */
  failed?(options: O): 'fail' | 'skip' | 'quarantine';
  /** Is an input without its end mark (a dump's trailer) an error rather than a warning? */
  requireTrailer?(options: O): boolean;
  /** Moves an input that could not be read out of the way. */
  quarantine?(input: Input, reason: string, context: PlanContext): Promise<void>;
}

/** The content of an input, from its start to its end; where the source can, also in parts. */
export interface OpenedInput extends AsyncIterable<Uint8Array> {
  readonly parts?: InputParts;
}

/**
 * For a reader that need not read everything a second time. When it has read an input to its end it leaves notes; whoever opens an
 * input of the very same content is given them, and may read the parts that they tell of instead of the whole.
 */
export interface InputParts {
  /** The notes on this content; undefined when there are none. To be called before anything is read. */
  recall(): Promise<unknown>;
  /** The bytes from `from` up to `to`, which is not included. Throws on damage in what it reads. */
  read(from: number, to: number): AsyncIterable<Uint8Array>;
  /** Keeps notes (anything that survives JSON, without an identifier). To be called when all has been read; never throws. */
  remember(notes: unknown, warn: PlanContext['warn']): Promise<void>;
}

export interface PlanContext {
  readonly signal: AbortSignal;
  warn(code: string, message: string): void;
}

export interface OpenContext {
  readonly signal: AbortSignal;
  /** Called with each piece of the file as it lies on disk, in order: for checksums and progress. */
  onRaw?(bytes: Uint8Array): void;
  /** Threads that have nothing else to do; absent when there are none. */
  readonly threads?: Threads;
}

/** Worker threads, for parts of one input. */
export interface Threads {
  /** How many tasks can run at once. */
  readonly count: number;
  /** Runs the default function of a module in a thread; task and result must survive structured clone. */
  run<Task, Result>(module: URL, task: Task, transfer?: readonly Transferable[]): Promise<Result>;
}

/** Turns the bytes of one input into table rows (in worker threads). */
export interface ReaderStage<O, Schema = z.ZodType<O>> extends StageBase<O, Schema> {
  readonly kind: 'source';
  readonly role: 'reader';
  readonly takes: 'bytes';
  readonly gives: 'rows';
  /** Throws a PipelineError with a byte offset when the input is cut off, unreadable or lacks a needed table. */
  read(bytes: AsyncIterable<Uint8Array>, options: O, request: ReadRequest): AsyncIterable<RowBatch>;
}

export interface ReadRequest {
  readonly needs: readonly TableNeed[];
  /** An input without its end mark is an error, not a warning. */
  readonly requireTrailer: boolean;
  /** Where the source can give parts of the input: a reader may read by these, and then leaves `bytes` alone. */
  readonly parts?: InputParts;
  /** What stood in the input before, where rows that did need not be given again. A reader may leave it alone. */
  readonly known?: KnownRows;
  warn(code: string, message: string): void;
}

/** Rows of the input before, known again by their bytes before anything is made of them. */
export interface KnownRows {
  /**
   * @param meaning all that the values of a row depend on besides its bytes: columns, types, character set
   * @returns undefined where the rows of the table have to be given whatever was before
   */
  of(table: Pick<RowBatch, 'database' | 'table'>, meaning: string): KnownRuns | undefined;
}

/** Runs of rows of one table: bytes from the first one of a row to the last one of the same or a later row. */
export interface KnownRuns {
  /** How long the run was that began like what is at `at`; 0 where none did. */
  lengthAt(bytes: Uint8Array, at: number): number;
  /** Is the run at `at` the one that began so? If it is, its rows count as read and are not to be given. */
  pass(bytes: Uint8Array, at: number): boolean;
  /** These rows have been read and are given. The bytes are not kept. */
  add(bytes: Uint8Array, from: number, to: number, rows: number): void;
}

/** Reads tables without bytes in between (a live database, an API), as one snapshot of now. Runs on the main thread. */
export interface TablesStage<O> extends StageBase<O, z.ZodType<O>> {
  readonly kind: 'source';
  readonly role: 'tables';
  readonly takes: 'nothing';
  readonly gives: 'rows';
  readonly bounded: true;
  /** It gives views, never tables: only a stage that asks for views can follow. */
  readonly onlyViews?: true;
  /** Connects and looks whether everything needed is there and may be read. Throws before anything is read. */
  open(options: O, request: TablesRequest, context: TablesContext): Promise<TablesReader>;
}

export interface TablesRequest {
  readonly needs: readonly TableNeed[];
  /** Where the source can give a view, it need not give the tables of `insteadOf`. */
  readonly views: readonly (ViewNeed & { readonly insteadOf: readonly TableNeed[] })[];
  /** Records are made of the views while they are read: it pays to find out what `RowBatch.notBefore` can promise. */
  readonly inTime?: boolean;
}

export interface TablesReader {
  /** The moment that is shown, and what to call the source in messages and the manifest (no host, user or path). */
  readonly time: number;
  readonly name: string;
  read(): AsyncIterable<RowBatch>;
  /** The outputs have their names: remember how far this run has come (`state`). */
  commit?(): Promise<void>;
  close(): Promise<void>;
}

/** Reads audit tables: plans its files, then gives their rows one file after the other (on the main thread). */
export interface AuditStage<O> extends StageBase<O, z.ZodType<O>> {
  readonly kind: 'source';
  readonly role: 'audit';
  readonly takes: 'nothing';
  readonly gives: 'audit';
  readonly bounded: true;
  /** The files that hold the needed tables. Throws when one is missing or cannot be what its name says. */
  plan(options: O, needs: readonly TableNeed[], context: PlanContext): Promise<AuditInput[]>;
  /** The rows of one file, in its order. Throws on damage and on a row that makes no sense. */
  read(input: AuditInput, options: O, context: AuditContext): AsyncIterable<AuditBatch>;
}

/** A file of an audit source. */
export interface AuditInput {
  /** What to call it in messages: the path as the user wrote it. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Bytes on disk. */
  readonly size: number;
  /** When the file was last modified: microseconds since 1970 UTC. */
  readonly modified: number;
  /** Which table it holds, and what is needed of it. */
  readonly need: TableNeed;
  /** The `sequence` of its first row. */
  readonly firstSequence: number;
}

export interface AuditContext {
  readonly signal: AbortSignal;
  /** Called with the number of bytes on disk that have been read since the last call. */
  onBytes?(bytes: number): void;
}

/** Finds events in snapshots: map and compare run in workers, fold on the main thread, in order. */
export interface SnapshotStage<O, State = unknown, Change = unknown, Schema = z.ZodType<O>>
  extends StageBase<O, Schema> {
  readonly kind: 'transform';
  readonly role: 'snapshots';
  readonly takes: 'rows';
  readonly gives: (options: O) => RecordType;
  needs(options: O): readonly TableNeed[];
  /** The rows of one snapshot -> its compact state. */
  map(options: O, context: StageContext): SnapshotMapper<State>;
  /** Two consecutive states -> what changed; `previous` is undefined for the first. Pure. */
  compare(
    previous: { state: State; snapshot: Snapshot } | undefined,
    next: { state: State; snapshot: Snapshot },
    options: O,
  ): Change;
  /** All changes, in order -> records, in any order. */
  fold(options: O, context: RunContext): SnapshotFolder<Change>;
  /** How the stage finds its events in audit tables; without it, it takes snapshots only. */
  readonly audit?: AuditPart<O>;
}

/**
 * Finds events in the rows of all snapshots together. For tables that are too large to be held as the state of a snapshot: their
 * rows come to the main thread as they are read, from several snapshots at once, in any order.
 */
export interface HistoryStage<O, Schema = z.ZodType<O>> extends StageBase<O, Schema> {
  readonly kind: 'transform';
  readonly role: 'history';
  readonly takes: 'rows';
  readonly gives: (options: O) => RecordType;
  needs(options: O): readonly TableNeed[];
  /** Views that would spare it the joining, each with the needs that it stands for. */
  views?(options: O): readonly (ViewNeed & { readonly insteadOf: readonly TableNeed[] })[];
  /**
   * What makes records of the rows of a view at once, one by one. The engine may use it in place of the folder for a source that is
   * the only one of its run and shows one moment: then there is nothing to join, and no later row can change an earlier record.
   * The time of the view's rows is what the records are sorted by first.
   */
  direct?(options: O, context: RunContext): (batch: RowBatch) => DataRecord[];
  /** The columns of its views that `direct` reads: others need not be given then. */
  directColumns?(options: O): readonly string[];
  fold(options: O, context: RunContext): HistoryFolder;
  /** How the stage finds its events in audit tables. */
  readonly audit?: AuditPart<O>;
}

export interface HistoryFolder {
  /**
   * Some rows of a snapshot. Those of one snapshot come in the order of the dump, those of several snapshots interleaved; a row that
   * has not changed since an earlier complete snapshot may be left out (see `TableNeed.key`). A batch with `reset` takes back what
   * came before from this table of this snapshot.
   */
  add(batch: RowBatch, snapshot: Snapshot): Promise<void>;
  /** @param complete indexes of the snapshots that were read wholly; rows of others do not count. */
  finish(complete: ReadonlySet<number>): AsyncIterable<DataRecord[]>;
}

export interface AuditPart<O> {
  /** What it gives, where that differs from what it gives after snapshots. */
  readonly gives?: (options: O) => RecordType;
  needs(options: O): readonly TableNeed[];
  /** All rows of the needed tables, in the order of the files -> records, in any order. */
  fold(options: O, context: RunContext): AuditFolder;
}

export interface AuditFolder {
  add(batch: AuditBatch): Promise<void>;
  finish(): AsyncIterable<DataRecord[]>;
}

export interface SnapshotMapper<State> {
  add(batch: RowBatch): void;
  /** Called only when the snapshot was read wholly. The state must survive structured clone. */
  finish(): State;
}

export interface SnapshotFolder<Change> {
  add(change: Change, snapshot: Snapshot): Promise<void>;
  finish(): AsyncIterable<DataRecord[]>;
}

/** Turns records into records. */
export interface RecordStage<O> extends StageBase<O, z.ZodType<O>> {
  readonly kind: 'transform';
  readonly role: 'records';
  readonly takes: 'records';
  /** The type of the records given, from that of those taken. Throws a PipelineError when it does not fit. */
  readonly gives: (taken: RecordType, options: O) => RecordType;
  /** The stage changes no column that a trace is sorted by, and keeps the order of records. */
  readonly keepsOrder?: boolean;
  /** The same but for columns other than the first one that a trace is sorted by. */
  readonly keepsTimeOrder?: boolean;
  create(options: O, context: RunContext, taken: RecordType): RecordFunction | TwoPassTransform;
  /** What it would put in the place of a value of a field class; undefined where it leaves that class alone. */
  alias?(options: O, context: RunContext): (value: string, fieldClass: string) => string | undefined;
}

export type RecordFunction = (record: DataRecord) => DataRecord | DataRecord[] | undefined;

/** A transform that must see all records before it can finish any (numbering, k-anonymity). */
export interface TwoPassTransform {
  first: RecordFunction;
  /** Called once, when `first` has seen the last record; its result is applied to each, and may not change the sort columns. */
  second(): RecordFunction;
}

/** Writes records. The engine owns files, pipes, compression and atomic renames; a sink only spells. */
export interface SinkStage<O extends SinkOptions> extends StageBase<O, z.ZodType<O>> {
  readonly kind: 'sink';
  readonly role: 'sink';
  readonly takes: 'records';
  readonly gives: 'nothing';
  create(options: O, taken: RecordType): Encoder;
}

export interface SinkOptions {
  /** `-` is standard output. */
  readonly path: string;
  readonly compress: 'none' | 'gz' | 'zst';
}

export interface Encoder {
  /** What stands before the first record, e.g. a header. */
  start(): string | Uint8Array;
  encode(records: readonly DataRecord[]): string | Uint8Array;
  end(): string | Uint8Array;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of stages holds stages of any options, states and changes
type Any = any;
export type AnyStage =
  | SourceStage<Any>
  | TablesStage<Any>
  | AuditStage<Any>
  | ReaderStage<Any>
  | SnapshotStage<Any, Any, Any>
  | HistoryStage<Any>
  | RecordStage<Any>
  | SinkStage<Any>;

/** A stage of which only the code is loaded, not yet the schema of its options. */
export type StageCode =
  | AnyStage
  | SourceStage<Any, SchemaLoader<Any>>
  | ReaderStage<Any, SchemaLoader<Any>>
  | SnapshotStage<Any, Any, Any, SchemaLoader<Any>>
  | HistoryStage<Any, SchemaLoader<Any>>;

export async function withSchema(stage: StageCode): Promise<AnyStage> {
  const { options } = stage;
  return typeof options === 'function' ? ({ ...stage, options: await options() } as AnyStage) : (stage as AnyStage);
}

/** Options as the user wrote them, checked and completed by the stage's schema. */
export type OptionsOf<S extends z.ZodType> = z.output<S>;

/**
 * Declares a stage; gives it back unchanged, typed.
 *
 * @example
 * export default defineStage({
 *   name: 'errors-only', kind: 'transform', role: 'records', takes: 'records', gives: (taken) => taken, keepsOrder: true,
 *   summary: 'Keeps failed events.',
 *   options: z.strictObject({}),
 *   example: '- errors-only',
 *   create: () => (record) => (record.RESULT === 'Error' ? record : undefined),
 * });
 */
export function defineStage<O>(stage: SourceStage<O>): SourceStage<O>;
export function defineStage<O>(stage: SourceStage<O, SchemaLoader<O>>): SourceStage<O, SchemaLoader<O>>;
export function defineStage<O>(stage: TablesStage<O>): TablesStage<O>;
export function defineStage<O>(stage: AuditStage<O>): AuditStage<O>;
export function defineStage<O>(stage: ReaderStage<O>): ReaderStage<O>;
export function defineStage<O>(stage: ReaderStage<O, SchemaLoader<O>>): ReaderStage<O, SchemaLoader<O>>;
export function defineStage<O, S, C>(stage: SnapshotStage<O, S, C>): SnapshotStage<O, S, C>;
export function defineStage<O, S, C>(
  stage: SnapshotStage<O, S, C, SchemaLoader<O>>,
): SnapshotStage<O, S, C, SchemaLoader<O>>;
export function defineStage<O>(stage: HistoryStage<O>): HistoryStage<O>;
export function defineStage<O>(stage: HistoryStage<O, SchemaLoader<O>>): HistoryStage<O, SchemaLoader<O>>;
export function defineStage<O>(stage: RecordStage<O>): RecordStage<O>;
export function defineStage<O extends SinkOptions>(stage: SinkStage<O>): SinkStage<O>;
export function defineStage(stage: StageCode): StageCode {
  return stage;
}
