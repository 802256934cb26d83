import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NovaClient } from '../../../../pipeline/sources/nova-api/client.ts';
import { httpClient } from '../../../../pipeline/sources/nova-api/http.ts';
import { IdList } from '../../../../pipeline/sources/nova-api/id-list.ts';
import { checkList, listServers, type Server } from '../../../../pipeline/sources/nova-api/servers.ts';
import { Session } from '../../../../pipeline/sources/nova-api/session.ts';
import { passwordOf, QUICK } from '../../../support/crawl.ts';
import { type ApiCloud, type Asked, NovaApiServer, type ServerOptions } from '../../../support/nova-api-server.ts';

const uuid = (i: number): string => `${i.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
const server = (i: number) => ({ id: uuid(i), name: `s${i}`, status: 'ACTIVE', flavor: { vcpus: 1, ram: 2, disk: 3 } });
const cloudOf = (count: number): ApiCloud => ({
  living: Array.from({ length: count }, (_, i) => server(i)),
  deleted: [],
  actions: new Map(),
  flavors: new Map(),
});

async function clientOf(cloud: ApiCloud, options: ServerOptions): Promise<[NovaClient, NovaApiServer]> {
  const nova = await NovaApiServer.start(cloud, options);
  const connection = { method: 'password', auth: passwordOf(nova), interface: 'public', insecure: false } as const;
  const { signal } = new AbortController();
  const http = await httpClient(connection, { sockets: 1, timeout: 10_000 });
  const session = new Session(http, connection, QUICK, signal);
  return [await NovaClient.open(http, session, connection, { concurrency: 1, retries: QUICK, signal }), nova];
}

async function listed(client: NovaClient, deleted = false): Promise<Server[]> {
  const found: Server[] = [];
  for await (const page of listServers(client, deleted, new IdList())) found.push(...page);
  return found;
}

const isList = ({ path }: Asked): boolean => path.includes('/servers/detail');

describe('the list of servers', () => {
  it.each([0, 1, 4, 5, 6, 25])('of %d, in pages of 5, is given whole', async (count) => {
    const [client, nova] = await clientOf(cloudOf(count), { maxLimit: 5 });
    expect((await listed(client)).map(({ name }) => name)).toEqual(Array.from({ length: count }, (_, i) => `s${i}`));
    expect(nova.paths).toHaveLength(Math.floor(count / 5) + 1);
  });

  it('goes on behind an earlier server when the marker is gone', async () => {
    const cloud = cloudOf(20);
    const [client, nova] = await clientOf(cloud, {
      maxLimit: 5,
      onRequest: ({ path }) => {
        if (path.includes(`marker=${uuid(9)}`)) cloud.living.splice(7, 3);
      },
    });
    expect((await listed(client)).map(({ name }) => name)).toEqual(Array.from({ length: 20 }, (_, i) => `s${i}`));
    const markers = nova.paths.map((path) => /marker=0*([0-9a-f]+)-/.exec(path)?.[1]);
    // 9 is gone; one before it, and two, are, too; four before it is 6.
    expect(markers).toEqual([undefined, '4', '9', '8', '6', 'e', '13']);
  });

  it('loses none and gives none twice, whatever is purged meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.array(fc.nat(29), { maxLength: 6 }), { maxLength: 25 }),
        async (count, maxLimit, purges) => {
          const cloud = cloudOf(count);
          const purged = new Set<string>();
          let asked = 0;
          const onRequest = (request: Asked): void => {
            if (!isList(request)) return;
            for (const i of purges[asked] ?? []) {
              const at = cloud.living.findIndex(({ id }) => id === uuid(i));
              if (at >= 0) cloud.living.splice(at, 1);
              purged.add(uuid(i));
            }
            asked += 1;
          };
          const [client] = await clientOf(cloud, { maxLimit, onRequest });
          const ids = (await listed(client)).map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          const kept = Array.from({ length: count }, (_, i) => uuid(i)).filter((id) => !purged.has(id));
          expect(ids.filter((id) => !purged.has(id))).toEqual(kept);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('ends when every page is the first', async () => {
    const page = JSON.stringify({ servers: [server(1)], servers_links: [{ rel: 'next' }] });
    const fault = (asked: Asked) => (isList(asked) ? { status: 200, body: page } : undefined);
    const [client] = await clientOf(cloudOf(1), { fault });
    await expect(listed(client)).rejects.toMatchObject({ code: 'endless-list', exitCode: 65 });
  });

  it('goes on when a server that is listed is never known as a marker', async () => {
    const fault = ({ path }: Asked) => (path.includes(`marker=${uuid(4)}`) ? { status: 400 } : undefined);
    const [client] = await clientOf(cloudOf(12), { maxLimit: 5, fault });
    expect(await listed(client)).toHaveLength(12);
  });

  it('ends when no marker is ever known', async () => {
    const fault = ({ path }: Asked) => (path.includes('marker=') ? { status: 400 } : undefined);
    const [client] = await clientOf(cloudOf(12), { maxLimit: 5, fault });
    await expect(listed(client)).rejects.toMatchObject({ code: 'endless-list' });
  });

  it.each([{ id: '../../x' }, { id: 5 }, null, 'x'])('with %s in it is not believed', async (entry) => {
    const fault = (asked: Asked) =>
      isList(asked) ? { status: 200, body: JSON.stringify({ servers: [entry] }) } : undefined;
    const [client] = await clientOf(cloudOf(1), { fault });
    await expect(listed(client)).rejects.toMatchObject({ code: 'malformed-answer' });
  });

  it('tells of a server whose cell is down no more than it knows', async () => {
    const body = JSON.stringify({
      servers: [{ id: uuid(1), status: 'UNKNOWN', tenant_id: 'p', created: '2026-11-20T10:19:54Z' }],
    });
    const [client] = await clientOf(cloudOf(1), {
      fault: (asked) => (isList(asked) ? { status: 200, body } : undefined),
    });
    expect(await listed(client)).toMatchObject([
      { id: uuid(1), unknown: true, project: 'p', name: null, flavor: null },
    ]);
  });

  it('may be refused before anything is read', async () => {
    const [client] = await clientOf(cloudOf(1), { member: true });
    await expect(checkList(client)).rejects.toMatchObject({ code: 'forbidden', exitCode: 77 });
  });
});
