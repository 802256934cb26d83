import { describe, expect, it } from 'vitest';
import { settingsOfVariables, toConnection } from '../../../../pipeline/formats/openstack/credentials.ts';

const origin = { name: 'clouds.yaml', spell: (key: string) => key };
const connect = (settings: Record<string, unknown>) => toConnection(settings, origin);
const auth = { auth_url: 'http://x', username: 'u', password: 'p', project_name: 'p' };

describe('a connection', () => {
  it('is read from clouds.yaml', () => {
    const settings = {
      auth,
      region_name: 'r',
      endpoint_type: 'internalURL',
      verify: 'false',
      cacert: 'ca.pem',
      compute_endpoint_override: 'http://y',
    };
    expect(connect(settings)).toEqual({
      method: 'password',
      auth,
      region: 'r',
      interface: 'internal',
      endpoint: 'http://y',
      cacert: 'ca.pem',
      cert: undefined,
      key: undefined,
      insecure: true,
    });
  });

  it('is read from variables, those of older times too', () => {
    const variables = {
      OS_AUTH_URL: 'u',
      OS_USERNAME: 'n',
      OS_PASSWORD: 'p',
      OS_TENANT_NAME: 't',
      OS_DOMAIN_NAME: 'd',
      OS_PROJECT_DOMAIN_NAME: 'e',
      OS_REGION_NAME: 'r',
      OS_INSECURE: 'true',
      OS_EMPTY: '',
      HOME: '/',
    };
    expect(connect(settingsOfVariables(variables))).toMatchObject({
      auth: { project_name: 't', user_domain_name: 'd', project_domain_name: 'e' },
      region: 'r',
      insecure: true,
    });
  });

  it.each([
    [
      { ...auth, application_credential_secret: 's', application_credential_id: 'i' },
      undefined,
      'application_credential',
    ],
    [{ auth_url: 'u', token: 't' }, undefined, 'token'],
    [{ ...auth, token: 't' }, undefined, 'password'],
    [{ ...auth, token: 't' }, 'v3token', 'token'],
    [auth, 'v3password', 'password'],
  ])('of %s and the auth_type %s signs in with %s', (given, auth_type, method) => {
    expect(connect({ auth: given, auth_type }).method).toBe(method);
  });

  it.each([
    [
      {},
      'expected auth_url, username or user_id, password, project_name or project_id or system_scope in clouds.yaml, found none',
    ],
    [{ ...auth, password: '' }, 'expected password in clouds.yaml, found none'],
    [
      { auth_url: 'u', application_credential_secret: 's' },
      'expected application_credential_id or application_credential_name, username or user_id in clouds.yaml, found none',
    ],
  ])('of %s tells all that is missing', (given, message) => {
    expect(() => connect({ auth: given })).toThrow(
      expect.objectContaining({ code: 'missing-credentials', exitCode: 77, message }),
    );
  });

  it.each([
    [{ auth, auth_type: 'v3oidcpassword' }, 'auth-type'],
    [{ auth, interface: 'outer' }, 'interface'],
    [{ auth: { ...auth, auth_url: 'http://x/v2.0/' } }, 'keystone-v2'],
  ])('of %s is refused', (settings, code) => {
    expect(() => connect(settings)).toThrow(expect.objectContaining({ code, exitCode: 78 }));
  });
});
