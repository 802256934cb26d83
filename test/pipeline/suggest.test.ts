import { describe, expect, it } from 'vitest';
import { alternatives, code, didYouMean, printable, suggest } from '../../pipeline/suggest.ts';

const STAGES = ['backups', 'sql-dump', 'machine-events', 'mask', 'csv', 'jsonl'];

describe('suggest', () => {
  it.each([
    ['sql-dmup', 'sql-dump'],
    ['sqldump', 'sql-dump'],
    ['machine_events', 'machine-events'],
    ['MachineEvents', 'machine-events'],
    ['machine-event', 'machine-events'],
    ['msak', 'mask'],
    ['backup', 'backups'],
    ['cvs', 'csv'],
    ['CSV', 'csv'],
    ['json', 'jsonl'],
  ])('takes %s for %s', (word, meant) => {
    expect(suggest(word, STAGES)).toBe(meant);
  });

  it.each(['', 'x', 'filter', 'parquet', 'nova-db', 'out'])('knows nothing like %j', (word) => {
    expect(suggest(word, STAGES)).toBeUndefined();
  });

  it('makes a question of it, or says what else is given', () => {
    expect(didYouMean('cvs', STAGES)).toBe('did you mean `csv`?');
    expect(didYouMean('parquet', STAGES)).toBeUndefined();
    expect(didYouMean('parquet', STAGES, 'ask again')).toBe('ask again');
  });
});

describe('words in messages', () => {
  it('joins alternatives', () => {
    expect(alternatives([])).toBe('');
    expect(alternatives(['a'])).toBe('a');
    expect(alternatives(['a', 'b'], 'and')).toBe('a and b');
    expect(alternatives(['a', 'b', 'c'])).toBe('a, b or c');
  });

  it('lets nothing steer the terminal', () => {
    expect(printable('a\u001b[31mb\nc\u202ed')).toBe('a\u{fffd}[31mb\u{fffd}c\u{fffd}d');
    expect(code('a\u0007')).toBe('`a\u{fffd}`');
  });
});
