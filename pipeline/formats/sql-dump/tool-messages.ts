/** What the dump programs say on stderr. It gets into dumps that were made with `2>&1`, mostly before the first line. */
import type { PipelineError } from '../../errors.ts';
import { cutOff } from './errors.ts';

const FIRST_WORDS = new Set(['MYSQLDUMP', 'MARIADB', 'WARNING']);
const PROGRAM = /^(?:mysqldump|mariadb-dump): /;
const WARNING =
  /^(?:mysqldump|mariadb-dump): (?:\[Warning\]|Deprecated program name)|^Warning: (?:A partial dump|Using a password) /;

/** May a line that begins with this word be such a message? */
export const mayBeToolMessage = (keyword: string): boolean => FIRST_WORDS.has(keyword);

/** Does the line say nothing that matters to the dump? */
export const isToolWarning = (line: string): boolean => WARNING.test(line);

/** The error that the program met, if the line tells of one. */
export function toolError(line: string, offset: number): PipelineError | undefined {
  if (!PROGRAM.test(line)) return undefined;
  return cutOff('expected a SQL statement, found an error message of the program that made the dump', offset);
}
