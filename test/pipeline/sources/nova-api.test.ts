import { describe, expect, it } from 'vitest';
import { type Cloud, inventCloud } from '../../../fixtures/index.ts';
import { PipelineError } from '../../../pipeline/errors.ts';
import { registry } from '../../../pipeline/registry.ts';
import { novaApiOptions } from '../../../pipeline/sources/nova-api/options.ts';
import novaApi from '../../../pipeline/sources/nova-api.ts';
import { inventedApi } from '../../support/api-clouds.ts';
import { crawl, crawlContext, passwordOf, request } from '../../support/crawl.ts';
import { pipelineOf, problemsOf } from '../../support/load.ts';
import {
  type ApiCloud,
  type Asked,
  type Fault,
  NovaApiServer,
  SECRETS,
  type ServerOptions,
} from '../../support/nova-api-server.ts';
import { temporaryFile } from '../../support/temporary-folder.ts';

let invented: Cloud | undefined;
/** A cloud of some 40 servers that nobody purges; what a test does to it stays in the test. */
function someCloud(): ApiCloud {
  invented ??= inventCloud({ seed: 12, hosts: 6, instances: 40, cells: 2, snapshots: 8 });
  return inventedApi(invented, invented.snapshots.at(-1)!);
}

const start = (options: ServerOptions = {}, cloud = someCloud()) => NovaApiServer.start(cloud, options);

async function failure(promise: Promise<unknown>): Promise<PipelineError> {
  const error = await promise.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(PipelineError);
  return error as PipelineError;
}

const isList = ({ path }: Asked): boolean => path.includes('/servers/detail');
const isDetail = ({ path }: Asked): boolean => /os-instance-actions\/./.test(path);
const isActions = ({ path }: Asked): boolean => path.endsWith('/os-instance-actions');
const countEvents = ({ actions }: ApiCloud): number =>
  [...actions.values()].flat().reduce((sum, { events }) => sum + (events as unknown[]).length, 0);
const ids = (rows: readonly Record<string, unknown>[]): unknown[] => [...new Set(rows.map((row) => row.instance_uuid))];

