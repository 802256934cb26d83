import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type NovaDbOptions, novaDbOptions } from '../../../../pipeline/sources/nova-db/options.ts';
import { cellSettings, mappedSettings, settingsOf } from '../../../../pipeline/sources/nova-db/settings.ts';
import { temporaryFile, temporaryFolder } from '../../../support/temporary-folder.ts';

const settings = (options: Partial<NovaDbOptions>) => settingsOf({ cells: 'auto', ...options });
const inFile = (text: string, connection?: NovaDbOptions['connection']) =>
  settings({ defaults_file: temporaryFile(`[client]\nhost=db\n${text}\n`), ...(connection && { connection }) });

describe('settings', () => {
  it('are completed as MySQL would', async () => {
    expect(await settings({ connection: { host: 'db' } })).toMatchObject({
      ...{ host: 'db', port: 3306, user: userInfo().username, password: undefined, socket: undefined, tls: undefined },
    });
  });

  it('come from ~/.my.cnf only where nothing else is said', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, '.my.cnf'), '[client]\nhost=home\npassword=p\n!includedir conf\n');
    mkdirSync(join(home, 'conf'));
    writeFileSync(join(home, 'conf', 'x.cnf'), '[mysql]\nuser=included\n');
    vi.stubEnv('HOME', home);
    try {
      expect(await settings({})).toMatchObject({ host: 'home', user: 'included', password: 'p' });
      expect(await settings({ connection: { host: 'db' } })).toMatchObject({ host: 'db', password: undefined });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('of the connection go before those of an option file', async () => {
    const file = 'user=a\npassword=p\nport=1\nsocket=/s';
    expect(await inFile(file, 'mysql://b@other:2/nova')).toMatchObject({
      host: 'other',
      port: 2,
      user: 'b',
      password: 'p',
    });
    expect(await inFile(file, { host: 'other' })).toMatchObject({ socket: undefined });
    expect(await inFile(file, { socket: '/t' })).toMatchObject({ socket: '/t' });
    expect(await inFile('host=localhost\nsocket=/s')).toMatchObject({ socket: '/s' });
    expect(await inFile('socket=/s')).toMatchObject({ host: 'db', socket: undefined });
  });

  it.each([
    ['ssl-ca=/ca', { ca: '/ca', verify: 'ca' }],
    ['ssl_mode=VERIFY_IDENTITY\nssl-ca=/ca', { ca: '/ca', verify: 'full' }],
    ['ssl-ca=/ca\nssl-verify-server-cert', { ca: '/ca', verify: 'full' }],
    ['ssl-mode=required\nssl-key=/key\nssl-cert=/cert', { cert: '/cert', key: '/key', verify: 'none' }],
    ['ssl', { verify: 'none' }],
    ['ssl=0\nssl-ca=/ca', undefined],
    ['ssl-mode=DISABLED\nssl-ca=/ca', undefined],
    ['skip-ssl\nssl-ca=/ca', undefined],
    ['', undefined],
  ])('of TLS in an option file: %j', async (text, tls) => {
    expect((await inFile(text)).tls).toEqual(tls);
    expect((await inFile(text, { tls: false })).tls).toBeUndefined();
  });

  it.each([
    ['', undefined],
    ['?ssl_ca=/ca', { ca: '/ca', verify: 'full' }],
    ['?ssl_ca=/ca&ssl_check_hostname=false', { ca: '/ca', verify: 'ca' }],
    ['?ssl_cert=/cert&ssl_key=/key', { cert: '/cert', key: '/key', verify: 'none' }],
    ['?ssl_verify_cert=true', { verify: 'full' }],
  ])('of TLS in a URL: %j', async (query, tls) => {
    expect((await settings({ connection: `mysql://h/nova${query}` })).tls).toEqual(tls);
  });

  it('of a cell are those of the connection where it says nothing', async () => {
    const main = await settings({ connection: { host: 'db', user: 'u', password: 'p', tls: true } });
    expect(cellSettings({ host: 'cell', database: 'nova_cell2' }, main)).toEqual({
      ...main,
      ...{ host: 'cell', database: 'nova_cell2' },
    });
    expect(mappedSettings('mysql+pymysql://os:pw@cell:1/nova', main)).toEqual({
      ...{ ...main, host: 'cell', port: 1, user: 'os', password: 'pw', database: 'nova' },
    });
    expect(mappedSettings('sqlite:////nova.db', main)).toBeUndefined();
  });
});

describe('options', () => {
  const problems = (options: object): string[] =>
    novaDbOptions
      .safeParse(options)
      .error?.issues.flatMap((issue) =>
        issue.code === 'invalid_union' ? issue.errors.flat().map(({ message }) => message) : [issue.message],
      ) ?? [];

  it('may all be left out', () => {
    expect(novaDbOptions.parse({})).toEqual({ cells: 'auto' });
  });

  it('say what they expect', () => {
    expect(problems({ connection: 'db.example.org' }).join()).toMatch(/expected a URL like mysql:/);
    expect(problems({ connection: { host: 'a', socket: '/s' } }).join()).toMatch(
      /expected a host or a socket, found both/,
    );
    expect(problems({ cells: ['mysql://h/'] }).join()).toMatch(/expected the database at the end of the URL/);
  });
});
