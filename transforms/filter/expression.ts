import { ExitCode, PipelineError } from '../../pipeline/errors.ts';

/** An expression as it was read: what it means is not yet known. */
export type Expression =
  | { readonly kind: 'literal'; readonly at: number; readonly value: string | number | boolean | null }
  | { readonly kind: 'name'; readonly at: number; readonly name: string }
  | { readonly kind: 'call'; readonly at: number; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'operation';
      readonly at: number;
      readonly operator: string;
      readonly args: readonly Expression[];
    };

/** @param at 0-based character of the expression; undefined where it is all of it. */
export function badExpression(at: number | undefined, message: string, hint?: string): PipelineError {
  const place = at === undefined ? 'where' : `where, character ${at + 1}`;
  return new PipelineError('bad-expression', ExitCode.badPipeline, `${place}: ${message}`, { hint });
}
