import { access, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { ExitCode, PipelineError } from '../../errors.ts';
import { type CloudSettings, type NamedText, readCloud } from '../../formats/openstack/clouds-yaml.ts';
import {
  type Connection,
  type Origin,
  settingsOfVariables,
  toConnection,
} from '../../formats/openstack/credentials.ts';
import { parseOpenrc, type Variables } from '../../formats/openstack/openrc.ts';
import type { NovaApiOptions } from './options.ts';

/** Where things are looked for. */
export interface Surroundings {
  readonly environment: Variables;
  readonly home: string;
  readonly cwd: string;
  /** Settings of the whole machine. */
  readonly etc: string;
}

export const surroundings = (): Surroundings => ({
  environment: process.env,
  home: homedir(),
  cwd: process.cwd(),
  etc: '/etc/openstack',
});

type Options = Pick<
  NovaApiOptions,
  'os_cloud' | 'openrc' | 'auth' | 'region' | 'interface' | 'endpoint' | 'cacert' | 'insecure'
>;

/**
 * The cloud to connect to: that of the options, else that of `OS_CLOUD`, else that of the other `OS_*` variables.
 *
 * @throws PipelineError when a file is missing or unreadable, or something is missing in it.
 */
export async function findConnection(options: Options, around: Surroundings): Promise<Connection> {
  const [settings, origin] = await findSettings(options, around);
  const { region, interface: named, endpoint, cacert, insecure } = options;
  const connection = toConnection(named === undefined ? settings : { ...settings, interface: named }, origin);
  const fromHome = (path: string | undefined) => path?.replace(/^~(?=\/)/, around.home);
  const chosen = {
    ...connection,
    region: region ?? connection.region,
    endpoint: endpoint ?? connection.endpoint,
    cacert: cacert ?? fromHome(connection.cacert),
    cert: fromHome(connection.cert),
    key: fromHome(connection.key),
    insecure: insecure ?? connection.insecure,
  };
  for (const [key, path] of Object.entries({ cacert: chosen.cacert, cert: chosen.cert, key: chosen.key })) {
    if (path !== undefined) await checkReadable(key, path);
  }
  return chosen;
}

async function findSettings(options: Options, around: Surroundings): Promise<[CloudSettings, Origin]> {
  const { environment } = around;
  if (options.auth !== undefined) return [{ auth: options.auth }, { name: 'auth', spell: (key) => key }];
  if (options.openrc !== undefined) {
    const name = basename(options.openrc);
    const variables = parse(await readText(options.openrc, name), name, environment);
    return [settingsOfVariables(variables), { name, spell: spellVariable }];
  }
  const cloud = options.os_cloud ?? (environment.OS_CLOUD || undefined);
  if (cloud !== undefined) return [await findCloud(cloud, around), { name: 'clouds.yaml', spell: (key) => key }];
  return [settingsOfVariables(environment), { name: 'the environment', spell: spellVariable }];
}

const spellVariable = (key: string): string => `OS_${key.toUpperCase()}`;

function parse(text: string, file: string, environment: Variables): Record<string, string> {
  try {
    return parseOpenrc(text, environment);
  } catch (error) {
    throw error instanceof PipelineError ? error.at({ file }) : error;
  }
}

/** The usual places, as openstacksdk goes through them: the first that has the file. */
async function findCloud(cloud: string, around: Surroundings): Promise<CloudSettings> {
  const { environment, cwd, home, etc } = around;
  const folders = [cwd, join(environment.XDG_CONFIG_HOME || join(home, '.config'), 'openstack'), etc];
  const find = async (stem: string, named?: string): Promise<NamedText | undefined> => {
    if (named) return { name: basename(named), text: await readText(named, basename(named)) };
    for (const folder of folders) {
      for (const name of [`${stem}.yaml`, `${stem}.yml`, `${stem}.json`]) {
        const text = await readFile(join(folder, name), 'utf8').catch(unlessMissing);
        if (text !== undefined) return { name, text };
      }
    }
    return undefined;
  };
  const clouds = await find('clouds', environment.OS_CLIENT_CONFIG_FILE);
  if (clouds === undefined) {
    throw new PipelineError('no-clouds-yaml', ExitCode.missingInput, 'expected clouds.yaml, found none', {
      hint: 'it is looked for in the current folder, in ~/.config/openstack and in /etc/openstack; OS_CLIENT_CONFIG_FILE names another',
    });
  }
  return readCloud(cloud, {
    clouds,
    secure: await find('secure', environment.OS_CLIENT_SECURE_FILE),
    public: await find('clouds-public', environment.OS_CLIENT_VENDOR_FILE),
  });
}

async function readText(path: string, name: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw unreadable(name, error);
  });
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw unreadable(basename(error.path ?? 'clouds.yaml'), error);
}

async function checkReadable(key: string, path: string): Promise<void> {
  await access(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(`${key}: ${basename(path)}`, error);
  });
}

function unreadable(name: string, { code }: NodeJS.ErrnoException): PipelineError {
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new PipelineError('missing-file', ExitCode.missingInput, `no such file: ${name}`);
  }
  return new PipelineError('unreadable-file', ExitCode.io, `expected to read ${name}, found ${code}`);
}
