import { ExitCode, PipelineError } from '../../errors.ts';
import { refused } from './answers.ts';
import type { NovaClient } from './client.ts';
import { type Flavor, readFlavor } from './flavors.ts';
import { type IdList, isUuid } from './id-list.ts';

/** What a trace needs of a server. */
export interface Server {
  readonly id: string;
  /** The display name. */
  readonly name: string | null;
  readonly user: string | null;
  readonly project: string | null;
  /** The name of its nova-compute, and of the hypervisor: of bare metal, the node's UUID. */
  readonly host: string | null;
  readonly hypervisor: string | null;
  /** Since 2.47 its size; before, the flavor's id. */
  readonly flavor: Flavor | string | null;
  readonly deleted: boolean;
  /** Its cell does not answer: little more than its id is known. */
  readonly unknown: boolean;
  /** Hosts are told, if only to say that it is on none. */
  readonly showsHosts: boolean;
}

interface Page {
  readonly servers: readonly Server[];
  readonly more: boolean;
}

const PAGE = 100;

/** The path of a page of the list. */
export const listPath = (deleted: boolean, limit: number, marker?: string): string =>
  `/servers/detail?all_tenants=1&deleted=${deleted ? 1 : 0}&limit=${limit}${marker === undefined ? '' : `&marker=${marker}`}`;

/**
 * The servers of all projects that are not yet in `ids`, which come to be in it. A page begins behind a marker, the last server of
 * the page before; when that has been purged meanwhile, Nova refuses it, and the list goes on behind an earlier one.
 *
 * @param onPage sees all servers of a page.
 */
export async function* listServers(
  client: NovaClient,
  deleted: boolean,
  ids: IdList,
  onPage?: (servers: readonly Server[]) => void,
): AsyncGenerator<readonly Server[]> {
  const before = ids.length;
  const broken = new Set<string>();
  let marker: string | undefined;
  let steps = 0;
  let idle = 0;
  for (;;) {
    const page = await getPage(client, listPath(deleted, PAGE, marker), marker !== undefined);
    if (page === undefined) {
      broken.add(marker!);
      marker = earlierMarker(steps);
      steps += 1;
    } else {
      steps = 0;
      onPage?.(page.servers);
      const fresh = page.servers.filter(({ id }) => ids.add(id));
      idle = fresh.length > 0 ? 0 : idle;
      if (fresh.length > 0) yield fresh;
      if (!page.more) return;
      marker = page.servers.findLast(({ id }) => !broken.has(id))?.id;
    }
    idle += 1;
    // Going back to the very first page and on from there takes no more than this.
    if (idle > 50 + ids.length) throw endless();
  }

  /** 1, 2, 4, 8… servers back, then the beginning. */
  function earlierMarker(step: number): string | undefined {
    for (let back = 2 ** step; ids.length - back >= before; back *= 2) {
      const id = ids.at(ids.length - back);
      if (!broken.has(id)) return id;
    }
    return undefined;
  }
}

/** Undefined when Nova does not know the marker. */
async function getPage(client: NovaClient, path: string, withMarker: boolean): Promise<Page | undefined> {
  const found = await client.get(path, readPage);
  if (found.ok) return found.value;
  if (found.status === 400 && withMarker) return undefined;
  if (found.status === 403) {
    throw new PipelineError('forbidden', ExitCode.credentials, "Nova refuses to list all projects' servers (403)", {
      hint: "the user needs the role admin (Nova's policy os_compute_api:servers:detail:get_all_tenants) in the project it signs in to",
    });
  }
  throw refused('Nova', found.status);
}

/** Looks whether the list may be read at all. */
export async function checkList(client: NovaClient): Promise<void> {
  await getPage(client, listPath(false, 1), false);
}

function readPage(body: unknown): Page | undefined {
  const { servers, servers_links } = (body ?? {}) as { servers?: unknown; servers_links?: unknown };
  if (!Array.isArray(servers)) return undefined;
  const read = servers.map(readServer);
  if (read.includes(undefined)) return undefined;
  return { servers: read as Server[], more: hasNext(servers_links) };
}

/** A list of links, of which one leads to the next page. The address in it is not used: proxies make it wrong. */
export const hasNext = (links: unknown): boolean =>
  Array.isArray(links) && links.some((link) => (link as { rel?: unknown } | null)?.rel === 'next');

function readServer(body: unknown): Server | undefined {
  const server = (body ?? {}) as Record<string, unknown>;
  const { id, status } = server;
  if (!isUuid(id)) return undefined;
  return {
    id,
    name: text(server.name),
    user: text(server.user_id),
    project: text(server.tenant_id),
    host: text(server['OS-EXT-SRV-ATTR:host']),
    hypervisor: text(server['OS-EXT-SRV-ATTR:hypervisor_hostname']),
    flavor: readFlavor(server.flavor) ?? text((server.flavor as { id?: unknown } | undefined)?.id),
    deleted: status === 'DELETED' || status === 'SOFT_DELETED',
    unknown: status === 'UNKNOWN' && server.name === undefined,
    showsHosts: 'OS-EXT-SRV-ATTR:hypervisor_hostname' in server,
  };
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function endless(): PipelineError {
  return new PipelineError(
    'endless-list',
    ExitCode.corruptInput,
    'Nova gives the same pages of servers again and again',
    {
      hint: 'is there a proxy that ignores the marker of a page?',
    },
  );
}
