/**
 * Every error a user can meet. The rest of the code throws only these; anything else is a bug and ends with exit code 70.
 */

/** Process exit codes, after sysexits.h where it has one. */
export const ExitCode = {
  ok: 0,
  /** `lint`, `diff`, `scan` or `verify` found something. */
  findings: 1,
  /** The run finished, but inputs were skipped or quarantined. */
  partial: 3,
  usage: 64,
  corruptInput: 65,
  missingInput: 66,
  bug: 70,
  io: 74,
  transient: 75,
  leak: 76,
  credentials: 77,
  badPipeline: 78,
  sigint: 130,
  sigterm: 143,
} as const;

/** Where an error sits: a position in a configuration file, or a byte offset in a data file. */
export interface Location {
  /** The file as the user named it. */
  readonly file: string;
  /** 1-based; for configuration. */
  readonly line?: number;
  /** 1-based; for configuration. */
  readonly column?: number;
  /** 0-based; for data. Counts bytes of the decompressed content unless `compressed` is set. */
  readonly byteOffset?: number;
  /** The byte offset counts bytes of the file as it lies on disk. */
  readonly compressed?: boolean;
}

export interface ErrorDetails {
  readonly location?: Location | undefined;
  /** What to do next, one sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/**
 * An error with a stable code.
 *
 * @example
 * throw new PipelineError('corrupt-input', ExitCode.corruptInput, 'expected a bzip2 block, found the end of the file', {
 *   location: { file: 'a.sql.bz2', byteOffset: 4096, compressed: true },
 *   hint: 'copy the backup again, or set on_error: skip',
 * });
 */
export class PipelineError extends Error {
  override readonly name = 'PipelineError';
  readonly code: string;
  readonly exitCode: number;
  readonly location: Location | undefined;
  readonly hint: string | undefined;

  constructor(code: string, exitCode: number, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.exitCode = exitCode;
    this.location = details.location;
    this.hint = details.hint;
  }

  /** The same error with its location completed, e.g. by the reader that knows the file's name. */
  at(location: Location): PipelineError {
    return new PipelineError(this.code, this.exitCode, this.message, {
      location: { ...location, ...this.location, file: this.location?.file || location.file },
      hint: this.hint,
      cause: this.cause,
    });
  }
}

/** `file:line:col`, or `file, byte 123`. */
export function formatLocation({ file, line, column, byteOffset, compressed }: Location): string {
  if (line !== undefined) return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
  if (byteOffset === undefined) return file;
  return `${file}, ${compressed ? 'compressed byte' : 'byte'} ${byteOffset}`;
}

/** What a piece of work throws, as a list: for checks, which tell what is wrong instead of ending there. */
export function errorsIn(work: () => void): PipelineError[] {
  try {
    work();
    return [];
  } catch (error) {
    return [toPipelineError(error)];
  }
}

/** An error as plain data, to cross a thread boundary. */
export interface ErrorData {
  code: string;
  exitCode: number;
  message: string;
  location?: Location | undefined;
  hint?: string | undefined;
  stack?: string | undefined;
}

/** Any thrown value as a PipelineError: file system errors get their code, the rest is a bug. */
export function toPipelineError(error: unknown): PipelineError {
  if (error instanceof PipelineError) return error;
  const system = error as NodeJS.ErrnoException;
  if (system?.code === 'ENOENT') {
    return new PipelineError('missing-file', ExitCode.missingInput, `no such file: ${system.path ?? '?'}`, {
      cause: error,
    });
  }
  if (system?.code === 'ENOSPC') {
    return new PipelineError(
      'disk-full',
      ExitCode.io,
      `no space left on the device${system.path ? ` for ${system.path}` : ''}`,
      {
        hint: 'free some space, or write elsewhere (TMPDIR moves the spill files)',
        cause: error,
      },
    );
  }
  if (typeof system?.syscall === 'string') {
    return new PipelineError(
      'io-error',
      ExitCode.io,
      `${system.syscall} failed: ${system.code ?? system.message}${system.path ? ` (${system.path})` : ''}`,
      {
        cause: error,
      },
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  return new PipelineError('bug', ExitCode.bug, `unexpected: ${message}`, {
    hint: 'this is a bug in sc-pipeline: please report it with the output of --debug',
    cause: error,
  });
}

export function errorToData(error: unknown): ErrorData {
  const { code, exitCode, message, location, hint, stack, cause } = toPipelineError(error);
  return { code, exitCode, message, location, hint, stack: cause instanceof Error ? cause.stack : stack };
}

export function errorFromData(data: ErrorData): PipelineError {
  const error = new PipelineError(data.code, data.exitCode, data.message, { location: data.location, hint: data.hint });
  if (data.stack !== undefined) error.stack = data.stack;
  return error;
}
