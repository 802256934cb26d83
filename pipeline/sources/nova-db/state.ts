import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import * as z from 'zod';
import { ExitCode, PipelineError, toPipelineError } from '../../errors.ts';

const ids = z.array(z.int().positive());
const stateSchema = z.strictObject({
  format: z.literal('sc-pipeline nova-db state'),
  version: z.literal(1),
  /** By database. */
  databases: z.record(
    z.string(),
    z.strictObject({
      /** Of the events that have been given, the shadow table's too: archiving keeps the id. */
      highest: z.int().nonnegative(),
      /** Given without a finish. */
      unfinished: ids,
      /** Not seen, though close below the highest: a transaction that was open still may have held them. */
      absent: ids,
    }),
  ),
});
type State = z.output<typeof stateSchema>;
export type EventsState = Readonly<State['databases'][string]>;

/** What has been given of a database of which nothing has. */
export const NOTHING_GIVEN: EventsState = { highest: 0, unfinished: [], absent: [] };

/** Which instance events earlier runs have given, in a file that holds only numbers and the names of databases. */
export class StateFile {
  readonly #path: string;
  readonly #state: State;

  private constructor(path: string, state: State) {
    this.#path = path;
    this.#state = state;
  }

  /** @throws PipelineError `damaged-state`, or that of the file system. */
  static async read(path: string): Promise<StateFile> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw toPipelineError(error);
    });
    const empty: State = { format: 'sc-pipeline nova-db state', version: 1, databases: {} };
    return new StateFile(path, text === undefined ? empty : parse(text, path));
  }

  of(database: string): EventsState {
    return (Object.hasOwn(this.#state.databases, database) && this.#state.databases[database]) || NOTHING_GIVEN;
  }

  /** Replaces the file, wholly or not at all. */
  async write(given: ReadonlyMap<string, EventsState>): Promise<void> {
    const databases = { ...this.#state.databases, ...Object.fromEntries(given) };
    const temporary = `${this.#path}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(`${JSON.stringify({ ...this.#state, databases })}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.#path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw toPipelineError(error);
    }
  }
}

function parse(text: string, path: string): State {
  const result = stateSchema.safeParse(json(text));
  if (result.success) return result.data;
  throw new PipelineError(
    'damaged-state',
    ExitCode.corruptInput,
    'expected the state of an earlier run, found a file of another form or version',
    { location: { file: path }, hint: 'name another file, or remove this one: the next run then gives all events' },
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
