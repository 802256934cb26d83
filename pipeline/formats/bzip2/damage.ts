import { ExitCode, PipelineError } from '../../errors.ts';
import {
  BLOCK_BAD_CODE,
  BLOCK_BAD_CODE_LENGTH,
  BLOCK_BAD_ORIGIN,
  BLOCK_BAD_SELECTOR,
  BLOCK_BAD_TABLE_COUNT,
  BLOCK_INCOMPLETE,
  BLOCK_NO_BYTES,
  BLOCK_TOO_FEW_SELECTORS,
  BLOCK_TOO_LARGE,
  BLOCK_UNREADABLE,
} from './block-status.ts';

/** The input is damaged. Whoever knows the file's name adds it by `.at({ file })`. */
export function corrupt(message: string, byteOffset: number): PipelineError {
  return new PipelineError('corrupt-bzip2', ExitCode.corruptInput, `damaged bzip2 data: ${message}`, {
    location: { file: '', byteOffset, compressed: true },
    hint: 'compare the file with the one it was copied from, and copy it again; if that is damaged too, `bzip2recover` may save parts',
  });
}

/** The input ends too early, at this byte. */
export function cutOff(missing: string, byteOffset: number): PipelineError {
  return new PipelineError('truncated-bzip2', ExitCode.corruptInput, `cut off: expected ${missing}, found the end`, {
    location: { file: '', byteOffset, compressed: true },
    hint: 'the file was not written or copied to its end: copy it again',
  });
}

const WHAT_IS_WRONG: Record<number, string> = {
  [BLOCK_INCOMPLETE]: 'the header of a block goes on for megabytes',
  [BLOCK_NO_BYTES]: 'expected a block to hold bytes, found that it uses none',
  [BLOCK_BAD_TABLE_COUNT]: 'expected 2 to 6 code tables, found another number',
  [BLOCK_BAD_SELECTOR]: 'expected the selector of a code table, found one that does not exist',
  [BLOCK_BAD_CODE_LENGTH]: 'expected code lengths from 1 to 20, found another',
  [BLOCK_BAD_CODE]: 'expected a Huffman code, found bits that are none',
  [BLOCK_TOO_FEW_SELECTORS]: 'expected the end of a block, found more symbols than it has selectors for',
  [BLOCK_TOO_LARGE]: 'expected a block no larger than its level allows, found a larger one',
  [BLOCK_BAD_ORIGIN]: 'expected a block to begin at one of its rows, found a number beyond the last',
  [BLOCK_UNREADABLE]: 'a block cannot be decoded',
};

/** A kernel could not decode the block at this offset. */
export function corruptBlock(status: number, byteOffset: number): PipelineError {
  return corrupt(WHAT_IS_WRONG[status]!, byteOffset);
}

/** The code is `trailing-garbage`; the offset says where it begins in the compressed data. */
export type WarningHandler = (code: string, message: string, byteOffset: number) => void;

/** Is it the input that is wrong, rather than the reading of it? */
export const isDamage = (error: unknown): error is PipelineError =>
  error instanceof PipelineError && (error.code === 'corrupt-bzip2' || error.code === 'truncated-bzip2');

/** bzip2 ignores what follows the last stream, and says so. */
export function warnOfGarbage(bytes: number, byteOffset: number, onWarning: WarningHandler | undefined): void {
  if (bytes === 0) return;
  const message = `ignored ${bytes} bytes after the last bzip2 stream, from byte ${byteOffset} on`;
  onWarning?.('trailing-garbage', message, byteOffset);
}
