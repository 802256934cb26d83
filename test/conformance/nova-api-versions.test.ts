/** Real answers of a real Nova, in each version of its API that changed them. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { conformancePath, hasConformance } from '../support/conformance.ts';
import { crawl } from '../support/crawl.ts';
import { type Asked, type Fault, NovaApiServer } from '../support/nova-api-server.ts';

interface Sample {
  readonly status: number;
  readonly request: { readonly url: string };
  readonly body: { readonly servers_links?: unknown; readonly [key: string]: unknown };
}

const VERSIONS = ['2_1', '2_21', '2_47', '2_51', '2_58', '2_62', '2_66', '2_84', '2_90', '2_93'];

/** What was answered in one version, by path: three living servers, three deleted ones, the actions of two. */
function answersIn(version: string): Map<string, Sample> {
  const folder = conformancePath('api/samples/');
  const names = readdirSync(folder).filter(
    (name) => name.endsWith(`_${version}.json`) && /servers_detail|action/.test(name),
  );
  const samples = names.map((name) => JSON.parse(readFileSync(folder + name, 'utf8')) as Sample);
  return new Map(
    samples.map((sample) => {
      const { pathname, searchParams } = new URL(sample.request.url);
      const isList = pathname.endsWith('/detail');
      return [isList ? `list ${searchParams.get('deleted') ?? 0}` : pathname, sample];
    }),
  );
}

/** Servers whose actions were not recorded have none; the lists end after three. */
function replay(answers: Map<string, Sample>, { path }: Asked): Fault | undefined {
  const { pathname, searchParams } = new URL(path.replace(/^\/compute/, ''), 'http://x');
  const list = pathname.endsWith('/detail');
  if (!pathname.includes('/servers/')) {
    const flavor = { vcpus: 48, ram: 196608, disk: 200 };
    return pathname.includes('/flavors/') ? { status: 200, body: JSON.stringify({ flavor }) } : undefined;
  }
  const sample = answers.get(list ? `list ${searchParams.get('deleted')}` : pathname);
  if (sample === undefined) return { status: 200, body: '{"instanceActions":[]}' };
  return { status: sample.status, body: JSON.stringify({ ...sample.body, servers_links: undefined }) };
}

describe.skipIf(!hasConformance)('answers of a real Nova', () => {
  it.each(VERSIONS)('in %s are understood', async (version) => {
    const answers = answersIn(version);
    const empty = { living: [], deleted: [], actions: new Map(), flavors: new Map() };
    const server = await NovaApiServer.start(empty, {
      newest: version.replace('_', '.'),
      fault: (asked) => replay(answers, asked),
    });
    const { rows, context } = await crawl(server);
    const number = Number(version.slice(2));
    const living = {
      event_id: null,
      event: 'compute__do_build_and_run_instance',
      start_time: '2026-11-20 10:19:54',
      finish_time: '2026-11-20 10:20:03',
      result: 'Success',
      event_host: number < 62 ? null : 'admin01.cloud.example.org',
      action_id: null,
      request_id: 'req-eb90752d-5809-4a97-9859-337a83e162bf',
      action_created_at: '2026-11-20 10:19:53',
      instance_uuid: '477f249a-7667-4640-8448-f00121881e46',
      user_id: 'ebb6c7a716ce4d39884ab435fd6c6c65',
      project_id: '5623bed17e63448bbfeb33cd26053f70',
      instance_name: 'bm-exp-14',
      host: 'admin01.cloud.example.org',
      node: '0669d20e-7613-4073-b109-cad504fad968',
      memory_mb: '196608',
      root_gb: '200',
      vcpus: '48',
    };
    expect(rows[0]).toEqual(living);
    // The deleted one has its creation and its end, where the version tells them.
    expect(rows.slice(1).map(({ event, start_time }) => [event, start_time])).toEqual(
      number < 21
        ? []
        : [
            ['compute_terminate_instance', '2026-11-20 10:20:04'],
            ['compute__do_build_and_run_instance', '2026-11-20 10:19:55'],
          ],
    );
    expect(context.counters).toEqual(number < 21 ? { 'deleted-servers-without-actions': 1 } : {});
    expect(context.left).toEqual([]);
  });
});
