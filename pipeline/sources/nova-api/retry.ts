import { setTimeout as sleep } from 'node:timers/promises';
import { PipelineError, toPipelineError } from '../../errors.ts';

/** How often, and after how many milliseconds, something is tried again. */
export interface RetryPolicy {
  readonly attempts: number;
  /** The first pause is up to this long, each further one up to twice the one before. */
  readonly base: number;
  readonly longest: number;
  /** A service may ask for a longer pause, but for none longer than this. */
  readonly longestAsked: number;
  /** Told of each hiccup that is tried again. */
  readonly onRetry?: (error: PipelineError) => void;
}

export const RETRIES: RetryPolicy = { attempts: 8, base: 500, longest: 30_000, longestAsked: 120_000 };

/** Something that may go better the next time. */
export class Hiccup extends Error {
  readonly error: PipelineError;
  /** Milliseconds that the service asked for. */
  readonly after: number | undefined;

  constructor(error: PipelineError, after?: number) {
    super(error.message);
    this.error = error;
    this.after = after;
  }
}

/** Tries until it works, or has been tried often enough; what is no hiccup is thrown at once. */
export async function retrying<T>(
  attempt: () => Promise<T>,
  { attempts, base, longest, longestAsked, onRetry }: RetryPolicy,
  signal: AbortSignal,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof Hiccup)) throw toPipelineError(thrown);
      if (tried >= attempts) throw triedInVain(thrown.error, tried);
      onRetry?.(thrown.error);
      // Half of the pause is chance, so that those who stumbled together do not come back together.
      const pause = Math.min(longest, base * 2 ** (tried - 1)) * (0.5 + Math.random() / 2);
      const asked = Math.min(thrown.after ?? 0, longestAsked);
      await sleep(Math.max(pause, asked), undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

const triedInVain = ({ code, exitCode, message, hint }: PipelineError, tried: number): PipelineError =>
  new PipelineError(code, exitCode, `${message}, tried ${tried} times`, { hint });

/** `Retry-After` in milliseconds: seconds, or a date. */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
