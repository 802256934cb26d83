import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lostBelow, negotiate, versionUrl } from '../../../../pipeline/sources/nova-api/microversions.ts';
import { conformancePath, hasConformance } from '../../../support/conformance.ts';

describe('the version', () => {
  it.runIf(hasConformance)('is that of a real Nova', () => {
    const body = (name: string) => JSON.parse(readFileSync(conformancePath(`api/samples/${name}.json`), 'utf8')).body;
    expect(negotiate(body('008_nova_root'))).toEqual({ version: 93, path: '/v2.1' });
    expect(negotiate(body('009_nova_v21'))).toEqual({ version: 93, path: '' });
  });

  it.each([
    [{ version: { id: 'v2.1', version: '2.200', min_version: '2.1' } }, { version: 96, path: '' }],
    [{ version: { id: 'v2.0', version: '', min_version: '' } }, { version: 1, path: '' }],
    [{ versions: [{ id: 'v2.0', version: '' }] }, { version: 1, path: '/v2' }],
    [
      {
        versions: [
          { id: 'v2.0', version: '' },
          { id: 'v2.1', version: '' },
        ],
      },
      { version: 1, path: '/v2.1' },
    ],
    [{ version: { id: 'v2.1', version: '2.200', min_version: '2.150' } }, undefined],
    [{ version: { id: 'v3.14' } }, undefined],
    [{ versions: [null] }, undefined],
    [[], undefined],
    [null, undefined],
    ['x', undefined],
  ])('of %j is %j', (document, expected) => {
    expect(negotiate(document)).toEqual(expected);
  });
});

it.each([
  ['http://n/v2.1', 'http://n/v2.1'],
  ['http://n/v2.1/', 'http://n/v2.1'],
  ['http://n/compute/v2.1/f00d', 'http://n/compute/v2.1'],
  ['http://n/v2/f00d/', 'http://n/v2'],
  ['http://n:8774/', 'http://n:8774'],
])('the versions of %s are told at %s', (endpoint, url) => {
  expect(versionUrl(endpoint)).toBe(url);
});

it.each([
  [1, 4],
  [21, 3],
  [47, 2],
  [62, 1],
  [69, 0],
])('2.%d loses %d things', (version, things) => {
  expect(lostBelow(version)).toHaveLength(things);
});
