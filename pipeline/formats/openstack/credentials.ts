/** What is needed to get a token from Keystone, wherever it was written. */
import { ExitCode, PipelineError } from '../../errors.ts';
import type { CloudSettings } from './clouds-yaml.ts';
import type { Variables } from './openrc.ts';

/** The keys of `auth:` in clouds.yaml that are understood. All are text; empty ones do not count. */
export const AUTH_KEYS = [
  'auth_url',
  'username',
  'user_id',
  'password',
  'user_domain_name',
  'user_domain_id',
  'project_name',
  'project_id',
  'project_domain_name',
  'project_domain_id',
  'default_domain',
  'system_scope',
  'application_credential_id',
  'application_credential_name',
  'application_credential_secret',
  'token',
] as const;
export type AuthKey = (typeof AUTH_KEYS)[number];
export type Auth = Readonly<Partial<Record<AuthKey, string>>>;

export type AuthMethod = 'password' | 'application_credential' | 'token';

/** How to get a token, and which endpoint of which region to ask then. */
export interface Connection {
  readonly method: AuthMethod;
  readonly auth: Auth;
  readonly region?: string | undefined;
  readonly interface: 'public' | 'internal' | 'admin';
  /** The compute endpoint, in place of the catalog's. */
  readonly endpoint?: string | undefined;
  /** PEM files. */
  readonly cacert?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Certificates are not checked. */
  readonly insecure: boolean;
}

/** Where the settings were written, and how a setting is called there. */
export interface Origin {
  /** For messages, e.g. `clouds.yaml`. */
  readonly name: string;
  readonly spell: (key: AuthKey) => string;
}

const METHODS: Readonly<Record<string, AuthMethod>> = {
  password: 'password',
  v3password: 'password',
  v3applicationcredential: 'application_credential',
  token: 'token',
  v3token: 'token',
};

/** Of older times, and abbreviations that clouds.yaml allows. */
const ALIASES: Readonly<Record<string, AuthKey>> = {
  tenant_name: 'project_name',
  tenant_id: 'project_id',
  user_name: 'username',
  'user-name': 'username',
};
const DOMAINS: Readonly<Record<string, readonly AuthKey[]>> = {
  domain_name: ['user_domain_name', 'project_domain_name'],
  domain_id: ['user_domain_id', 'project_domain_id'],
};

/** The settings of a cloud, as `OS_*` variables spell them, in the form of clouds.yaml. */
export function settingsOfVariables(variables: Variables): CloudSettings {
  const settings: Record<string, unknown> = {};
  const auth: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (!name.startsWith('OS_') || value === undefined || value === '') continue;
    const key = name.slice(3).toLowerCase();
    if (isAuthKey(key) || key in ALIASES || key in DOMAINS) auth[key] = value;
    else settings[key] = value;
  }
  return { ...settings, auth };
}

const isAuthKey = (key: string): key is AuthKey => (AUTH_KEYS as readonly string[]).includes(key);

/**
 * The settings of a cloud as a connection.
 *
 * @throws PipelineError that names what is missing, all at once, as it is spelled at its origin.
 */
export function toConnection(settings: CloudSettings, origin: Origin): Connection {
  const auth = authOf(settings);
  const method = methodOf(settings, auth, origin);
  const missing = whatIsMissing(method, auth).map((keys) => keys.map(origin.spell).join(' or '));
  if (missing.length > 0) {
    throw new PipelineError(
      'missing-credentials',
      ExitCode.credentials,
      `expected ${missing.join(', ')} in ${origin.name}, found none`,
      { hint: 'a password, an application credential or a token is needed, each with its user or project' },
    );
  }
  if (/\/v2\.0\/*$/.test(auth.auth_url!)) {
    throw new PipelineError(
      'keystone-v2',
      ExitCode.badPipeline,
      `expected Keystone v3, found v2.0 in ${origin.spell('auth_url')}`,
      {
        hint: 'let it end in /v3',
      },
    );
  }
  return {
    method,
    auth,
    region: text(settings.region_name),
    interface: interfaceOf(settings, origin),
    endpoint: text(settings.compute_endpoint_override) ?? text(settings.compute_endpoint),
    cacert: text(settings.cacert),
    cert: text(settings.cert),
    key: text(settings.key),
    insecure: isTrue(settings.insecure) || isFalse(settings.verify),
  };
}

function authOf(settings: CloudSettings): Auth {
  const auth: Partial<Record<AuthKey, string>> = {};
  const written = Object.entries((settings.auth ?? {}) as CloudSettings);
  for (const [key, value] of written) {
    const known = isAuthKey(key) ? [key] : [...(DOMAINS[key] ?? []), ...(ALIASES[key] ? [ALIASES[key]] : [])];
    const given = text(value);
    // What is written under its own name beats an abbreviation.
    for (const name of known) if (given !== undefined && (name === key || !(name in auth))) auth[name] = given;
  }
  return auth;
}

function methodOf(settings: CloudSettings, auth: Auth, origin: Origin): AuthMethod {
  const named = text(settings.auth_type);
  if (named !== undefined) {
    const method = METHODS[named.toLowerCase()];
    if (method !== undefined) return method;
    throw new PipelineError(
      'auth-type',
      ExitCode.badPipeline,
      `expected one of ${Object.keys(METHODS).join(', ')} as the auth_type of ${origin.name}, found another`,
      {
        hint: 'users who sign in elsewhere can make an application credential: openstack application credential create',
      },
    );
  }
  if (auth.application_credential_secret !== undefined) return 'application_credential';
  return auth.token !== undefined && auth.password === undefined ? 'token' : 'password';
}

/** Each missing thing with the keys of which one would do. */
function whatIsMissing(method: AuthMethod, auth: Auth): AuthKey[][] {
  const has = (...keys: AuthKey[]): boolean => keys.some((key) => auth[key] !== undefined);
  const wanted: AuthKey[][] = [['auth_url']];
  if (method === 'password') {
    wanted.push(['username', 'user_id'], ['password'], ['project_name', 'project_id', 'system_scope']);
  } else if (method === 'token') {
    wanted.push(['token']);
  } else {
    wanted.push(['application_credential_secret'], ['application_credential_id', 'application_credential_name']);
    if (!has('application_credential_id')) wanted.push(['username', 'user_id']);
  }
  return wanted.filter((keys) => !has(...keys));
}

function interfaceOf(settings: CloudSettings, origin: Origin): Connection['interface'] {
  const name = (text(settings.interface) ?? text(settings.endpoint_type) ?? 'public').replace(/URL$/, '');
  if (name === 'public' || name === 'internal' || name === 'admin') return name;
  throw new PipelineError(
    'interface',
    ExitCode.badPipeline,
    `expected public, internal or admin as the interface of ${origin.name}, found another`,
  );
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const isTrue = (value: unknown): boolean =>
  value === true || (typeof value === 'string' && /^(true|1|yes)$/i.test(value));
const isFalse = (value: unknown): boolean =>
  value === false || (typeof value === 'string' && /^(false|0|no)$/i.test(value));
