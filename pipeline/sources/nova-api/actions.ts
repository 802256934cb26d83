import { ExitCode, PipelineError } from '../../errors.ts';
import { refused } from './answers.ts';
import type { NovaClient } from './client.ts';
import { hasNext } from './servers.ts';

/** One thing that was done to a server. */
export interface Action {
  readonly requestId: string;
  /** As the API spells a time. */
  readonly start: string | null;
}

/** A step of an action. Of its traceback and details nothing is kept. */
export interface ActionEvent {
  readonly event: string;
  readonly start: string | null;
  readonly finish: string | null;
  readonly result: string | null;
  /** Since 2.62. */
  readonly host: string | null;
}

const actionsPath = (server: string): string => `/servers/${server}/os-instance-actions`;

/** The actions of a server, the newest first; undefined when Nova does not know the server (any more). */
export async function listActions(client: NovaClient, server: string): Promise<Action[] | undefined> {
  const actions = new Map<string, Action>();
  let marker = '';
  for (;;) {
    const found = await client.get(actionsPath(server) + marker, readActions);
    if (!found.ok) {
      if (found.status === 404) return undefined;
      throw forbiddenOr(found.status);
    }
    const known = actions.size;
    // Nova finds an action by its request: of several of one request it shows the events of one only.
    for (const action of found.value.actions) actions.set(action.requestId, action);
    const last = found.value.actions.at(-1);
    if (!found.value.more || last === undefined || actions.size === known) return [...actions.values()];
    marker = `?marker=${encodeURIComponent(last.requestId)}`;
  }
}

/** The steps of an action; undefined when it is gone. */
export async function listEvents(
  client: NovaClient,
  server: string,
  action: Action,
): Promise<ActionEvent[] | undefined> {
  const found = await client.get(`${actionsPath(server)}/${encodeURIComponent(action.requestId)}`, readEvents);
  if (!found.ok) {
    if (found.status === 404) return undefined;
    throw forbiddenOr(found.status);
  }
  if (found.value === 'hidden') {
    throw new PipelineError('forbidden', ExitCode.credentials, 'Nova shows actions without their events', {
      hint: "the user needs the role admin (Nova's policy os_compute_api:os-instance-actions:events)",
    });
  }
  return found.value;
}

function forbiddenOr(status: number): PipelineError {
  if (status !== 403) return refused('Nova', status);
  return new PipelineError('forbidden', ExitCode.credentials, 'Nova refuses the actions of a server (403)', {
    hint: "the user needs the role admin (Nova's policies os_compute_api:os-instance-actions:*)",
  });
}

function readActions(body: unknown): { actions: Action[]; more: boolean } | undefined {
  const { instanceActions, links } = (body ?? {}) as { instanceActions?: unknown; links?: unknown };
  if (!Array.isArray(instanceActions)) return undefined;
  const actions: Action[] = [];
  for (const entry of instanceActions) {
    const { request_id, start_time } = (entry ?? {}) as Record<string, unknown>;
    if (typeof request_id !== 'string' || request_id === '') return undefined;
    actions.push({ requestId: request_id, start: text(start_time) });
  }
  return { actions, more: hasNext(links) };
}

function readEvents(body: unknown): ActionEvent[] | 'hidden' | undefined {
  const action = (body as { instanceAction?: { events?: unknown } } | null)?.instanceAction;
  if (typeof action !== 'object' || action === null) return undefined;
  if (action.events === undefined || action.events === null) return 'hidden';
  if (!Array.isArray(action.events)) return undefined;
  const events: ActionEvent[] = [];
  for (const entry of action.events) {
    const { event, start_time, finish_time, result, host } = (entry ?? {}) as Record<string, unknown>;
    if (typeof event !== 'string') return undefined;
    events.push({ event, start: text(start_time), finish: text(finish_time), result: text(result), host: text(host) });
  }
  return events;
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
