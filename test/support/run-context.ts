import type { PipelineError } from '../../pipeline/errors.ts';
import type { RunContext, TablesContext } from '../../pipeline/stage.ts';

export interface MemoryContext extends RunContext {
  readonly counters: Record<string, number>;
  readonly warnings: string[];
  /** Values that the stage told to hide, each once, with their field class. */
  readonly remembered: Map<string, string>;
  /** What was reported, as the manifest spells it. */
  facts(): Record<string, unknown>;
}

/** A context that remembers. Its sorter puts every item through JSON, as a spill would, and gives small batches. */
export function memoryContext(epoch = 0): MemoryContext {
  const counters: Record<string, number> = {};
  const warnings: string[] = [];
  const remembered = new Map<string, string>();
  const facts: Record<string, unknown> = {};
  return {
    counters,
    warnings,
    remembered,
    epoch,
    signal: new AbortController().signal,
    runKey: new Uint8Array(32),
    warn: (code, message) => warnings.push(`${code}: ${message}`),
    count: (counter, by = 1) => {
      counters[counter] = (counters[counter] ?? 0) + by;
    },
    report: (fact, value) => {
      facts[fact] = value;
    },
    remember: (value, fieldClass) => remembered.set(value, fieldClass),
    facts: () => JSON.parse(JSON.stringify(facts)),
    sorter<T>(compare: (a: T, b: T) => number) {
      const items: T[] = [];
      return {
        add: async (more: readonly T[]) => {
          items.push(...(JSON.parse(JSON.stringify(more)) as T[]));
        },
        async *sorted() {
          items.sort(compare);
          for (let i = 0; i < items.length; i += 3) yield items.slice(i, i + 3);
        },
      };
    },
  };
}

export interface MemoryTablesContext extends MemoryContext, TablesContext {
  readonly left: { what: string; error: PipelineError }[];
}

/** A {@link memoryContext} for sources of tables, whose run can be ended. */
export function tablesContext(signal: AbortSignal = new AbortController().signal): MemoryTablesContext {
  const left: { what: string; error: PipelineError }[] = [];
  return {
    ...memoryContext(),
    signal,
    left,
    alias: (value, fieldClass) => `${fieldClass}-${value.length}`,
    leftOut: (what, error) => left.push({ what, error }),
    progress: () => {},
  };
}
