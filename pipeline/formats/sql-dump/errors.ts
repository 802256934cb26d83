import { ExitCode, PipelineError } from '../../errors.ts';

/** A place in the dump: bytes from the start of the decompressed file. The file's name is added by whoever knows it. */
const at = (byteOffset: number) => ({ file: '', byteOffset });

/** SQL that may change what a needed table holds, in a way that this program cannot follow. */
export function notUnderstood(what: string, offset: number, hint?: string): PipelineError {
  return new PipelineError('sql-not-understood', ExitCode.corruptInput, what, { location: at(offset), hint });
}

export function cutOff(what: string, offset: number): PipelineError {
  return new PipelineError('dump-cut-off', ExitCode.corruptInput, what, {
    location: at(offset),
    hint: 'make or copy the backup again, or leave it out with on_error: skip',
  });
}

export function notADump(what: string, offset: number, hint: string): PipelineError {
  return new PipelineError('not-a-sql-dump', ExitCode.corruptInput, `this is not a SQL dump: ${what}`, {
    location: at(offset),
    hint,
  });
}

export function noDatabase(table: string, offset: number): PipelineError {
  return new PipelineError(
    'no-database',
    ExitCode.corruptInput,
    `the table ${table} belongs to no database: there is no USE before it, and the dump's header names none`,
    { location: at(offset), hint: 'name the database: `- sql-dump: { default_database: nova }`' },
  );
}

export function missing(what: string, hint: string): PipelineError {
  return new PipelineError('missing-table', ExitCode.corruptInput, what, { hint });
}
