/** Versions of Nova's API: `2.47` is the 47th change since 2.0. */

export type Microversion = number;

/** The oldest that is understood, the newest whose answers are. */
export const OLDEST: Microversion = 1;
export const NEWEST: Microversion = 96;

/** From which on the API tells something that a trace needs. */
export const SINCE = { deletedActions: 21, flavor: 47, actionPages: 58, eventHost: 62, downCells: 69 } as const;

export const spell = (version: Microversion): string => `2.${version}`;

/** What a version document says: the best version that both sides know, and where it is, relative to the document. */
export interface Negotiated {
  readonly version: Microversion;
  /** To be put behind the address of the document: empty, or e.g. `/v2.1`. */
  readonly path: string;
}

/** Reads a version document, of one version or of all; undefined when it is none, or knows no v2. */
export function negotiate(document: unknown): Negotiated | undefined {
  if (typeof document !== 'object' || document === null) return undefined;
  const { version, versions } = document as { version?: unknown; versions?: unknown };
  const single = newestOf(version);
  if (single !== undefined) return { version: single, path: '' };
  const found = (Array.isArray(versions) ? versions : [])
    .map((entry) => ({
      version: newestOf(entry),
      path: `/${String((entry as { id?: unknown })?.id).replace('.0', '')}`,
    }))
    .filter((entry): entry is Negotiated => entry.version !== undefined);
  return found.sort((a, b) => b.version - a.version || (a.path < b.path ? 1 : -1))[0];
}

function newestOf(entry: unknown): Microversion | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { id, version, min_version } = entry as Record<string, unknown>;
  if (typeof id !== 'string' || !/^v2(\.\d+)?$/.test(id)) return undefined;
  const newest = minorOf(version) ?? OLDEST;
  return (minorOf(min_version) ?? OLDEST) > NEWEST ? undefined : Math.max(OLDEST, Math.min(newest, NEWEST));
}

function minorOf(version: unknown): number | undefined {
  const minor = typeof version === 'string' ? /^2\.(\d+)$/.exec(version)?.[1] : undefined;
  return minor === undefined ? undefined : Number(minor);
}

/** What this version cannot tell, in words. */
export function lostBelow(version: Microversion): string[] {
  const lost: string[] = [];
  if (version < SINCE.deletedActions) lost.push('what was done to deleted servers (2.21)');
  if (version < SINCE.flavor) lost.push('the size of servers whose flavor is gone (2.47)');
  if (version < SINCE.eventHost) lost.push('the host of an event (2.62)');
  if (version < SINCE.downCells) lost.push('that servers are missing because their cell is down (2.69)');
  return lost;
}

/** Where the version document of an endpoint is: before the project, which older catalogs put at the end. */
export const versionUrl = (endpoint: string): string =>
  endpoint.replace(/\/+$/, '').replace(/(\/v2(?:\.1)?)\/[^/]+$/, '$1');
