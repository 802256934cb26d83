import type { PipelineError } from '../../errors.ts';
import type { TablesContext, TablesReader, TablesRequest } from '../../stage.ts';
import { NovaClient } from './client.ts';
import { findConnection, type Surroundings, surroundings } from './find-connection.ts';
import { httpClient } from './http.ts';
import { lostBelow, spell } from './microversions.ts';
import type { NovaApiOptions } from './options.ts';
import { CloudReader } from './reader.ts';
import { RETRIES, type RetryPolicy } from './retry.ts';
import { checkList } from './servers.ts';
import { Session } from './session.ts';
import { whatIsWanted } from './wanted.ts';

/** What is not for users to choose. */
export interface Tuning {
  readonly retries: RetryPolicy;
  readonly around: Surroundings;
}

/** Signs in, finds Nova, agrees on a version and looks whether all servers may be listed. */
export async function openNovaApi(
  options: NovaApiOptions,
  request: TablesRequest,
  context: TablesContext,
  { retries, around }: Tuning = { retries: RETRIES, around: surroundings() },
): Promise<TablesReader> {
  const { concurrency, timeout } = options;
  const wanted = whatIsWanted(request);
  const connection = await findConnection(options, around);
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const patience: RetryPolicy = { ...retries, onRetry: (error) => tellOfRetry(error, context) };
  const http = await httpClient(connection, { sockets: concurrency, timeout: timeout * 1000 });
  const close = async (): Promise<void> => {
    stop.abort();
    http.close();
  };
  try {
    const session = new Session(http, connection, patience, signal);
    const client = await NovaClient.open(http, session, connection, { concurrency, retries: patience, signal });
    await checkList(client);
    const lost = lostBelow(client.version);
    context.report('microversion', spell(client.version));
    if (lost.length > 0) {
      context.warn('old-nova', `Nova speaks ${spell(client.version)} at most, which does not tell ${lost.join('; ')}`);
    }
    const reader = new CloudReader(client, wanted, context, concurrency, stop);
    return { time: Date.now() * 1000, name: 'nova-api', read: () => reader.read(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Else a wrong address would be a minute of silence. */
function tellOfRetry({ code, message }: PipelineError, context: TablesContext): void {
  context.count('requests-tried-again');
  context.warn(`${code}-retried`, `${message}; trying again`);
}