describe('a whole crawl', () => {
  it('gives every event of every server once, living or deleted', async () => {
    const cloud = someCloud();
    const { rows, context } = await crawl(await start({}, cloud));
    const shown = [...cloud.living, ...cloud.deleted].map(({ id }) => id);
    expect(cloud.deleted.length).toBeGreaterThan(2);
    expect(new Set(ids(rows))).toEqual(
      new Set(shown.filter((id) => cloud.actions.get(String(id))!.some(({ events }) => (events as unknown[]).length))),
    );
    expect(rows).toHaveLength(countEvents(cloud));
    expect(context.left).toEqual([]);
    expect(context.warnings).toEqual([]);
    expect(context.facts()).toEqual({ microversion: '2.93' });
  });

  it('tells what happened, up to what the API does not know', async () => {
    const { rows } = await crawl(await start());
    const truth = invented!.revealedInstanceEvents([invented!.snapshots.at(-1)!], { shadow: false });
    const time = (micros: number | null) =>
      micros === null ? null : new Date(micros / 1000).toISOString().slice(0, 19).replace('T', ' ');
    const expected = truth.map(
      ({ instance, event, start, finish, result, displayName, user, project, node, properties }) => ({
        instance_uuid: instance,
        event,
        start_time: time(start),
        finish_time: time(finish),
        result,
        instance_name: displayName,
        user_id: user,
        project_id: project,
        node,
        memory_mb: String(properties.memory_mb),
        root_gb: String(properties.root_gb),
        vcpus: String(properties.vcpus),
      }),
    );
    const spelled = (list: readonly object[]) => list.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
    const columns = Object.keys(expected[0]!);
    const found = rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])));
    expect(expected.length).toBeGreaterThan(50);
    expect(spelled(found)).toEqual(spelled(expected));
  });

  it('reads all pages of actions', async () => {
    const { rows } = await crawl(await start({ maxActions: 2 }));
    expect(rows).toHaveLength(countEvents(someCloud()));
  });

  it('never keeps a traceback', async () => {
    const cloud = someCloud();
    const traces = [...cloud.actions.values()]
      .flat()
      .flatMap(({ events }) => (events as { traceback: string | null }[]).map(({ traceback }) => traceback));
    const { rows } = await crawl(await start({}, cloud));
    expect(traces.some(Boolean)).toBe(true);
    expect(JSON.stringify(rows)).not.toMatch(/Traceback/);
  });

  it('puts everything into the first database', async () => {
    const { batches } = await crawl(await start(), { request: request({}, ['nova', 'nova_cell0']) });
    expect(batches.slice(0, 2)).toEqual([
      { database: 'nova_cell0', rows: 0 },
      { database: 'nova', rows: 0 },
    ]);
    expect(batches.slice(2).every(({ database }) => database === 'nova')).toBe(true);
  });

  it('tells two servers of one name apart', async () => {
    const cloud = someCloud();
    const living = cloud.living.map((server) => ({ ...server, name: 'web' }));
    const { rows } = await crawl(await start({}, { ...cloud, living }));
    expect(ids(rows.filter(({ instance_name }) => instance_name === 'web')).length).toBeGreaterThan(1);
  });

  it('tells how far it is', async () => {
    const { context } = await crawl(await start());
    const [done, total] = context.steps.at(-1)!;
    expect(done).toBe(total);
    expect(context.steps.map(([d]) => d)).toEqual(context.steps.map(([d]) => d).sort((a, b) => a - b));
  });

  it('has as many requests under way as it may', async () => {
    const waiting: (() => void)[] = [];
    const server = await start({
      // The first three wait for each other.
      onRequest: (asked) => {
        if (!isActions(asked) || waiting.length === 3) return undefined;
        return new Promise<void>((resolve) => {
          waiting.push(resolve);
          if (waiting.length === 3) for (const go of waiting) go();
        });
      },
    });
    await crawl(server, { options: { concurrency: 3 } });
    expect(server.mostAtOnce).toBe(3);
  });

  it('asks for nothing that is not wanted', async () => {
    const server = await start();
    const { rows } = await crawl(server);
    const times = rows.map(({ action_created_at }) => String(action_created_at)).sort();
    const from = times[Math.floor(times.length / 2)]!;
    const owner = rows[0]!.user_id;
    const where = { start: Date.parse(`${from.replace(' ', 'T')}Z`) * 1000, excludeUsers: [owner] };
    const other = await start();
    const { rows: fewer } = await crawl(other, { request: request(where) });
    expect(fewer.length).toBeGreaterThan(0);
    expect(fewer).toHaveLength(
      rows.filter((row) => String(row.action_created_at) >= from && row.user_id !== owner).length,
    );
    expect(other.asked.filter(isDetail).length).toBeLessThan(server.asked.filter(isDetail).length / 2);
  });
});

describe('what instance-events is not', () => {
  it.each([
    ['instance-events: { cloud: vm }', []],
    ['machine-events: { cloud: vm }', ['type-mismatch']],
    ['lease-events', ['type-mismatch']],
  ])('is refused by lint: %s', async (transform, codes) => {
    const text = pipelineOf('- nova-api: { os_cloud: prod }', `- ${transform}`, '- mask', '- csv');
    const problems = await problemsOf(text, { catalog: registry });
    expect(problems.match(/(?<=error )\S+/g) ?? []).toEqual(codes);
  });

  it('is refused by the run, where a merge hid it', async () => {
    const server = await start();
    const needs = [{ database: 'nova', table: 'compute_nodes', columns: ['id'] }];
    for (const wanted of [
      { needs, views: [] },
      { ...request(), needs },
    ]) {
      expect(await failure(crawl(server, { request: wanted }))).toMatchObject({
        code: 'only-instance-events',
        exitCode: 78,
      });
    }
    expect(server.asked).toEqual([]);
  });
});

