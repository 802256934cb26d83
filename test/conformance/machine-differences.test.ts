/** What the default semantics of machine events repair on real and crafted backups, and that they change nothing else. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatZonelessTime } from '../../pipeline/formats/iso-time.ts';
import { HOST_NAME } from '../../pipeline/records/machine-event.ts';
import type { DataRecord, Properties } from '../../pipeline/records/record-type.ts';
import machineEvents from '../../transforms/machine-events.ts';
import { backupsOf } from '../support/backups-of.ts';
import { conformancePath, hasConformance } from '../support/conformance.ts';
import { find, parseOptions } from '../support/machines.ts';
import { BAREMETAL, EDGES_BAREMETAL, EDGES_VM, REPAIRS } from './backup-differences.ts';

const page = readFileSync(new URL('../../docs/differences-from-starcompactor.md', import.meta.url), 'utf8');

/** A host's name, cut short. */
const short = (host: string): string => host.replace('.example.org', '').replace(/^([0-9a-f]{8})-[0-9a-f-]{27}$/, '$1');

/** Events by host, time and kind. Racks are compared as the default semantics have them: an unknown or empty one is none. */
function byKey(records: readonly DataRecord[]): Map<string, string> {
  const known = (properties: Properties) =>
    Object.entries(properties).filter(([, v]) => v !== null && v !== 'UNKNOWN' && v !== '');
  return new Map(
    records.map(({ EVENT_TIME, EVENT, PROPERTIES, [HOST_NAME]: host }) => [
      `${short(String(host))} ${formatZonelessTime(Number(EVENT_TIME))} ${EVENT}`,
      JSON.stringify(known((PROPERTIES ?? {}) as Properties).sort()),
    ]),
  );
}

const differencesIn = (text: string): string[] =>
  text
    .split(/\n(?! )/)
    .filter(Boolean)
    .flatMap((block) => {
      const [head = '', ...lines] = block.split('\n');
      const host = head.replace(/: .*/, '');
      return lines.map((line) => `${line.slice(2, 4)}${host} ${line.slice(4)}`);
    });

describe.skipIf(!hasConformance)('semantics: default differs from Star Compactor by its repairs', () => {
  it.each([
    ['kvm', { cloud: 'vm', rack: { regex: '(\\w\\d{2})-(\\d{2}).cloud.example.org', group: 1 } }, ''],
    ['edges/vm', { cloud: 'vm', rack: { regex: '(\\w*)-(\\d+)\\.', group: 1 } }, EDGES_VM],
    ['baremetal', { cloud: 'baremetal' }, BAREMETAL],
    ['edges/baremetal', { cloud: 'baremetal' }, EDGES_BAREMETAL],
  ] as const)('%s', async (name, options, differences) => {
    const backups = await backupsOf(conformancePath(`${name}/backups/*`), machineEvents.needs(parseOptions(options)));
    const original = await find({ ...options, semantics: 'starcompactor' }, backups);
    const repaired = await find(options, backups);
    const [before, now] = [byKey(original.records), byKey(repaired.records)];
    const found = [...new Set([...before.keys(), ...now.keys()])].flatMap((key) => {
      if (before.get(key) === now.get(key)) return [];
      return `${!now.has(key) ? '-' : before.has(key) ? '~' : '+'} ${key}`;
    });
    expect(found.sort()).toEqual(differencesIn(differences).sort());
    expect(now.size).toBe(repaired.records.length);
  });
});

it('every repair is explained, and seen at work', () => {
  const named = [EDGES_VM, EDGES_BAREMETAL, BAREMETAL].flatMap((text) => text.match(/(?<=^\S.*: ).+$/gm) ?? []);
  expect(new Set(named.flatMap((names) => names.split(', ')))).toEqual(new Set(Object.keys(REPAIRS)));
  for (const heading of Object.values(REPAIRS)) expect(page).toContain(`\n### ${heading}\n`);
});
