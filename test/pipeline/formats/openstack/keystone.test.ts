import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Auth, Connection } from '../../../../pipeline/formats/openstack/credentials.ts';
import { isReadyToken, readToken, tokenRequest, tokensUrl } from '../../../../pipeline/formats/openstack/keystone.ts';
import { conformancePath, hasConformance } from '../../../support/conformance.ts';

const connection = (method: Connection['method'], auth: Auth): Connection => ({
  method,
  auth,
  interface: 'public',
  insecure: false,
});
const sample = (name: string) => JSON.parse(readFileSync(conformancePath(`api/samples/${name}.json`), 'utf8'));

describe('a request for a token', () => {
  it.runIf(hasConformance)('is as a real Keystone understood it', () => {
    const password = {
      username: 'admin',
      password: 'adminpw',
      user_domain_name: 'Default',
      project_name: 'admin',
      project_domain_name: 'Default',
    };
    expect(tokenRequest(connection('password', password))).toEqual(JSON.parse(sample('003_token_admin').request.body));
    const credential = {
      application_credential_id: '6f0c52318c82430e85ca9ce478eac94d',
      application_credential_secret: 'appcredsecret',
    };
    expect(tokenRequest(connection('application_credential', credential))).toEqual(
      JSON.parse(sample('007_token_appcred').request.body),
    );
  });

  it('prefers ids, and knows the default domain', () => {
    const auth = { user_id: 'i', username: 'n', password: 'p', project_id: 'j', project_name: 'q' };
    expect(tokenRequest(connection('password', auth))).toEqual({
      auth: {
        identity: { methods: ['password'], password: { user: { id: 'i', password: 'p' } } },
        scope: { project: { id: 'j' } },
      },
    });
    expect(
      tokenRequest(connection('password', { username: 'n', password: 'p', project_name: 'q', default_domain: 'd' })),
    ).toEqual({
      auth: {
        identity: { methods: ['password'], password: { user: { name: 'n', domain: { id: 'd' }, password: 'p' } } },
        scope: { project: { name: 'q', domain: { id: 'd' } } },
      },
    });
  });

  it('may be for the system, or name an application credential', () => {
    expect(tokenRequest(connection('password', { user_id: 'i', password: 'p', system_scope: 'all' }))).toMatchObject({
      auth: { scope: { system: { all: true } } },
    });
    const named = { application_credential_name: 'n', application_credential_secret: 's', username: 'u' };
    expect(tokenRequest(connection('application_credential', { ...named, project_name: 'not used' }))).toEqual({
      auth: {
        identity: {
          methods: ['application_credential'],
          application_credential: { name: 'n', secret: 's', user: { name: 'u', domain: { id: 'default' } } },
        },
      },
    });
  });

  it('is not needed for a token without a scope', () => {
    expect(isReadyToken(connection('token', { token: 't' }))).toBe(true);
    expect(isReadyToken(connection('token', { token: 't', project_id: 'p' }))).toBe(false);
    expect(tokenRequest(connection('token', { token: 't', project_id: 'p' }))).toMatchObject({
      auth: { identity: { token: { id: 't' } } },
    });
  });

  it.each(['http://k:5000', 'http://k:5000/', 'http://k:5000/v3', 'http://k:5000/v3/'])('goes to %s', (url) => {
    expect(tokensUrl(url)).toBe('http://k:5000/v3/auth/tokens');
  });
});

describe('a token', () => {
  it.runIf(hasConformance)('of a real Keystone is understood', () => {
    expect(readToken(sample('003_token_admin').body)).toEqual({
      lifetime: 86_400_000,
      compute: ['internal', 'public', 'admin'].map((name) => ({
        interface: name,
        region: 'RegionOne',
        url: 'http://127.0.0.1:8774/v2.1',
      })),
    });
  });

  it('may lack what it likes', () => {
    expect(readToken({ token: {} })).toEqual({ lifetime: undefined, compute: [] });
    expect(readToken({ token: { catalog: [null, { type: 'compute' }] } })).toEqual({
      lifetime: undefined,
      compute: [],
    });
  });

  it.each([undefined, null, 'x', [], {}, { token: null }])('is not %s', (body) => {
    expect(readToken(body)).toBeUndefined();
  });
});
