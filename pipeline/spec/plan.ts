/** A pipeline.yaml that was understood: what the engine runs. */
import type { Location } from '../errors.ts';
import type { AnyStage, Flow } from '../stage.ts';

export interface Pipeline {
  /** From the file, else the file's base name. */
  readonly name: string;
  /** The YAML file as the user named it. */
  readonly file: string;
  /** Microseconds since 1970-01-01T00:00:00Z. */
  readonly epoch: number;
  /** Where the manifest goes: an absolute path, `false` for none, undefined for the default place. */
  readonly manifest: string | false | undefined;
  readonly chain: Chain;
}

/** Stages in the order of the data; then sinks that all receive the records, or branches that are all fed. */
export interface Chain {
  /** Several sources instead of one: each a chain of its own, without sinks. What they give is put together for the stages. */
  readonly merged?: readonly { readonly name: string; readonly chain: Chain }[];
  readonly stages: readonly PlannedStage[];
  readonly sinks: readonly PlannedStage[];
  readonly branches: readonly { readonly name: string; readonly chain: Chain }[];
}

export interface PlannedStage<S extends AnyStage = AnyStage> {
  /** The `id:` written beside it, else the stage's name, numbered where it is repeated (`csv`, `csv-2`). */
  readonly id: string;
  readonly stage: S;
  /** Checked and completed by the stage's schema; paths are absolute. */
  readonly options: unknown;
  /** The options that may be shown: those the user wrote, without secrets, paths as written. */
  readonly shownOptions: Readonly<Record<string, unknown>>;
  readonly location: Location;
  /** What comes out of it; undefined for sinks. */
  readonly gives: Flow | undefined;
}

/** Where stages are found by name. Built-in ones load on demand. */
export interface Catalog {
  names(): readonly string[];
  load(name: string): Promise<AnyStage | undefined>;
}
