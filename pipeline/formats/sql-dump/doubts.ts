import type { ReadRequest } from '../../stage.ts';
import type { Replay } from './replay.ts';

interface Findings {
  /** An end mark tells that the dump is whole. */
  readonly isWhole: boolean;
  readonly hasInserts: boolean;
  readonly hasToolMessages: boolean;
}

/** Tells what may be wrong with a dump that was read to its end, each kind of doubt once. */
export function tellDoubts({ tables, damage }: Replay, findings: Findings, warn: ReadRequest['warn']): void {
  const { isWhole, hasInserts, hasToolMessages } = findings;
  const { invalid, guessed } = damage;
  if (!isWhole) warn('no-end-mark', 'the dump has neither a header nor an end mark: nothing tells whether it is whole');
  if (hasToolMessages) warn('tool-message', 'the dump holds messages of the program that made it (from 2>&1)');
  if (!hasInserts && tables.all.some(({ status }) => status === 'present')) {
    warn('no-rows', 'the dump has tables but not a single row: was it made with --no-data or --tab?');
  }
  if (invalid > 0) warn('invalid-text', `${invalid} values hold bytes that are no text in their character set`);
  if (guessed > 0)
    warn('guessed-charset', `${guessed} values are in no declared character set and were read as latin1`);
}
