import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

type Json = Readonly<Record<string, unknown>>;

/** What Nova knows, as its API spells it in its newest version. */
export interface ApiCloud {
  /** Living servers and deleted ones, in the order of the list. */
  readonly living: Json[];
  readonly deleted: Json[];
  /** By server: its actions, each with `events`, the newest first. */
  readonly actions: Map<string, Json[]>;
  /** By id. */
  readonly flavors: Map<string, Json>;
}

/** What to answer in place of the truth. */
export type Fault =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  /** The connection breaks off after half an answer; half an answer that ends well; no answer ever. */
  | 'cut'
  | 'half'
  | 'silence'
  | 'refused';

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly version: string | undefined;
  readonly token: string | undefined;
  /** What was sent, parsed. */
  readonly body: Json | undefined;
  /** How often this path has been asked for before. */
  readonly before: number;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

export interface ServerOptions {
  /** The newest microversion, e.g. `2.93`; empty for a Nova that has none. */
  readonly newest?: string;
  readonly fault?: (asked: Asked) => Fault | undefined;
  /** Called, and waited for, before each answer: what changes in the cloud meanwhile. */
  readonly onRequest?: (asked: Asked) => unknown;
  /** Milliseconds for which a token is said to hold. */
  readonly tokenLife?: number;
  /** Replaces the endpoint of the catalog; may hold `URL`. */
  readonly endpoints?: readonly { readonly interface: string; readonly region: string; readonly path: string }[];
  /** What non-admins do not see: all tenants, hosts, events. */
  readonly member?: boolean;
  readonly maxLimit?: number;
  /** Actions of a server on one page. */
  readonly maxActions?: number;
}

/** The secrets that the server accepts. Nothing of them may be seen anywhere. */
export const SECRETS = { password: 'hush-password', secret: 'hush-appcred', token: 'hush-token' } as const;

/** Keystone and Nova in one, over HTTP. */
export class NovaApiServer {
  readonly asked: Asked[] = [];
  /** As `auth_url`. */
  readonly authUrl: string;
  readonly url: string;
  /** How many answers are under way, at most. */
  mostAtOnce = 0;
  #atOnce = 0;
  readonly #tokens = new Set<string>([SECRETS.token]);
  readonly #cloud: ApiCloud;
  readonly #options: ServerOptions;

  private constructor(cloud: ApiCloud, options: ServerOptions, port: number) {
    this.#cloud = cloud;
    this.#options = options;
    this.url = `http://127.0.0.1:${port}`;
    this.authUrl = `${this.url}/identity/v3`;
  }

