import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatIsoTime, formatZonelessTime } from '../../../pipeline/formats/iso-time.ts';
import { findPatterns } from '../../../pipeline/scan/patterns.ts';

const UUID = '8e6a5b0c-3a44-4b0e-9d7e-0f1f0c6b2a11';
const shown = (text: string) => findPatterns(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);

test.each([
  [`instance ${UUID} failed`, [`uuid ${UUID}`]],
  [UUID.toUpperCase(), [`uuid ${UUID.toUpperCase()}`]],
  [`(Request-ID: req-${UUID})`, [`request-id req-${UUID}`]],
  ['from 10.0.0.7, 192.168.1.1:8774', ['ipv4 10.0.0.7', 'ipv4 192.168.1.1']],
  ['at 8.8.8.8.', ['ipv4 8.8.8.8']],
  ['fe80::1ff:fe23:4567:890a', ['ipv6 fe80::1ff:fe23:4567:890a']],
  ['[2001:db8::1]:5000', ['ipv6 2001:db8::1']],
  ['::ffff:10.0.0.7', ['ipv6 ::ffff:10.0.0.7']],
  ['2001:db8:0:0:1:2:3:4', ['ipv6 2001:db8:0:0:1:2:3:4']],
  ['fa:16:3e:1b:2c:3d', ['mac fa:16:3e:1b:2c:3d']],
  ['FA-16-3E-1B-2C-3D', ['mac FA-16-3E-1B-2C-3D']],
  ['mail alice.b+c@cs.example.edu!', ['email alice.b+c@cs.example.edu']],
  ['c07-12.cloud.example.org', ['domain-name c07-12.cloud.example.org']],
  ['on node1.tacc.utexas.edu.', ['domain-name node1.tacc.utexas.edu.']],
  ['compute3.internal', ['domain-name compute3.internal']],
  ['uni-a.de', ['domain-name uni-a.de']],
  ['X-Auth-Token gAAAAABl4bZb0Yc9Vt1qT0xUu3Q', ['token gAAAAABl4bZb0Yc9Vt1qT0xUu3Q']],
  [
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N',
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N'],
  ],
  ['ssh-rsa AAAAB3NzaC1yc2EAAA alice', ['ssh-key ssh-rsa AAAAB3NzaC1yc2EAAA']],
  ['-----BEGIN OPENSSH PRIVATE KEY-----', ['ssh-key -----BEGIN OPENSSH PRIVATE KEY-----']],
  ['mysql+pymysql://nova:hunter2@10.0.0.3/nova', ['url-password mysql+pymysql://nova:hunter2@10.0.0.3/nova']],
  ['password=hunter2 user=nova', ['password password=hunter2']],
  ['{"adminPass": "rT5bGh8K"}', ['password adminPass": "rT5bGh8K']],
])('%s', (text, expected) => {
  expect(shown(text)).toEqual(expected);
});

test.each([
  '3f2504e04f8941d39a0c0305e82c3301',
  '00000000-0000-0000-0000-000000000000',
  '2015-11-05T05:05:01Z',
  '2015-11-05 05:05:01.123456+00:00',
  '05:05:01',
  'compute__do_build_and_run_instance',
  'version 1.2.3.4',
  'QEMU v6.2.0.1',
  '1.2.3',
  '1.2.3.4.5',
  '999.1.1.1',
  '0.0.0.0',
  'std::vector',
  'Intel(R) Xeon(R) CPU E5-2670 v3 @ 2.30GHz',
  'nova.compute.manager',
  'nova.exception.NoValidHost',
  'oslo_messaging.rpc.server',
  'main_memory.ram_size',
  'storage_devices.0.id',
  'machine_events.csv.gz',
  'libc.so',
  'libvirt.so.6',
  'e.g. this one',
  'Dell Inc.',
  'PowerEdge R740 2.10.2',
  'password: ***',
  'password=None',
  'the password is wrong',
  'ssh-rsa',
  'gAAAA',
  '@',
  '',
])('nothing in %j', (text) => {
  expect(shown(text)).toEqual([]);
});

test('no time is taken for something else', () => {
  const times = fc.integer({ min: 0, max: 4_102_444_800_000_000 });
  fc.assert(
    fc.property(times, (time) => {
      expect(shown(`${formatIsoTime(time)},${formatZonelessTime(time)},${time / 1e6}`)).toEqual([]);
    }),
  );
});

test('no pseudonym is taken for something else', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(digits, (pseudonym) => {
      expect(shown(pseudonym)).toEqual([]);
    }),
  );
});

test('an address is found wherever it stands in a sentence', () => {
  const octets = fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 1, max: 255 })));
  const around = fc.constantFrom(' ', ', ', '(', ')', '"', "'", '=', '/', ';');
  fc.assert(
    fc.property(octets, around, around, (address, before, after) => {
      expect(shown(`to${before}${address.join('.')}${after}x`)).toEqual([`ipv4 ${address.join('.')}`]);
    }),
  );
});

test('a hostile text is done with, too', () => {
  for (const piece of ['a.', 'a-', '1.', 'ab:', 'a@', 'password', '://:', 'eyJ', '0-', 'gaaaa']) {
    expect(findPatterns(piece.repeat(20_000))).toEqual([]);
  }
});
