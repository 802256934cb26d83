import { distance } from 'fastest-levenshtein';

/** The candidate that was most likely meant, or undefined when none is near. */
export function nearest(wanted: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(wanted.length / 4));
  const [best] = candidates
    .map((candidate) => ({ candidate, cost: distance(wanted.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ cost }) => cost <= limit)
    .sort((a, b) => a.cost - b.cost);
  return best?.candidate;
}
