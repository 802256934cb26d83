import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findConnection } from '../../../../pipeline/sources/nova-api/find-connection.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const clouds = (user: string) =>
  `clouds:\n  prod: { region_name: r, auth: { auth_url: u, username: ${user}, project_name: p } }`;
const SECURE = 'clouds:\n  prod: { auth: { password: s } }';

/** A machine with some files. */
function around(files: Record<string, string>, environment: Record<string, string> = {}) {
  const root = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const inRoot = Object.entries(environment).map(([name, value]) => [name, value.replace('ROOT', root)]);
  return {
    environment: Object.fromEntries(inRoot),
    cwd: join(root, 'cwd'),
    home: join(root, 'home'),
    etc: join(root, 'etc'),
  };
}

const variables = { OS_AUTH_URL: 'v', OS_USERNAME: 'env', OS_PASSWORD: 's', OS_PROJECT_NAME: 'p' };

describe('the cloud', () => {
  const everywhere = {
    'cwd/clouds.yaml': clouds('current'),
    'home/.config/openstack/clouds.yaml': clouds('home'),
    'home/.config/openstack/secure.yaml': SECURE,
    'etc/clouds.yaml': clouds('etc'),
  };
  const { 'cwd/clouds.yaml': _, ...elsewhere } = everywhere;
  const { 'home/.config/openstack/clouds.yaml': __, ...inEtc } = elsewhere;

  it.each([
    ['the current folder', everywhere, {}, 'current'],
    ['the home folder', elsewhere, {}, 'home'],
    ['/etc', inEtc, {}, 'etc'],
    [
      'a file that is named',
      { ...everywhere, 'own.yaml': clouds('own') },
      { OS_CLIENT_CONFIG_FILE: 'ROOT/own.yaml' },
      'own',
    ],
    ['another file format', { 'cwd/clouds.yml': clouds('yml'), 'etc/secure.yaml': SECURE }, {}, 'yml'],
  ])('of os_cloud is found in %s', async (_name, files, environment, username) => {
    const connection = await findConnection({ os_cloud: 'prod' }, around(files, environment));
    expect(connection).toMatchObject({ auth: { username, password: 's' }, region: 'r', interface: 'public' });
  });

  it('may be that of OS_CLOUD, or of the other variables', async () => {
    expect(await findConnection({}, around(everywhere, { ...variables, OS_CLOUD: 'prod' }))).toMatchObject({
      auth: { username: 'current' },
    });
    expect(await findConnection({}, around(everywhere, { ...variables, OS_CLOUD: '' }))).toMatchObject({
      auth: { username: 'env' },
    });
  });

  it('of the options beats what the environment has', async () => {
    const machine = around({ 'openrc.sh': 'OS_AUTH_URL=o OS_TOKEN=t' }, { ...variables, OS_CLOUD: 'prod' });
    const openrc = join(dirname(machine.cwd), 'openrc.sh');
    expect(await findConnection({ openrc }, machine)).toMatchObject({
      method: 'token',
      auth: { auth_url: 'o', token: 't' },
    });
    expect(await findConnection({ auth: { auth_url: 'a', token: 'b' } }, machine)).toMatchObject({
      auth: { auth_url: 'a' },
    });
  });

  it('is told more of by the options beside it', async () => {
    const options = { region: 'x', interface: 'admin', endpoint: 'e', insecure: true } as const;
    expect(await findConnection({ os_cloud: 'prod', ...options }, around(everywhere))).toMatchObject(options);
  });
});

it('names files from the home folder on', async () => {
  const machine = around({ 'home/ca.pem': '' }, { ...variables, OS_CACERT: '~/ca.pem' });
  expect(await findConnection({}, machine)).toMatchObject({ cacert: join(machine.home, 'ca.pem') });
});

describe('what is missing', () => {
  it.each([
    ['no clouds.yaml', { os_cloud: 'prod' }, {}, {}, 'no-clouds-yaml', 66],
    ['no such file', { openrc: '/nowhere/openrc' }, {}, {}, 'missing-file', 66],
    ['no certificate', { cacert: '/nowhere/ca.pem' }, {}, variables, 'missing-file', 66],
    [
      'no file of that name',
      { os_cloud: 'prod' },
      {},
      { OS_CLIENT_CONFIG_FILE: '/nowhere/c.yaml' },
      'missing-file',
      66,
    ],
    ['no password', { os_cloud: 'prod' }, { 'cwd/clouds.yaml': clouds('u') }, {}, 'missing-credentials', 77],
    ['nothing at all', {}, {}, {}, 'missing-credentials', 77],
  ])('is told: %s', async (_name, options, files, environment, code, exitCode) => {
    await expect(findConnection(options, around(files, environment))).rejects.toMatchObject({ code, exitCode });
  });

  it('is spelled as in its place', async () => {
    await expect(findConnection({}, around({}))).rejects.toThrow(
      /OS_AUTH_URL, OS_USERNAME or OS_USER_ID, OS_PASSWORD, .* in the environment/,
    );
  });
});
