import { INSTANCE_EVENTS_COLUMNS, INSTANCE_EVENTS_VIEW } from '../../pipeline/nova/instance-events-view.ts';
import { openNovaApi } from '../../pipeline/sources/nova-api/open.ts';
import { type NovaApiOptions, novaApiOptions } from '../../pipeline/sources/nova-api/options.ts';
import type { TableNeed, TablesContext, TablesRequest } from '../../pipeline/stage.ts';
import { type NovaApiServer, SECRETS } from './nova-api-server.ts';
import { type MemoryContext, memoryContext } from './run-context.ts';

export interface CrawlContext extends TablesContext, MemoryContext {
  readonly left: {
    readonly what: string;
    readonly code: string;
    readonly message: string;
    readonly exitCode: number;
  }[];
  readonly steps: (readonly [done: number, total: number | undefined])[];
}

export function crawlContext(signal = new AbortController().signal): CrawlContext {
  const left: CrawlContext['left'] = [];
  const steps: [number, number | undefined][] = [];
  return {
    ...memoryContext(),
    signal,
    left,
    steps,
    alias: (_value, fieldClass) => `some-${fieldClass}`,
    leftOut: (what, { code, message, exitCode }) => left.push({ what, code, message, exitCode }),
    progress: (done, total) => steps.push([done, total]),
  };
}

export const insteadOf: readonly TableNeed[] = ['instances', 'instance_actions', 'instance_actions_events'].map(
  (table) => ({
    database: 'nova',
    table,
    columns: ['id'],
  }),
);

/** What `instance-events` asks for. */
export const request = (where: object = {}, databases = ['nova']): TablesRequest => ({
  needs: [],
  views: databases.map((database) => ({
    database,
    view: INSTANCE_EVENTS_VIEW,
    columns: INSTANCE_EVENTS_COLUMNS,
    where: {
      excludeUsers: [],
      excludeProjects: [],
      likeStarCompactor: false,
      unfinished: true,
      shadowTables: true,
      ...where,
    },
    insteadOf,
  })),
});

/** Tries three times, without losing time. */
export const QUICK = { attempts: 3, base: 1, longest: 2, longestAsked: 5 };

export interface CrawlSettings {
  readonly options?: Partial<NovaApiOptions>;
  readonly request?: TablesRequest;
  readonly context?: CrawlContext;
  readonly environment?: Record<string, string>;
}

export const passwordOf = ({ authUrl }: NovaApiServer) => ({
  auth_url: authUrl,
  username: 'admin',
  password: SECRETS.password,
  project_name: 'admin',
});

/** Everything that the stage reads from a server, as records by column. */
export async function crawl(
  server: NovaApiServer,
  { options = {}, request: wanted = request(), context = crawlContext(), environment = {} }: CrawlSettings = {},
): Promise<{ rows: Record<string, unknown>[]; context: CrawlContext; batches: { database: string; rows: number }[] }> {
  const given = novaApiOptions.parse({
    ...((options.openrc ?? options.os_cloud) ? {} : { auth: passwordOf(server) }),
    ...options,
  });
  const around = { environment, home: '/nowhere', cwd: '/nowhere', etc: '/nowhere' };
  const reader = await openNovaApi(given, wanted, context, { retries: QUICK, around });
  const rows: Record<string, unknown>[] = [];
  const batches: { database: string; rows: number }[] = [];
  try {
    for await (const batch of reader.read()) {
      batches.push({ database: batch.database, rows: batch.rows.length });
      for (const row of batch.rows) rows.push(Object.fromEntries(batch.columns.map((column, i) => [column, row[i]])));
    }
  } finally {
    await reader.close();
  }
  return { rows, context, batches };
}
