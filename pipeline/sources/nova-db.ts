import { toPipelineError } from '../errors.ts';
import { defineStage } from '../stage.ts';
import { type NovaDbOptions, novaDbOptions } from './nova-db/options.ts';
import { openReader } from './nova-db/reader.ts';
import { settingsOf } from './nova-db/settings.ts';
import { StateFile } from './nova-db/state.ts';

export default defineStage<NovaDbOptions>({
  name: 'nova-db',
  kind: 'source',
  role: 'tables',
  takes: 'nothing',
  gives: 'rows',
  bounded: true,
  summary: 'Reads the live databases of Nova (MySQL or MariaDB), and those of Ironic and Blazar beside them.',
  description: `\
Only reads, in one consistent snapshot per server: a user with SELECT on the databases is enough, and nothing is locked. Instance
events are joined by the server and come by id; rows that Nova has archived into its shadow tables are among them. When the connection
is lost, reading goes on where it was, for half a minute of attempts; what follows is of a later moment then, which a warning and
\`consistent: false\` in the manifest say. See nova-db.md for the rights that are needed and for incremental runs.`,
  options: novaDbOptions,
  example: `\
- nova-db:
    connection: { host: db.example.org, user: nova_reader, password: "\${NOVA_DB_PASSWORD:?the password of nova_reader}" }`,
  check: (options) =>
    Promise.all([settingsOf(options), options.state === undefined ? undefined : StateFile.read(options.state)]).then(
      () => [],
      (error) => [toPipelineError(error)],
    ),
  open: openReader,
});
