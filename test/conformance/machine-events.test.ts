/** The whole path, from real and crafted backups to the goldens of Star Compactor, byte for byte. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { compareTraces, conformancePath, hasConformance } from '../support/conformance.ts';

const NODE_PROPERTIES = [
  'node_type',
  'placement.rack',
  'architecture.platform_type',
  'main_memory.ram_size',
  'architecture.smt_size',
  'architecture.smp_size',
  'storage_devices.0.size',
];

const CLOUDS = {
  kvm: String.raw`{ cloud: vm, databases: [nova, nova_cell0], rack: { regex: '(\w\d{2})-(\d{2}).cloud.example.org', group: 1 } }`,
  'edges/vm': String.raw`{ cloud: vm, databases: [nova, nova_cell0], rack: { regex: '(\w*)-(\d+)\.', group: 1 } }`,
  baremetal: `{ cloud: baremetal, properties: ${JSON.stringify(NODE_PROPERTIES)}, rack_property: placement.rack }`,
  'edges/baremetal': `{ cloud: baremetal, properties: ${JSON.stringify(NODE_PROPERTIES)}, rack_property: placement.rack }`,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conformance-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe.skipIf(!hasConformance).each(Object.entries(CLOUDS))('goldens of %s', (name, options) => {
  const prefix = name.replace('/', '-');

  beforeAll(async () => {
    const sinks = (kind: string) =>
      ['csv', 'jsonl']
        .map((sink) => `- ${sink}: { path: ${prefix}.${kind}.${sink}, dialect: starcompactor }`)
        .join('\n        ');
    const file = join(folder, `${prefix}.yaml`);
    await writeFile(
      file,
      String.raw`
stages:
  - backups: { path: '${conformancePath(name)}/backups/*', timestamp: 'mysql_backup_(\d{8})-(\d{6})' }
  - sql-dump
  - machine-events: ${options.replace('{', '{ semantics: starcompactor,')}
  - branch:
      none:
        - mask: { method: none }
        ${sinks('none')}
      salted:
        - mask: { salt: chameleon, weak_salt: accept }
        ${sinks('salted')}
`,
    );
    const { code, stderr } = await runCli(['run', file]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.each(['none.csv', 'none.jsonl', 'salted.csv', 'salted.jsonl'])('machine.%s', (file) => {
    const golden = conformancePath(`${name}/golden/machine.${file}`);
    expect(compareTraces(golden, join(folder, `${prefix}.${file}`), '--bytes')).toEqual({
      equal: true,
      output: expect.stringContaining('0 missing, 0 extra'),
    });
  });
});
