import { ExitCode, PipelineError, toPipelineError } from '../../errors.ts';
import type { Connection } from '../../formats/openstack/credentials.ts';
import { isReadyToken, readToken, type TokenFacts, tokenRequest, tokensUrl } from '../../formats/openstack/keystone.ts';
import { ask, malformed, refused } from './answers.ts';
import type { HttpClient, HttpRequest } from './http.ts';
import { type RetryPolicy, retrying } from './retry.ts';

interface Token extends Pick<TokenFacts, 'compute'> {
  readonly value: string;
  /** When to get a new one, by the clock of `performance.now()`. */
  readonly renewAt: number;
}

/** A tenth of a token's life is left, or ten minutes of a long one, when it is renewed. */
const MARGIN = 600_000;

/** Holds a token, and gets a new one before it runs out, or when it is refused. */
export class Session {
  readonly #http: HttpClient;
  readonly #connection: Connection;
  readonly #retries: RetryPolicy;
  readonly #signal: AbortSignal;
  #current: Promise<Token> | undefined;
  #failure: PipelineError | undefined;

  constructor(http: HttpClient, connection: Connection, retries: RetryPolicy, signal: AbortSignal) {
    this.#http = http;
    this.#connection = connection;
    this.#retries = retries;
    this.#signal = signal;
  }

  /** Set once there is no token to be had any more: everything after that is in vain. */
  get failure(): PipelineError | undefined {
    return this.#failure;
  }

  /** The endpoints of the compute service, from the catalog. */
  async compute(): Promise<TokenFacts['compute']> {
    return (await this.#token()).compute;
  }

  /** @param refused a token that was refused: another is needed. */
  async token(refused?: string): Promise<string> {
    const current = this.#token();
    const { value, renewAt } = await current;
    if (value !== refused && performance.now() < renewAt) return value;
    // Of all who find it too old, only the first has a new one made.
    if (this.#current === current) this.#current = undefined;
    return (await this.#token()).value;
  }

  #token(): Promise<Token> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#current ??= this.#create();
    return this.#current;
  }

  async #create(): Promise<Token> {
    try {
      return await retrying(() => this.#ask(), this.#retries, this.#signal);
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#failure = toPipelineError(error);
      throw this.#failure;
    }
  }

  async #ask(): Promise<Token> {
    const { auth } = this.#connection;
    const url = tokensUrl(auth.auth_url!);
    const ready = isReadyToken(this.#connection) ? auth.token! : undefined;
    // A token that is to be used as it is can be asked for its catalog.
    const request: HttpRequest =
      ready === undefined
        ? { method: 'POST', url, body: tokenRequest(this.#connection) }
        : { method: 'GET', url, headers: { 'X-Auth-Token': ready, 'X-Subject-Token': ready } };
    const asked = performance.now();
    const { status, headers, body } = await ask(this.#http, 'Keystone', request, this.#signal);
    if (status >= 300) throw keystoneRefuses(status, ready !== undefined);
    const facts = readToken(body);
    const value = ready ?? headers['x-subject-token'];
    if (facts === undefined || typeof value !== 'string') throw malformed('Keystone');
    const { lifetime, compute } = facts;
    const margin = lifetime === undefined ? 0 : Math.min(MARGIN, lifetime / 10);
    const renewAt = lifetime === undefined || ready !== undefined ? Infinity : asked + lifetime - margin;
    return { value, renewAt, compute };
  }
}

function keystoneRefuses(status: number, isToken: boolean): PipelineError {
  if (status === 401 || status === 403 || (status === 404 && isToken)) {
    return new PipelineError(
      'wrong-credentials',
      ExitCode.credentials,
      `Keystone refuses the credentials (${status})`,
      {
        hint: isToken
          ? 'the token may have expired: make a new one, or use an application credential'
          : 'check the password or secret, and the names and domains of user and project',
      },
    );
  }
  if (status === 404 || (status >= 300 && status < 400)) {
    return new PipelineError(
      'not-keystone',
      ExitCode.badPipeline,
      `expected Keystone v3 at auth_url, found nothing there (${status})`,
      {
        hint: 'it is the address as openrc files and clouds.yaml have it, e.g. https://keystone.example.org:5000/v3',
      },
    );
  }
  return refused('Keystone', status);
}
