import { ExitCode, PipelineError } from '../../errors.ts';
import type { Connection } from '../../formats/openstack/credentials.ts';
import { type Answer, ask, malformed } from './answers.ts';
import { Gate } from './gate.ts';
import type { HttpClient } from './http.ts';
import { type Microversion, negotiate, OLDEST, spell, versionUrl } from './microversions.ts';
import { type RetryPolicy, retrying } from './retry.ts';
import type { Session } from './session.ts';

export interface ClientSettings {
  /** Requests under way at once. */
  readonly concurrency: number;
  readonly retries: RetryPolicy;
  readonly signal: AbortSignal;
}

/** Makes sense of an answer's body; undefined when there is none. */
export type Read<T> = (body: unknown) => T | undefined;

/** An answer, or the status with which Nova refuses one. */
export type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly status: number };

/** Asks Nova: with a token, in the negotiated version, as often as needed, a bounded number of requests at once. */
export class NovaClient {
  /** Which version of the API is spoken. */
  readonly version: Microversion;
  readonly #http: HttpClient;
  readonly #session: Session;
  readonly #url: string;
  readonly #settings: ClientSettings;
  readonly #gate: Gate;

  private constructor(
    http: HttpClient,
    session: Session,
    url: string,
    version: Microversion,
    settings: ClientSettings,
  ) {
    this.#http = http;
    this.#session = session;
    this.#url = url;
    this.version = version;
    this.#settings = settings;
    this.#gate = new Gate(settings.concurrency);
  }

  /** Signs in, finds the compute endpoint and agrees on a version. */
  static async open(
    http: HttpClient,
    session: Session,
    connection: Connection,
    settings: ClientSettings,
  ): Promise<NovaClient> {
    const compute = await session.compute();
    const endpoint = (connection.endpoint ?? chooseEndpoint(compute, connection)).replace(/\/+$/, '');
    // Deployments differ in who may see the document, and with or without a slash at its end.
    const root = versionUrl(endpoint);
    const reach = new NovaClient(http, session, '', OLDEST, settings);
    for (const url of [root, `${root}/`]) {
      const found = await reach.#send(url, (body) => body);
      const agreed = found.ok ? negotiate(found.value) : undefined;
      if (agreed === undefined) continue;
      return new NovaClient(http, session, endpoint + agreed.path, agreed.version, settings);
    }
    throw new PipelineError(
      'not-nova',
      ExitCode.badPipeline,
      'expected Nova 2.1 at the compute endpoint, found something else',
      {
        hint: 'set endpoint to its address, e.g. https://nova.example.org:8774/v2.1',
      },
    );
  }

  /** Why there will be no more answers, once that is so. */
  get failure(): PipelineError | undefined {
    return this.#session.failure;
  }

  /** @throws PipelineError when Nova gives no answer that makes sense, however often it is asked. */
  get<T>(path: string, read: Read<T>): Promise<Found<T>> {
    return this.#send(this.#url + path, read);
  }

  #send<T>(url: string, read: Read<T>): Promise<Found<T>> {
    const { retries, signal } = this.#settings;
    const attempt = async (): Promise<Found<T>> => {
      const { status, body } = await this.#ask(url);
      if (status > 300) return { ok: false, status };
      const value = read(body);
      if (value === undefined) throw malformed('Nova');
      return { ok: true, value };
    };
    return this.#gate.run(() => retrying(attempt, retries, signal));
  }

  /** A token that is refused is renewed once: it may have run out, or have been revoked. */
  async #ask(url: string): Promise<Answer> {
    const token = await this.#session.token();
    const answer = await this.#askWith(token, url);
    if (answer.status !== 401) return answer;
    const again = await this.#askWith(await this.#session.token(token), url);
    if (again.status !== 401) return again;
    throw new PipelineError('unauthorized', ExitCode.credentials, 'Nova refuses the token that Keystone gave (401)', {
      hint: 'is the compute endpoint that of the same cloud as auth_url? Its clocks may differ, or it may not trust this Keystone',
    });
  }

  #askWith(token: string, url: string): Promise<Answer> {
    const version = spell(this.version);
    const headers = {
      'X-Auth-Token': token,
      ...(this.version > OLDEST && {
        'OpenStack-API-Version': `compute ${version}`,
        // Before 2.27 only this name was known.
        'X-OpenStack-Nova-API-Version': version,
      }),
    };
    return ask(this.#http, 'Nova', { method: 'GET', url, headers }, this.#settings.signal);
  }
}

function chooseEndpoint(
  compute: Awaited<ReturnType<Session['compute']>>,
  { region, interface: wanted }: Connection,
): string {
  const fitting = compute.filter(
    (endpoint) => endpoint.interface === wanted && endpoint.region === (region ?? endpoint.region),
  );
  const regions = new Set(fitting.map((endpoint) => endpoint.region));
  if (regions.size === 1) return fitting[0]!.url;
  const known = [...new Set(compute.map((endpoint) => endpoint.region))].join(', ') || 'none';
  const hint = `set region to one of those that the catalog has: ${known}; or set endpoint`;
  if (regions.size > 1) {
    throw new PipelineError(
      'which-region',
      ExitCode.badPipeline,
      `expected a region, found ${regions.size} to choose from`,
      { hint },
    );
  }
  throw new PipelineError(
    'no-compute',
    ExitCode.badPipeline,
    `expected a compute endpoint (${wanted}) in the catalog, found none`,
    { hint },
  );
}
