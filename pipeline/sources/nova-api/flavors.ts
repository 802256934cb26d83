import { refused } from './answers.ts';
import type { NovaClient } from './client.ts';

/** How large a server is. Null where it is not known. */
export interface Flavor {
  readonly vcpus: number | null;
  readonly memoryMb: number | null;
  readonly rootGb: number | null;
}

export const UNKNOWN_FLAVOR: Flavor = { vcpus: null, memoryMb: null, rootGb: null };

/** A flavor as the API spells it; null when it is but a reference to one. */
export function readFlavor(body: unknown): Flavor | null {
  const { vcpus, ram, disk } = (body ?? {}) as Record<string, unknown>;
  if (vcpus === undefined && ram === undefined) return null;
  return { vcpus: count(vcpus), memoryMb: count(ram), rootGb: count(disk) };
}

const count = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** Flavors by id, each asked for once: servers name only the id before 2.47. A flavor that is gone is undefined. */
export class Flavors {
  readonly #client: NovaClient;
  readonly #known = new Map<string, Promise<Flavor | undefined>>();

  constructor(client: NovaClient) {
    this.#client = client;
  }

  get(id: string): Promise<Flavor | undefined> {
    const known = this.#known.get(id) ?? this.#ask(id);
    this.#known.set(id, known);
    // What could not be read may be there for the next server.
    known.catch(() => this.#known.delete(id));
    return known;
  }

  async #ask(id: string): Promise<Flavor | undefined> {
    const path = `/flavors/${encodeURIComponent(id)}`;
    const found = await this.#client.get(
      path,
      (body) => readFlavor((body as { flavor?: unknown } | null)?.flavor) ?? undefined,
    );
    if (found.ok) return found.value;
    if (found.status === 404) return undefined;
    throw refused('Nova', found.status);
  }
}
