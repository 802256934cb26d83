/** The whole path, from the answers that a real Nova gave to the goldens of Star Compactor. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordedCloud } from '../support/api-clouds.ts';
import { runCli } from '../support/cli.ts';
import { compareTraces, conformancePath, hasConformance } from '../support/conformance.ts';
import { NovaApiServer, SECRETS } from '../support/nova-api-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MASKS = { none: '{ method: none }', salted: '{ salt: chameleon, weak_salt: accept }' };

/** Both goldens, from one crawl. */
const pipeline = (source: string): string => `
name: api
stages:
  - nova-api: ${source}
  - instance-events: { cloud: vm, semantics: starcompactor }
  - branch:
${Object.entries(MASKS)
  .map(
    ([name, mask]) => `      ${name}: [{ mask: ${mask} }, { csv: { path: vm.${name}.csv, dialect: starcompactor } }]`,
  )
  .join('\n')}
`;

async function run(server: NovaApiServer, source: string, files: Record<string, string>, env = {}): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, '.config/openstack'), { recursive: true });
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(folder, name), text.replaceAll('@URL@', server.authUrl));
  writeFileSync(join(folder, 'pipeline.yaml'), pipeline(source));
  const { code, stdout, stderr } = await runCli(['run', 'pipeline.yaml'], {
    cwd: folder,
    env: { HOME: folder, ...env },
  });
  for (const secret of [...Object.values(SECRETS), server.url]) expect(stdout + stderr).not.toContain(secret);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return folder;
}

const OPENRC = `#!/usr/bin/env bash
export OS_AUTH_URL=@URL@
export OS_PROJECT_NAME="admin"
export OS_USER_DOMAIN_NAME="Default"
if [ -z "$OS_USER_DOMAIN_NAME" ]; then unset OS_USER_DOMAIN_NAME; fi
export OS_USERNAME="admin"
echo "Please enter your OpenStack Password for project $OS_PROJECT_NAME as user $OS_USERNAME: "
read -sr OS_PASSWORD_INPUT
export OS_PASSWORD=$OS_PASSWORD_INPUT
`;

const CLOUDS = 'clouds:\n  prod:\n    auth: { auth_url: "@URL@", application_credential_id: abc }\n';
const SECURE = `clouds:\n  prod:\n    auth: { application_credential_secret: ${SECRETS.secret} }\n`;

describe.skipIf(!hasConformance)('the golden of the API', () => {
  it.each([
    ['an openrc file', '{ openrc: openrc.sh }', { 'openrc.sh': OPENRC }, { OS_PASSWORD_INPUT: SECRETS.password }],
    [
      'clouds.yaml and secure.yaml',
      '{ os_cloud: prod }',
      { '.config/openstack/clouds.yaml': CLOUDS, '.config/openstack/secure.yaml': SECURE },
      {},
    ],
  ])('is met with %s', async (_name, source, files, env) => {
    const server = await NovaApiServer.start(recordedCloud());
    const folder = await run(server, source, files as unknown as Record<string, string>, env);
    for (const name of Object.keys(MASKS)) {
      const golden = conformancePath(`api/golden/vm.${name}.csv`);
      expect(compareTraces(golden, join(folder, `vm.${name}.csv`), '--bytes')).toMatchObject({ equal: true });
    }
  });
});
