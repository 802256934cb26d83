import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ask } from '../../../../pipeline/sources/nova-api/answers.ts';
import { httpClient } from '../../../../pipeline/sources/nova-api/http.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** A server whose certificate nobody knows. */
async function start(): Promise<{ url: string; cacert: string }> {
  const folder = temporaryFolder();
  const [key, cacert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  spawnSync('openssl', ['req', '-x509', ...kind, ...names, '-keyout', key, '-out', cacert]);
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cacert) }, (_request, response) =>
    response.end('{}'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`, cacert };
}

const { signal } = new AbortController();
async function get(url: string, trust: { cacert?: string; insecure?: boolean }): Promise<unknown> {
  const http = await httpClient({ insecure: false, ...trust } as never, { sockets: 1, timeout: 10_000 });
  onTestFinished(() => http.close());
  return ask(http, 'Nova', { method: 'GET', url }, signal);
}

describe.runIf(hasOpenssl)('a certificate', () => {
  it('has to be trusted', async () => {
    const { url } = await start();
    await expect(get(url, {})).rejects.toMatchObject({
      code: 'untrusted',
      exitCode: 77,
      hint: expect.stringContaining('cacert'),
    });
  });

  it('is trusted when cacert has its authority, or anything goes', async () => {
    const { url, cacert } = await start();
    expect(await get(url, { cacert })).toMatchObject({ status: 200, body: {} });
    expect(await get(url, { insecure: true })).toMatchObject({ status: 200 });
  });
});

it.each(['nonsense', 'ftp://x/'])('%s is no address', async (url) => {
  await expect(get(url, {})).rejects.toMatchObject({ code: 'bad-address', exitCode: 78 });
});
