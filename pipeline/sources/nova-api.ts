import { toPipelineError } from '../errors.ts';
import { defineStage } from '../stage.ts';
import { findConnection, surroundings } from './nova-api/find-connection.ts';
import { openNovaApi } from './nova-api/open.ts';
import { type NovaApiOptions, novaApiOptions } from './nova-api/options.ts';

export default defineStage<NovaApiOptions>({
  name: 'nova-api',
  kind: 'source',
  role: 'tables',
  takes: 'nothing',
  gives: 'rows',
  bounded: true,
  onlyViews: true,
  summary: "Reads what was done to the servers of all projects from Nova's API, deleted servers included.",
  description: `\
For \`instance-events\`. Credentials come from \`os_cloud\`, \`openrc\` or \`auth\`; without these from the variable \`OS_CLOUD\`, else from the
other \`OS_*\` variables. The user needs the role admin. The best version of the API that Nova speaks is used, 2.1 at least; what an
older one does not tell is said. A server whose actions cannot be read, however often it is tried, is left out and the run ends with
exit code 3. See [nova-api.md](nova-api.md).`,
  options: novaApiOptions,
  example: '- nova-api: { os_cloud: production }',
  check: (options) =>
    findConnection(options, surroundings()).then(
      () => [],
      (error) => [toPipelineError(error)],
    ),
  open: (options, request, context) => openNovaApi(options, request, context),
});
