import type { Chain, Pipeline, PlannedStage } from '../spec/plan.ts';
import type { SinkOptions } from '../stage.ts';
import { type Output, openFile, openStdout } from './output.ts';

/** Every sink of a chain and its branches, in the order of the file. */
export function sinksOf(chain: Chain): PlannedStage[] {
  return [...chain.sinks, ...chain.branches.flatMap((branch) => sinksOf(branch.chain))];
}

export const pathOf = (sink: PlannedStage): string => (sink.options as SinkOptions).path;

/** All outputs of a pipeline: they appear together, or none does. */
export class OutputSet {
  readonly #outputs: ReadonlyMap<PlannedStage, Output>;

  private constructor(outputs: ReadonlyMap<PlannedStage, Output>) {
    this.#outputs = outputs;
  }

  /** Opens them before anything is read: an output that cannot be written should not cost hours of reading. */
  static async open({ chain, manifest }: Pipeline, stdout: NodeJS.WritableStream): Promise<OutputSet> {
    // Only the manifest tells their checksums.
    const open = (path: string) => openFile(path, manifest !== false);
    const outputs = new Map<PlannedStage, Output>();
    try {
      for (const sink of sinksOf(chain)) {
        outputs.set(sink, pathOf(sink) === '-' ? openStdout(stdout) : await open(pathOf(sink)));
      }
    } catch (error) {
      await Promise.all([...outputs.values()].map((output) => output.discard()));
      throw error;
    }
    return new OutputSet(outputs);
  }

  of(sink: PlannedStage): Output {
    return this.#outputs.get(sink) as Output;
  }

  entries(): Iterable<[PlannedStage, Output]> {
    return this.#outputs.entries();
  }

  async sync(): Promise<void> {
    for (const output of this.#outputs.values()) await output.sync();
  }

  async commit(): Promise<void> {
    for (const output of this.#outputs.values()) await output.commit();
  }

  async discard(): Promise<void> {
    await Promise.allSettled([...this.#outputs.values()].map((output) => output.discard()));
  }
}
