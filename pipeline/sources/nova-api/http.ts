import { readFile } from 'node:fs/promises';
import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import type { Connection } from '../../formats/openstack/credentials.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request, one answer. Throws what Node throws when there is none. */
export interface HttpClient {
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  close(): void;
}

/**
 * HTTP over connections that are kept open, at most `sockets` of them. Redirects are not followed: a token goes to nobody but the
 * service that the user named. (Not `fetch`, which takes no certificates of its own.)
 *
 * @param timeout milliseconds in which an answer has to be there, to its last byte.
 */
export async function httpClient(
  { cacert, cert, key, insecure }: Pick<Connection, 'cacert' | 'cert' | 'key' | 'insecure'>,
  { sockets, timeout }: { readonly sockets: number; readonly timeout: number },
): Promise<HttpClient> {
  const keptOpen = { keepAlive: true, maxSockets: sockets };
  const plain = new http.Agent(keptOpen);
  const tls = new https.Agent({
    ...keptOpen,
    ...(cacert !== undefined && { ca: await readFile(cacert) }),
    ...(cert !== undefined && { cert: await readFile(cert), key: await readFile(key ?? cert) }),
    rejectUnauthorized: !insecure,
  });

  function send({ method, url, headers, body }: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const payload = body && JSON.stringify(body);
    const secure = url.startsWith('https:');
    const options = {
      method,
      agent: secure ? tls : plain,
      signal,
      headers: {
        Accept: 'application/json',
        'User-Agent': 'sc-pipeline',
        ...(payload !== undefined && {
          'Content-Type': 'application/json',
          'Content-Length': String(Buffer.byteLength(payload)),
        }),
        ...headers,
      },
    };
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<HttpAnswer>((resolve, reject) => {
      const request = (secure ? https : http).request(url, options, (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        // A connection that breaks off in the middle of an answer is an error here, not an end.
        response.on('error', reject);
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(pieces).toString('utf8'),
          });
        });
      });
      request.on('error', reject);
      // Not AbortSignal.timeout, whose timers go on, and hold what they can, long after the answer.
      timer = setTimeout(() => {
        reject(new DOMException('no answer in time', 'TimeoutError'));
        request.destroy();
      }, timeout);
      request.end(payload);
    });
    return answered.finally(() => clearTimeout(timer));
  }

  return {
    send,
    close() {
      plain.destroy();
      tls.destroy();
    },
  };
}
