import type { Chain } from '../spec/plan.ts';

/** Does a stage move times by a secret offset? Then a manifest that told when the backups were made would tell the offset. */
export function hidesTimes({ stages, branches }: Chain): boolean {
  const moved = stages.some(
    ({ gives }) => gives?.kind === 'records' && gives.type.columns.some(({ treatment }) => treatment === 'shifted'),
  );
  return moved || branches.some(({ chain }) => hidesTimes(chain));
}

const YEAR = /(?:19|20)\d\d/;

/** Options without the texts that could hold a date: `start`, the name of a file. */
export function withoutDates(value: unknown): unknown {
  if (typeof value === 'string') return YEAR.test(value) ? '…' : value;
  if (Array.isArray(value)) return value.map(withoutDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutDates(inner)]));
}
