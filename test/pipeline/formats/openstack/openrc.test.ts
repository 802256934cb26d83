import { describe, expect, it } from 'vitest';
import { PipelineError } from '../../../../pipeline/errors.ts';
import { parseOpenrc } from '../../../../pipeline/formats/openstack/openrc.ts';

describe('an openrc file', () => {
  it('as Horizon makes it', () => {
    const text = `#!/usr/bin/env bash
# To use an OpenStack cloud you need to authenticate against the Identity
export OS_AUTH_URL=https://keystone.example.org:5000
# With the addition of Keystone we have standardized on the term **project**
export OS_PROJECT_ID=cb53138764064655b137b8ba6c7f386d
export OS_PROJECT_NAME="admin"
export OS_USER_DOMAIN_NAME="Default"
if [ -z "$OS_USER_DOMAIN_NAME" ]; then unset OS_USER_DOMAIN_NAME; fi
export OS_PROJECT_DOMAIN_ID="default"
if [ -z "$OS_PROJECT_DOMAIN_ID" ]; then
    unset OS_PROJECT_DOMAIN_ID
fi
# unset v2.0 items in case set
unset OS_TENANT_ID
unset OS_TENANT_NAME
export OS_USERNAME="admin"
echo "Please enter your OpenStack Password for project $OS_PROJECT_NAME as user $OS_USERNAME: "
read -sr OS_PASSWORD_INPUT
export OS_PASSWORD=$OS_PASSWORD_INPUT
export OS_REGION_NAME="RegionOne"
export OS_INTERFACE=public
export OS_IDENTITY_API_VERSION=3
`;
    expect(parseOpenrc(text, { OS_PASSWORD_INPUT: 'pa$$ "word"', OS_TENANT_ID: 'x' })).toEqual({
      OS_AUTH_URL: 'https://keystone.example.org:5000',
      OS_PROJECT_ID: 'cb53138764064655b137b8ba6c7f386d',
      OS_PROJECT_NAME: 'admin',
      OS_USER_DOMAIN_NAME: 'Default',
      OS_PROJECT_DOMAIN_ID: 'default',
      OS_USERNAME: 'admin',
      OS_PASSWORD: 'pa$$ "word"',
      OS_REGION_NAME: 'RegionOne',
      OS_INTERFACE: 'public',
      OS_IDENTITY_API_VERSION: '3',
    });
  });

  it('as Packstack, Kolla and DevStack make them', () => {
    const text = String.raw`unset OS_SERVICE_TOKEN
for key in $( set | awk '{FS="="}  /^OS_/ {print $1}' ); do unset $key ; done
    export OS_USERNAME=admin
    export OS_PASSWORD='a$b"c\d'
    export OS_AUTH_URL=http://$HOST_IP/identity
    export PS1='[\u@\h \W(keystone_admin)]\$ '
PROMPT=$(git branch)
export OS_REGION_NAME="${'$'}{REGION_NAME:-RegionOne}"; export OS_INTERFACE=internal # the inner one
declare -x OS_CACERT=/etc/ssl/ca.pem OS_PROJECT_NAME=admin
`;
    expect(parseOpenrc(text, { HOST_IP: '10.0.0.1' })).toEqual({
      OS_USERNAME: 'admin',
      OS_PASSWORD: String.raw`a$b"c\d`,
      OS_AUTH_URL: 'http://10.0.0.1/identity',
      OS_REGION_NAME: 'RegionOne',
      OS_INTERFACE: 'internal',
      OS_CACERT: '/etc/ssl/ca.pem',
      OS_PROJECT_NAME: 'admin',
    });
  });

  it('with line ends of Windows, words over lines, and what was read from a keyboard', () => {
    const text = "OS_USERNAME=ann\r\nexport OS_PASSWORD OS_TOKEN\r\nOS_X='one\r\nOS_Y=two'\r\nOS_Z=3";
    expect(parseOpenrc(text, { OS_PASSWORD: 'typed' })).toEqual({
      OS_USERNAME: 'ann',
      OS_PASSWORD: 'typed',
      OS_X: 'one\nOS_Y=two',
      OS_Z: '3',
    });
  });

  it.each([
    ['export OS_PASSWORD=$OS_PASSWORD_INPUT', /set OS_PASSWORD_INPUT in the environment/],
    ['OS_PASSWORD=$(pass show cloud)', /read, not run/],
    ['OS_PASSWORD="hush', /read, not run/],
  ])('that would have to be run is refused: %s', (line, hint) => {
    let thrown: unknown;
    try {
      parseOpenrc(`OS_USERNAME=x\n\n${line}`, {});
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(PipelineError);
    expect(thrown).toMatchObject({
      code: 'openrc',
      exitCode: 77,
      location: { line: 3 },
      hint: expect.stringMatching(hint),
    });
    expect((thrown as Error).message).not.toMatch(/hush|pass show/);
  });
});
