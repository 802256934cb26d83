/** Requests to Keystone v3, and what its answers mean. */
import type { Auth, Connection } from './credentials.ts';

/** Where tokens are made; `auth_url` may lack the version. */
export function tokensUrl(authUrl: string): string {
  const base = authUrl.replace(/\/+$/, '');
  return `${/\/v3$/.test(base) ? base : `${base}/v3`}/auth/tokens`;
}

/** The body of `POST /v3/auth/tokens`. */
export function tokenRequest({ method, auth }: Connection): object {
  const identity = { methods: [method], [method]: identityOf(method, auth) };
  const scope = method === 'application_credential' ? undefined : scopeOf(auth);
  return { auth: { identity, ...(scope && { scope }) } };
}

function identityOf(method: Connection['method'], auth: Auth): object {
  if (method === 'token') return { id: auth.token };
  if (method === 'password') return { user: { ...userOf(auth), password: auth.password } };
  const secret = auth.application_credential_secret;
  if (auth.application_credential_id !== undefined) return { id: auth.application_credential_id, secret };
  return { name: auth.application_credential_name, secret, user: userOf(auth) };
}

function userOf(auth: Auth): object {
  if (auth.user_id !== undefined) return { id: auth.user_id };
  return { name: auth.username, domain: domainOf(auth.user_domain_id, auth.user_domain_name, auth) };
}

/** Undefined where no scope is given: an application credential and a token have theirs. */
function scopeOf(auth: Auth): object | undefined {
  if (auth.project_id !== undefined) return { project: { id: auth.project_id } };
  if (auth.project_name !== undefined) {
    const domain = domainOf(auth.project_domain_id, auth.project_domain_name, auth);
    return { project: { name: auth.project_name, domain } };
  }
  return auth.system_scope === undefined ? undefined : { system: { all: true } };
}

/** An id beats a name; with neither it is the domain that every Keystone has. */
function domainOf(id: string | undefined, name: string | undefined, { default_domain }: Auth): object {
  if (id !== undefined) return { id };
  return name === undefined ? { id: default_domain ?? 'default' } : { name };
}

/** Is a token given that is to be used as it is? */
export const isReadyToken = ({ method, auth }: Connection): boolean =>
  method === 'token' && scopeOf(auth) === undefined;

export interface Endpoint {
  readonly interface: string;
  readonly region: string;
  readonly url: string;
}

export interface TokenFacts {
  /** For how long it held when it was made, in milliseconds; undefined where the answer does not say. */
  readonly lifetime: number | undefined;
  /** Of the compute service, in the order of the catalog. */
  readonly compute: readonly Endpoint[];
}

/** What the answer to a request for a token tells; undefined when it is none. */
export function readToken(body: unknown): TokenFacts | undefined {
  const token = fieldOf(body, 'token');
  if (typeof token !== 'object' || token === null) return undefined;
  const lifetime = Date.parse(String(fieldOf(token, 'expires_at'))) - Date.parse(String(fieldOf(token, 'issued_at')));
  const services = listOf(fieldOf(token, 'catalog')).filter((service) => fieldOf(service, 'type') === 'compute');
  const compute = services.flatMap((service) =>
    listOf(fieldOf(service, 'endpoints')).map((endpoint) => ({
      interface: String(fieldOf(endpoint, 'interface')),
      region: String(fieldOf(endpoint, 'region_id') ?? fieldOf(endpoint, 'region')),
      url: String(fieldOf(endpoint, 'url')),
    })),
  );
  return { lifetime: Number.isNaN(lifetime) ? undefined : lifetime, compute };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
