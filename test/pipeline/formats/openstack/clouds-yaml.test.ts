import { describe, expect, it } from 'vitest';
import { PipelineError } from '../../../../pipeline/errors.ts';
import { readCloud } from '../../../../pipeline/formats/openstack/clouds-yaml.ts';

const named = (name: string, text: string) => ({ name, text });

describe('clouds.yaml', () => {
  it('is put together with its profile and its secrets', () => {
    const cloud = readCloud('prod', {
      clouds: named(
        'clouds.yaml',
        'clouds:\n  prod: { profile: acme, auth: { username: ann, project_id: 0123 }, region_name: b }',
      ),
      public: named(
        'clouds-public.yaml',
        'public-clouds:\n  acme: { auth: { auth_url: http://x/v3, username: nobody }, region_name: a }',
      ),
      secure: named('secure.yaml', 'clouds:\n  prod: { auth: { password: 007 } }'),
    });
    expect(cloud).toEqual({
      profile: 'acme',
      auth: { auth_url: 'http://x/v3', username: 'ann', project_id: '0123', password: '007' },
      region_name: 'b',
    });
  });

  it('may use anchors, and be JSON', () => {
    const text = 'base: &base { auth_url: u }\nclouds:\n  a: { auth: { <<: *base, token: t } }';
    expect(readCloud('a', { clouds: named('clouds.yaml', text) })).toEqual({ auth: { auth_url: 'u', token: 't' } });
    expect(readCloud('a', { clouds: named('clouds.json', '{"clouds":{"a":{"verify":false}}}') })).toEqual({
      verify: 'false',
    });
  });

  it.each([
    ['clouds:\n  other: {}', 'no-such-cloud', 66],
    ['clouds: {}', 'no-such-cloud', 66],
    ['clouds:\n  prod: { profile: vexxhost }', 'no-such-profile', 66],
    ['clouds: [prod]', 'not-yaml', 78],
    ['hush', 'not-yaml', 78],
    ['clouds:\n  prod:\n    auth: { password: hush', 'not-yaml', 78],
    ['clouds:\n  __proto__: {}', 'no-such-cloud', 66],
  ])('is refused: %s', (text, code, exitCode) => {
    let thrown: unknown;
    try {
      readCloud('prod', { clouds: named('clouds.yaml', text) });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(PipelineError);
    expect(thrown).toMatchObject({ code, exitCode, location: { file: 'clouds.yaml' } });
    expect(`${(thrown as PipelineError).message} ${(thrown as PipelineError).hint}`).not.toContain('hush');
  });
});
