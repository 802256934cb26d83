import { ExitCode, PipelineError } from '../../errors.ts';

/** Where in which file. */
export interface Place {
  /** The file as the user named it. */
  readonly file: string;
  readonly byteOffset?: number;
}

function damage(code: string, message: string, { file, byteOffset }: Place, hint: string, cause?: unknown) {
  const location = byteOffset === undefined ? { file } : { file, byteOffset, compressed: true };
  return new PipelineError(code, ExitCode.corruptInput, message, { location, hint, cause });
}

/** The file is something else. */
export const notParquet = (message: string, place: Place): PipelineError =>
  damage('not-parquet', `not a Parquet file: ${message}`, place, 'export the table anew, as Parquet');

/** The file ends before its footer, which is written last. */
export const truncatedParquet = (message: string, place: Place): PipelineError =>
  damage(
    'truncated-parquet',
    `cut off: ${message}`,
    place,
    'the export or its copying was interrupted: fetch it again',
  );

/** The file does not hold what its format prescribes. */
export const corruptParquet = (message: string, place: Place, cause?: unknown): PipelineError =>
  damage(
    'corrupt-parquet',
    `damaged Parquet data: ${message}`,
    place,
    'fetch the file again from where it was made, or export the table anew',
    cause,
  );

/** The file may be whole but needs what this program does not do. */
export const unsupportedParquet = (message: string, place: Place): PipelineError =>
  damage('unsupported-parquet', message, place, 'export the table with the compression zstd or snappy, unencrypted');
