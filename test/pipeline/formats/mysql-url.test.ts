import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMysqlUrl } from '../../../pipeline/formats/mysql-url.ts';

describe('parseMysqlUrl', () => {
  it.each([
    ['mysql://', { query: {} }],
    [
      'mysql+pymysql://os:pw@controller/nova?charset=utf8',
      { host: 'controller', user: 'os', password: 'pw', database: 'nova', query: { charset: 'utf8' } },
    ],
    ['mariadb://[::1]:3307/', { host: '::1', port: 3307, query: {} }],
    [
      'mysql://me@/nova?unix_socket=/run/s&ssl_ca=%2Fca',
      { user: 'me', database: 'nova', query: { unix_socket: '/run/s', ssl_ca: '/ca' } },
    ],
    ['mysql://a%40b:c%3Ad:e@f%2F@h', { user: 'a@b', password: 'c:d:e@f/', host: 'h', query: {} }],
    ['mysql://me:@h', { user: 'me', password: '', host: 'h', query: {} }],
  ])('reads %s', (text, url) => {
    expect(parseMysqlUrl(text)).toEqual(url);
  });

  it.each(['', 'h', 'postgresql://h/nova', 'sqlite:///x', 'mysql://me:100%@h', 'mysql:h', 'mysql://h:port/'])(
    'knows that %j is none',
    (text) => {
      expect(parseMysqlUrl(text)).toBeUndefined();
    },
  );

  it('gives back what was encoded', () => {
    const text = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(text, text, text, (user, password, database) => {
        const [u, p, d] = [user, password, database].map(encodeURIComponent);
        expect(parseMysqlUrl(`mysql://${u}:${p}@h:1/${d}`)).toEqual({
          ...{ user, password, database, host: 'h', port: 1, query: {} },
        });
      }),
    );
  });
});
