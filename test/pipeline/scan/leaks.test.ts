import { expect, test } from 'vitest';
import { ExitCode } from '../../../pipeline/errors.ts';
import { Leaks } from '../../../pipeline/scan/leaks.ts';

test('names places and kinds, the first twenty', () => {
  const leaks = new Leaks();
  leaks.add('a.csv', [{ line: 2, column: 'HOST', kind: 'hidden-value', fieldClass: 'host' }]);
  leaks.add(
    'b.jsonl',
    Array.from({ length: 30 }, (_, i) => ({ line: i, column: 'NOTE', kind: 'uuid' as const })),
  );
  const { exitCode, code, message } = leaks.error();
  expect({ exitCode, code }).toEqual({ exitCode: ExitCode.leak, code: 'leak-found' });
  const lines = message.split('\n');
  expect(lines[0]).toBe('found 31 places that must not be published:');
  expect(lines[1]).toBe('  a.csv:2, HOST: a value that was hidden elsewhere (host)');
  expect(lines[2]).toBe('  b.jsonl:0, NOTE: a UUID');
  expect(lines).toHaveLength(22);
  expect(lines[21]).toBe('  … and 11 more');
});