  /** Runs until the test is over. */
  static async start(cloud: ApiCloud, options: ServerOptions = {}): Promise<NovaApiServer> {
    const http = createServer({ keepAliveTimeout: 1000 });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const server = new NovaApiServer(cloud, options, (http.address() as AddressInfo).port);
    http.on('request', (request, response) => void server.#answer(request, response));
    onTestFinished(() => {
      http.closeAllConnections();
      http.close();
    });
    return server;
  }

  /** No token that was given out is valid any more. */
  revokeTokens(): void {
    this.#tokens.clear();
  }

  /** Paths that were asked for, without those of signing in. */
  get paths(): string[] {
    return this.asked.map(({ path }) => path).filter((path) => path.startsWith('/compute/v2.1/'));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    let over = false;
    for (const event of ['finish', 'close']) {
      response.on(event, () => {
        if (!over) this.#atOnce -= 1;
        over = true;
      });
    }
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const asked: Asked = {
      method: request.method!,
      path: request.url!,
      version: request.headers['openstack-api-version'] as string | undefined,
      token: request.headers['x-auth-token'] as string | undefined,
      body: pieces.length === 0 ? undefined : JSON.parse(Buffer.concat(pieces).toString()),
      before: this.asked.filter(({ path, method }) => path === request.url && method === request.method).length,
    };
    this.asked.push(asked);
    await this.#options.onRequest?.(asked);
    const fault = this.#options.fault?.(asked);
    if (fault === 'silence') return;
    if (fault === 'refused') {
      response.destroy();
      return;
    }
    if (typeof fault === 'object') {
      response.writeHead(fault.status, fault.headers).end(fault.body ?? '{}');
      return;
    }
    const { status, body, headers = {} } = this.#truth(asked, new URL(request.url!, this.url));
    const text = JSON.stringify(body);
    if (fault === 'half') response.writeHead(status, headers).end(text.slice(0, text.length / 2));
    else if (fault === 'cut') {
      response.writeHead(status, { ...headers, 'Content-Length': String(text.length) });
      response.write(text.slice(0, text.length / 2), () => response.destroy());
    } else response.writeHead(status, { ...headers, 'Content-Type': 'application/json' }).end(text);
  }

  #truth(asked: Asked, url: URL): Answer {
    if (url.pathname === '/identity/v3/auth/tokens') return this.#keystone(asked);
    if (asked.token === undefined || !this.#tokens.has(asked.token)) return error(401, 'unauthorized');
    const [, , , kind, ...rest] = url.pathname.split('/');
    if (url.pathname === '/compute' || url.pathname === '/compute/')
      return { status: 300, body: { versions: this.#versions() } };
    if (!url.pathname.startsWith('/compute/v2.1')) return error(404, 'itemNotFound');
    if (kind === undefined || kind === '') return { status: 200, body: { version: this.#versions()[1] } };
    const version = Number((asked.version ?? 'compute 2.1').split('.')[1]);
    if (kind === 'flavors') {
      const flavor = this.#cloud.flavors.get(decodeURIComponent(rest[0]!));
      return flavor === undefined ? error(404, 'itemNotFound') : { status: 200, body: { flavor } };
    }
    if (rest[0] === 'detail') return this.#servers(url.searchParams, version);
    return this.#actions(rest, url.searchParams.get('marker'), version);
  }

  #versions(): Json[] {
    const { newest = '2.93' } = this.#options;
    return [
      { id: 'v2.0', status: 'SUPPORTED', version: '', min_version: '' },
      { id: 'v2.1', status: 'CURRENT', version: newest, min_version: newest && '2.1' },
    ];
  }

  #keystone({ method, body, token: given }: Asked): Answer {
    const text = JSON.stringify(body ?? {});
    const known =
      method === 'GET'
        ? this.#tokens.has(given!)
        : Object.values(SECRETS).some((secret) => text.includes(`"${secret}"`));
    if (!known) return error(401, 'error');
    const { tokenLife = 3_600_000, endpoints = [{ interface: 'public', region: 'RegionOne', path: '/compute/v2.1' }] } =
      this.#options;
    const token = `token-${this.asked.length}`;
    this.#tokens.add(token);
    const now = Date.now();
    const compute = {
      type: 'compute',
      endpoints: endpoints.map(({ path, region, ...rest }) => ({
        ...rest,
        region,
        region_id: region,
        url: this.url + path,
      })),
    };
    return {
      status: method === 'GET' ? 200 : 201,
      headers: { 'X-Subject-Token': token },
      body: {
        token: {
          issued_at: new Date(now).toISOString(),
          expires_at: new Date(now + tokenLife).toISOString(),
          catalog: [{ type: 'identity', endpoints: [] }, compute],
        },
      },
    };
  }

  #servers(query: URLSearchParams, version: number): Answer {
    if (this.#options.member && query.get('all_tenants') === '1') return error(403, 'forbidden');
    const all = query.get('deleted') === '1' ? this.#cloud.deleted : this.#cloud.living;
    const marker = query.get('marker');
    const limit = Math.min(Number(query.get('limit') ?? 1000), this.#options.maxLimit ?? 1000);
    const start = marker === null ? 0 : all.findIndex(({ id }) => id === marker) + 1;
    if (marker !== null && start === 0) return error(400, 'badRequest');
    const servers = all.slice(start, start + limit).map((server) => inVersion(server, version));
    const next = new URLSearchParams(query);
    next.set('marker', String(servers.at(-1)?.id));
    // Behind a proxy that ends TLS, this is what the links look like.
    const links = [{ rel: 'next', href: `http://inside.invalid:8774/v2.1/servers/detail?${next}` }];
    return { status: 200, body: { servers, ...(servers.length === limit && { servers_links: links }) } };
  }

  #actions([id, , request]: string[], marker: string | null, version: number): Answer {
    const actions = this.#cloud.actions.get(id!);
    const deleted = this.#cloud.deleted.some((server) => server.id === id);
    const living = this.#cloud.living.some((server) => server.id === id);
    if (actions === undefined || (!living && !(deleted && version >= 21))) return error(404, 'itemNotFound');
    if (request === undefined) {
      const { maxActions = 1000 } = this.#options;
      const start = actions.findIndex(({ request_id }) => request_id === marker) + 1;
      const page = actions.slice(start, start + maxActions);
      const instanceActions = page.map(({ events: _, ...action }) => action);
      const links = [{ rel: 'next', href: 'http://inside.invalid' }];
      return { status: 200, body: { instanceActions, ...(page.length === maxActions && { links }) } };
    }
    const action = actions.find(({ request_id }) => request_id === decodeURIComponent(request));
    if (action === undefined) return error(404, 'itemNotFound');
    const events = (action.events as Json[]).map(({ host, hostId, details, ...event }) =>
      version >= 62 ? { ...event, host, hostId, details } : event,
    );
    return { status: 200, body: { instanceAction: { ...action, events } } };
  }
}

/** Before 2.47, a flavor is but a reference. */
function inVersion(server: Json, version: number): Json {
  if (version >= 47) return server;
  return { ...server, flavor: { id: (server.flavor as Json).original_name, links: [] } };
}

const error = (code: number, name: string): Answer => ({ status: code, body: { [name]: { code, message: 'no' } } });
