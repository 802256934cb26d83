import { ExitCode, PipelineError } from '../../errors.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './http.ts';
import { Hiccup, readRetryAfter } from './retry.ts';

/** Whom to blame in messages; addresses stay out of them. */
export type Service = 'Keystone' | 'Nova';

export interface Answer {
  readonly status: number;
  readonly headers: HttpAnswer['headers'];
  /** Parsed JSON; undefined for an answer that refuses. */
  readonly body: unknown;
}

/**
 * Asks once.
 *
 * @throws Hiccup when asking again may help: no connection, no answer in time, an answer cut off, 429, 5xx, something that is no
 * JSON; PipelineError for a certificate that is not trusted and an address that is none.
 */
export async function ask(
  http: HttpClient,
  service: Service,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<Answer> {
  const { status, headers, text } = await http.send(request, signal).catch((thrown: unknown) => {
    signal.throwIfAborted();
    throw noAnswer(service, thrown as NodeJS.ErrnoException);
  });
  if (isTooMany(status) || (status >= 500 && status !== 501)) {
    const after = headers['retry-after'];
    throw new Hiccup(refused(service, status), readRetryAfter(after, Date.now()));
  }
  // 300 is how some versions of Nova and Keystone list their versions.
  if (status > 300) return { status, headers, body: undefined };
  try {
    return { status, headers, body: JSON.parse(text) };
  } catch {
    throw malformed(service);
  }
}

/** 413 is what Nova said before there was 429. */
const isTooMany = (status: number): boolean => status === 429 || status === 413;

/** An answer that is not what such a request is answered with. */
export function malformed(service: Service): Hiccup {
  return new Hiccup(
    new PipelineError(
      'malformed-answer',
      ExitCode.corruptInput,
      `${service} answered with something that is not its JSON`,
      {
        hint: 'is there something else at this address, such as a proxy that wants a login?',
      },
    ),
  );
}

/** A status that nobody waits for. */
export function refused(service: Service, status: number): PipelineError {
  if (isTooMany(status) || status >= 500) {
    return new PipelineError('service-down', ExitCode.transient, `${service} answered ${status}`, {
      hint: isTooMany(status) ? 'it asks for fewer requests: lower concurrency' : 'try again later',
    });
  }
  return new PipelineError(
    'refused',
    ExitCode.corruptInput,
    `${service} answered ${status}, which makes no sense here`,
    {
      hint: status < 400 ? 'redirects are not followed: write the address that it leads to' : undefined,
    },
  );
}

const TLS_ERRORS = /^(CERT_|ERR_TLS_|ERR_SSL_|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/;

function noAnswer(service: Service, { code = '', name }: NodeJS.ErrnoException): Hiccup | PipelineError {
  if (TLS_ERRORS.test(code)) {
    return new PipelineError('untrusted', ExitCode.credentials, `${service} cannot be trusted over TLS (${code})`, {
      hint: 'name the file of the authority behind its certificate with cacert; a service without TLS is at http://',
    });
  }
  if (code === 'ERR_INVALID_URL' || code === 'ERR_INVALID_PROTOCOL') {
    return new PipelineError('bad-address', ExitCode.badPipeline, `the address of ${service} is no http:// URL`);
  }
  const why = name === 'TimeoutError' ? 'has not answered in time' : `cannot be reached (${code})`;
  return new Hiccup(
    new PipelineError('service-down', ExitCode.transient, `${service} ${why}`, {
      hint: 'look whether the address is right and the service runs; a slow one may need a longer timeout',
    }),
  );
}
