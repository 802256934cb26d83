import { ExitCode, PipelineError } from '../../errors.ts';
import type { CompressedFormat } from './sniff.ts';

/** The command that tests a file of the format, for hints. */
const TESTED_BY: Record<CompressedFormat, string> = {
  gzip: 'gzip -t',
  bzip2: 'bzip2 -t',
  zstd: 'zstd -t',
  xz: 'xz -t',
  zip: 'unzip -t',
};

/** Where in which file. */
export interface Place {
  /** The file as the user named it. */
  readonly file: string;
  /** Bytes of the compressed file. Where a checksum tells, the damage lies before it; where a library tells, near it. */
  readonly byteOffset?: number;
}

/** The input does not hold what its format prescribes. Code `corrupt-<format>`. */
export function corrupt(format: CompressedFormat, message: string, place: Place, cause?: unknown): PipelineError {
  return new PipelineError(`corrupt-${format}`, ExitCode.corruptInput, `damaged ${format} data: ${message}`, {
    location: { ...place, compressed: true },
    hint: `test it with \`${TESTED_BY[format]}\` and fetch the backup again from where it was made`,
    cause,
  });
}

/** The input ends too early. Code `truncated-<format>`. */
export function truncated(format: CompressedFormat, message: string, place: Place, cause?: unknown): PipelineError {
  return new PipelineError(`truncated-${format}`, ExitCode.corruptInput, `cut off: ${message}`, {
    location: { ...place, compressed: true },
    hint: 'the backup or its copying was interrupted: fetch it again from where it was made',
    cause,
  });
}

/** The input may be whole but needs what this program does not do. Code `unsupported-<format>`. */
export function unsupported(format: CompressedFormat, message: string, place: Place, hint: string): PipelineError {
  return new PipelineError(`unsupported-${format}`, ExitCode.corruptInput, message, {
    location: { ...place, compressed: true },
    hint,
  });
}