describe('signing in', () => {
  it.each([
    ['an application credential', { application_credential_id: 'abc', application_credential_secret: SECRETS.secret }],
    ['a token as it is', { token: SECRETS.token }],
    ['a token for a project', { token: SECRETS.token, project_id: 'f00' }],
  ])('works with %s', async (_name, auth) => {
    const server = await start();
    const { rows } = await crawl(server, { options: { auth: { auth_url: server.authUrl, ...auth } } });
    expect(rows).toHaveLength(countEvents(someCloud()));
  });

  it('fails clearly with a wrong password, and does not try it again', async () => {
    const server = await start();
    const auth = { ...passwordOf(server), password: 'wrong-password' };
    const error = await failure(crawl(server, { options: { auth } }));
    expect(error).toMatchObject({ code: 'wrong-credentials', exitCode: 77 });
    expect(`${error.message} ${error.hint}`).not.toContain('wrong-password');
    expect(server.asked).toHaveLength(1);
  });

  it('fails clearly where there is no Keystone', async () => {
    const server = await start();
    const auth = { ...passwordOf(server), auth_url: `${server.url}/compute` };
    expect(await failure(crawl(server, { options: { auth } }))).toMatchObject({ exitCode: 77 });
    const fault = () => ({ status: 404 });
    expect(await failure(crawl(await start({ fault })))).toMatchObject({ code: 'not-keystone', exitCode: 78 });
  });

  it('renews a token before it runs out', async () => {
    const server = await start({ tokenLife: 5 });
    const { rows } = await crawl(server);
    expect(rows).toHaveLength(countEvents(someCloud()));
    expect(server.asked.filter(({ method }) => method === 'POST').length).toBeGreaterThan(2);
  });

  it('renews a token that is refused, once for all who met the refusal', async () => {
    let details = 0;
    const server: NovaApiServer = await start({
      onRequest: (asked) => {
        if (!isDetail(asked)) return;
        details += 1;
        if (details === 20) server.revokeTokens();
      },
    });
    const { rows, context } = await crawl(server);
    expect(rows.length).toBe(countEvents(someCloud()));
    expect(context.left).toEqual([]);
    expect(server.asked.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  it('ends when Nova refuses every token', async () => {
    const fault = ({ path }: Asked): Fault | undefined => (path.startsWith('/compute') ? { status: 401 } : undefined);
    const error = await failure(crawl(await start({ fault })));
    expect(error).toMatchObject({ code: 'unauthorized', exitCode: 77 });
  });

  it('ends when Keystone refuses the renewal', async () => {
    let details = 0;
    const server: NovaApiServer = await start({
      onRequest: (asked) => {
        if (isDetail(asked) && ++details === 10) server.revokeTokens();
      },
      fault: ({ method, before }) => (method === 'POST' && before > 0 ? { status: 401 } : undefined),
    });
    const context = crawlContext();
    expect(await failure(crawl(server, { context }))).toMatchObject({ code: 'wrong-credentials' });
    expect(context.left).toEqual([]);
  });
});

describe('the endpoint', () => {
  const endpoints = [
    { interface: 'public', region: 'North', path: '/nowhere' },
    { interface: 'public', region: 'South', path: '/compute' },
    { interface: 'internal', region: 'North', path: '/compute/v2.1/f00d' },
  ];

  it('is that of the region and interface', async () => {
    const north = await start({ endpoints });
    expect((await crawl(north, { options: { region: 'South' } })).rows.length).toBe(countEvents(someCloud()));
    expect(await failure(crawl(await start({ endpoints })))).toMatchObject({
      code: 'which-region',
      hint: expect.stringContaining('North, South'),
    });
    expect(await failure(crawl(await start({ endpoints }), { options: { region: 'West' } }))).toMatchObject({
      code: 'no-compute',
    });
    expect(await failure(crawl(await start({ endpoints }), { options: { region: 'North' } }))).toMatchObject({
      code: 'not-nova',
      exitCode: 78,
    });
  });

  it('may be given', async () => {
    const server = await start({ endpoints: [] });
    const { rows } = await crawl(server, { options: { endpoint: `${server.url}/compute/v2.1/` } });
    expect(rows).toHaveLength(countEvents(someCloud()));
  });
});

describe('versions', () => {
  it.each([
    ['2.20', ['deleted-servers-without-actions']],
    ['2.46', []],
    ['2.61', []],
  ])('of %s lose what they lose, and say it', async (newest, counted) => {
    const cloud = someCloud();
    const { rows, context } = await crawl(await start({ newest }, cloud));
    expect(context.warnings).toHaveLength(1);
    expect(context.warnings[0]).toContain(`old-nova: Nova speaks ${newest}`);
    expect(Object.keys(context.counters)).toEqual(counted);
    const deleted = new Set(cloud.deleted.map(({ id }) => id));
    expect(rows.some(({ instance_uuid }) => deleted.has(instance_uuid))).toBe(counted.length === 0);
    expect(rows.every(({ event_host }) => event_host === null)).toBe(true);
    expect(rows.every(({ vcpus }) => vcpus !== null)).toBe(true);
  });

  it('without microversions are understood as 2.1', async () => {
    const server = await start({ newest: '' });
    const { context } = await crawl(server);
    expect(context.facts()).toEqual({ microversion: '2.1' });
    expect(server.asked.every(({ version }) => version === undefined)).toBe(true);
  });

  it('ask for a flavor once, and do without one that is gone', async () => {
    const cloud = someCloud();
    cloud.flavors.delete(String((cloud.living[0]!.flavor as { original_name: string }).original_name));
    const server = await start({ newest: '2.40' }, cloud);
    const { rows, context } = await crawl(server);
    const asked = server.paths.filter((path) => path.includes('/flavors/'));
    expect(new Set(asked).size).toBe(asked.length);
    expect(context.counters['servers-of-deleted-flavors']).toBeGreaterThan(0);
    expect(rows.filter(({ instance_uuid }) => instance_uuid === cloud.living[0]!.id)[0]).toMatchObject({
      vcpus: null,
      memory_mb: null,
      root_gb: null,
    });
    expect(context.left).toEqual([]);
  });
});

describe('privileges', () => {
  it('are named when all servers may not be listed', async () => {
    const error = await failure(crawl(await start({ member: true })));
    expect(error).toMatchObject({ code: 'forbidden', exitCode: 77, hint: expect.stringContaining('admin') });
  });

  it('end the run when the actions of nobody may be read', async () => {
    const fault = (asked: Asked): Fault | undefined => (isActions(asked) ? { status: 403 } : undefined);
    const error = await failure(crawl(await start({ fault }), { options: { concurrency: 1 } }));
    expect(error).toMatchObject({
      code: 'forbidden',
      exitCode: 77,
      message: expect.stringContaining('4 servers in a row'),
    });
  });

  it('are named when actions come without events', async () => {
    const fault = (asked: Asked): Fault | undefined =>
      isDetail(asked) ? { status: 200, body: '{"instanceAction":{"request_id":"req-1"}}' } : undefined;
    expect(await failure(crawl(await start({ fault })))).toMatchObject({ code: 'forbidden', exitCode: 77 });
  });

  it('are missed when hosts or deleted servers are not shown', async () => {
    const cloud = someCloud();
    const living = cloud.living.map(({ 'OS-EXT-SRV-ATTR:hypervisor_hostname': _, ...server }) => server);
    const { context } = await crawl(await start({}, { ...cloud, living, deleted: living }));
    expect(context.warnings.map((warning) => warning.split(':')[0]).sort()).toContain('deleted-hidden');
    expect(context.warnings.some((warning) => warning.startsWith('hosts-hidden'))).toBe(true);
  });
});

describe('what goes wrong once', () => {
  const faults: [string, Fault][] = [
    ['429', { status: 429 }],
    ['429 with Retry-After', { status: 429, headers: { 'Retry-After': '0' } }],
    ['429 with a date', { status: 429, headers: { 'Retry-After': new Date().toUTCString() } }],
    ['500', { status: 500 }],
    ['503', { status: 503, body: '<html>' }],
    ['a cut answer', 'cut'],
    ['half an answer', 'half'],
    ['something else than JSON', { status: 200, body: '<html>login</html>' }],
    ['JSON of another kind', { status: 200, body: '{"hello":[]}' }],
    ['a lost connection', 'refused'],
  ];
  it.each(faults)('is tried again: %s', async (_name, fault) => {
    // Everything fails the first time, but the document that is looked for in two places.
    const server = await start({
      fault: ({ before, path }) => (before === 0 && path !== '/compute/v2.1' ? fault : undefined),
    });
    const { rows, context } = await crawl(server);
    expect(rows).toHaveLength(countEvents(someCloud()));
    expect(context.left).toEqual([]);
    expect(context.counters['requests-tried-again']).toBeGreaterThan(10);
    expect(context.warnings.every((warning) => /-retried: .*; trying again$/.test(warning))).toBe(true);
  });
});

describe('what goes wrong always', () => {
  const faults: [string, Fault, string, number][] = [
    ['429', { status: 429 }, 'service-down', 75],
    ['413', { status: 413 }, 'service-down', 75],
    ['500', { status: 500 }, 'service-down', 75],
    ['a cut answer', 'cut', 'service-down', 75],
    ['half an answer', 'half', 'malformed-answer', 65],
    ['403', { status: 403 }, 'forbidden', 77],
    ['418', { status: 418 }, 'refused', 65],
  ];

  it.each(faults)('costs a server: %s', async (_name, fault, code, exitCode) => {
    const cloud = someCloud();
    const victim = String(cloud.living[3]!.id);
    const server = await start(
      { fault: ({ path }) => (path.includes(victim) && !path.includes('detail') ? fault : undefined) },
      cloud,
    );
    const { rows, context } = await crawl(server);
    expect(context.left).toEqual([{ what: 'server some-instance', code, exitCode, message: expect.any(String) }]);
    expect(context.left[0]!.message).not.toContain(victim);
    expect(ids(rows)).not.toContain(victim);
    expect(ids(rows).length).toBeGreaterThan(5);
    const tries = server.paths.filter((path) => path.includes(victim) && isActions({ path } as Asked)).length;
    expect(tries).toBe(exitCode === 77 || code === 'refused' ? 1 : 3);
  });

  it('costs the servers of a cell that is down', async () => {
    const cloud = someCloud();
    const { id, tenant_id } = cloud.living[0]!;
    const living = [{ id, tenant_id, status: 'UNKNOWN' }, ...cloud.living.slice(1)];
    const { rows, context } = await crawl(await start({}, { ...cloud, living }));
    expect(context.left).toMatchObject([{ what: 'server some-instance', code: 'cell-down', exitCode: 75 }]);
    expect(context.warnings).toEqual([]);
    expect(ids(rows)).not.toContain(id);
  });

  it('leaves a server out whole, when but one of its actions cannot be read', async () => {
    const cloud = someCloud();
    const [victim] = [...cloud.actions].find(([, actions]) => actions.length > 3)!;
    const request_id = String(cloud.actions.get(victim)![1]!.request_id);
    const server = await start(
      { fault: ({ path }) => (path.endsWith(request_id) ? { status: 500 } : undefined) },
      cloud,
    );
    const { rows, context } = await crawl(server);
    expect(context.left).toHaveLength(1);
    expect(ids(rows)).not.toContain(victim);
  });

  it.each(faults.filter(([name]) => name !== '403'))(
    'ends the run when it is the list: %s',
    async (_name, fault, code, exitCode) => {
      let lists = 0;
      const server = await start({ fault: (asked) => (isList(asked) && ++lists > 1 ? fault : undefined) });
      const context = crawlContext();
      const error = await failure(crawl(server, { context }));
      expect(error).toMatchObject({ code, exitCode });
    },
  );

  it('ends the run when Nova goes away for good', async () => {
    let details = 0;
    const server = await start({
      fault: (asked) => ((isDetail(asked) || isActions(asked)) && ++details > 10 ? { status: 503 } : undefined),
    });
    const context = crawlContext();
    const error = await failure(crawl(server, { context, options: { concurrency: 2 } }));
    expect(error).toMatchObject({ code: 'service-down', exitCode: 75 });
    expect(error.message).toContain('8 servers in a row');
  });

  it('ends the run when not one server could be read', async () => {
    const cloud = someCloud();
    const few = { ...cloud, living: cloud.living.slice(0, 2), deleted: [] };
    const fault = (asked: Asked): Fault | undefined => (isActions(asked) ? { status: 500 } : undefined);
    expect(await failure(crawl(await start({ fault }, few)))).toMatchObject({
      exitCode: 75,
      message: expect.stringContaining('all servers'),
    });
  });

  it('ends the run where nobody listens', async () => {
    const auth = { auth_url: 'http://127.0.0.1:1/v3', username: 'u', password: 'p', project_name: 'p' };
    const error = await failure(crawl(await start(), { options: { auth } }));
    expect(error).toMatchObject({ code: 'service-down', exitCode: 75 });
  });
});

describe('no answer in time', () => {
  const small = (): ApiCloud => {
    const cloud = someCloud();
    return { ...cloud, living: cloud.living.slice(0, 2), deleted: [] };
  };

  it('is tried again', async () => {
    const cloud = small();
    const victim = String(cloud.living[1]!.id);
    const silentOnce = (asked: Asked): Fault | undefined =>
      asked.before === 0 && isActions(asked) && asked.path.includes(victim) ? 'silence' : undefined;
    const { rows, context } = await crawl(await start({ fault: silentOnce }, cloud), { options: { timeout: 1 } });
    expect(ids(rows)).toContain(victim);
    expect(context.left).toEqual([]);
  });

  it('costs a server in the end', async () => {
    const cloud = small();
    const victim = String(cloud.living[1]!.id);
    const fault = (asked: Asked): Fault | undefined =>
      isActions(asked) && asked.path.includes(victim) ? 'silence' : undefined;
    const { rows, context } = await crawl(await start({ fault }, cloud), { options: { timeout: 1 } });
    expect(ids(rows)).toEqual([cloud.living[0]!.id]);
    expect(context.left).toMatchObject([
      { code: 'service-down', exitCode: 75, message: expect.stringContaining('in time') },
    ]);
  });
});

describe('a cloud that changes meanwhile', () => {
  it('loses a server between the list and its actions: counted', async () => {
    const cloud = someCloud();
    const victim = String(cloud.living[2]!.id);
    const server = await start(
      { fault: ({ path }) => (path.includes(`${victim}/`) ? { status: 404 } : undefined) },
      cloud,
    );
    const { rows, context } = await crawl(server);
    expect(context.counters).toEqual({ 'servers-gone-meanwhile': 1 });
    expect(context.left).toEqual([]);
    expect(ids(rows)).not.toContain(victim);
  });

  it('deletes a server that was living: it is given once', async () => {
    const cloud = someCloud();
    const server = await start(
      {
        onRequest: ({ path }) => {
          if (path.includes('deleted=1') && cloud.living.length > 5)
            cloud.deleted.unshift(...cloud.living.splice(0, 3));
        },
      },
      cloud,
    );
    const { rows } = await crawl(server);
    expect(rows).toHaveLength(countEvents(someCloud()));
  });

  it('deletes a server that was not listed yet: it is not lost', async () => {
    const cloud = someCloud();
    const server = await start(
      {
        maxLimit: 2,
        onRequest: (asked) => {
          if (isList(asked) && asked.path.includes('marker') && cloud.living.length > 5) {
            cloud.deleted.unshift(cloud.living.pop()!);
          }
        },
      },
      cloud,
    );
    const { rows } = await crawl(server);
    expect(rows).toHaveLength(countEvents(someCloud()));
  });
});

describe('stopping', () => {
  it('ends at once, whatever is under way', async () => {
    const abort = new AbortController();
    const server = await start({
      fault: (asked) => (isDetail(asked) ? 'silence' : undefined),
      onRequest: (asked) => isDetail(asked) && abort.abort(new Error('stopped')),
    });
    await expect(crawl(server, { context: crawlContext(abort.signal) })).rejects.toThrow('stopped');
  });

  it('leaves nothing behind when the reader is left early', async () => {
    const server = await start();
    const context = crawlContext();
    const options = novaApiOptions.parse({ auth: passwordOf(server) });
    const reader = await novaApi.open(options, request(), context);
    for await (const _ of reader.read()) break;
    await reader.close();
    const asked = server.asked.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.asked.length).toBe(asked);
  });
});

describe('before the run', () => {
  const check = (options: object) =>
    novaApi.check!(novaApiOptions.parse(options), { signal: new AbortController().signal, warn: () => {} });

  it('finds what is missing', async () => {
    expect(await check({ openrc: '/nowhere/openrc.sh' })).toMatchObject([{ code: 'missing-file', exitCode: 66 }]);
    expect(await check({ auth: { auth_url: 'http://x/v3', username: 'u' } })).toMatchObject([
      {
        code: 'missing-credentials',
        exitCode: 77,
        message: 'expected password, project_name or project_id or system_scope in auth, found none',
      },
    ]);
    expect(await check({ openrc: temporaryFile('export OS_PASSWORD=$NOT_SET_ANYWHERE') })).toMatchObject([
      { code: 'openrc', exitCode: 77, location: { line: 1 } },
    ]);
  });

  it('finds nothing wrong with what is right', async () => {
    expect(await check({ auth: { auth_url: 'http://x', token: 't' } })).toEqual([]);
  });
});
