import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inventCloud } from '../../../fixtures/index.ts';
import { inventedApi } from '../../support/api-clouds.ts';
import { type CliResult, runCli } from '../../support/cli.ts';
import { passwordOf } from '../../support/crawl.ts';
import { NovaApiServer, SECRETS, type ServerOptions } from '../../support/nova-api-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const cloud = inventCloud({ seed: 12, hosts: 6, instances: 40, cells: 2, snapshots: 8 });
const api = () => inventedApi(cloud, cloud.snapshots.at(-1)!);

interface Result extends CliResult {
  /** The files that the run left, by name. */
  readonly files: Readonly<Record<string, string>>;
}

async function run(
  server: NovaApiServer,
  { password = SECRETS.password as string, transform = 'instance-events: { cloud: vm }' } = {},
): Promise<Result> {
  const folder = temporaryFolder();
  const auth = { ...passwordOf(server), password: '${OS_PASSWORD}' };
  const pipeline = `
name: api
stages:
  - nova-api: ${JSON.stringify({ auth, region: 'RegionOne' })}
  - ${transform}
  - mask: { salt: chameleon, weak_salt: accept }
  - csv: { path: trace.csv }
`;
  writeFileSync(join(folder, 'pipeline.yaml'), pipeline);
  const result = await runCli(['run', 'pipeline.yaml'], { cwd: folder, env: { OS_PASSWORD: password } });
  const names = readdirSync(folder).filter((name) => name !== 'pipeline.yaml');
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  const said = result.stdout + result.stderr + Object.values(files).join('');
  for (const secret of [password, server.url, '127.0.0.1']) expect(said).not.toContain(secret);
  return { ...result, files };
}

const start = (options: ServerOptions = {}) => NovaApiServer.start(api(), options);

describe('run', () => {
  it('writes the trace of a cloud', async () => {
    const { code, files } = await run(await start());
    expect(code).toBe(0);
    const events = [...api().actions.values()].flat().flatMap(({ events }) => events as unknown[]);
    const excluded = Number(/"records": (\d+)/.exec(files['api.manifest.json']!)?.[1]);
    expect(files['trace.csv']!.trimEnd().split('\n')).toHaveLength(excluded + 1);
    expect(excluded).toBeGreaterThan(events.length / 2);
  });

  it('ends with 3 when a server had to be left out, and names it as the trace would', async () => {
    const victim = api().living.find(({ user_id }) => user_id !== 'admin')!.id as string;
    const fault: ServerOptions['fault'] = ({ path }) => (path.includes(`/${victim}/`) ? { status: 403 } : undefined);
    const { code, stderr, files } = await run(await start({ fault }));
    const pseudonym = createHash('sha256').update(`chameleon${victim}`).digest('hex').slice(0, 32);
    expect(code).toBe(3);
    expect(stderr).toContain(`server ${pseudonym}: Nova refuses the actions`);
    expect(stderr).not.toContain(victim);
    expect(files['trace.csv']!.split('\n').length).toBeGreaterThan(10);
  });

  it.each([
    ['a wrong password', { password: 'not-this-one' }, 77, 'Keystone refuses the credentials'],
    [
      'machine-events below it',
      { transform: 'machine-events: { cloud: vm }' },
      78,
      'machine-events takes the tables of a database, which nova-api does not give',
    ],
  ])('writes nothing with %s', async (_name, settings, code, message) => {
    const result = await run(await start(), settings);
    expect(result).toMatchObject({ code, stdout: '', files: {} });
    expect(result.stderr).toContain(message);
  });
});
