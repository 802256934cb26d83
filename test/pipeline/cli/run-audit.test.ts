/** From exported audit tables to a trace, through the command line. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { auditTable } from '../../support/parquet.ts';

const PIPELINE = `
name: audit
stages:
  - audit-parquet: { path: tables }
  - machine-events: { cloud: vm, databases: [nova] }
  - mask: { method: none }
  - csv: { path: trace.csv }
`;
const nodes = [
  {
    type: 'DELETE',
    time: '2020-01-01 00:02:00',
    data: { id: 1, hypervisor_hostname: 'h', host: 'h', vcpus: 4, memory_mb: 8, local_gb: 16 },
  },
  {
    type: 'INSERT',
    time: '2020-01-01 01:00:00+01:00',
    data: { id: 1, hypervisor_hostname: 'h', host: 'h', vcpus: 4, memory_mb: 8, local_gb: 16 },
  },
];
const services = [
  { type: 'INSERT', time: '2020-01-01 00:01:00.5', data: { id: 1, host: 'h', binary: 'nova-compute', disabled: 1 } },
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-audit-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the pipeline over these tables, in a folder of its own. */
async function run(name: string, tables: Record<string, Uint8Array>) {
  const cwd = join(folder, name);
  await mkdir(join(cwd, 'tables'), { recursive: true });
  await writeFile(join(cwd, 'pipeline.yaml'), PIPELINE);
  for (const [table, bytes] of Object.entries(tables)) {
    await writeFile(join(cwd, 'tables', `openstack_audit.audit_nova_${table}.parquet`), bytes);
  }
  return { ...(await runCli(['run', 'pipeline.yaml'], { cwd })), files: (await readdir(cwd)).sort(), cwd };
}

describe('sc-pipeline run with audit tables', () => {
  it('writes the trace and its manifest', async () => {
    const tables = {
      compute_nodes: auditTable(nodes, { codec: 'ZSTD' }),
      services: auditTable(services),
      instances: Buffer.from('?'),
    };
    const { code, stderr, files, cwd } = await run('good', tables);
    expect([code, stderr]).toEqual([0, '']);
    expect(files).toEqual(['audit.manifest.json', 'pipeline.yaml', 'tables', 'trace.csv']);
    const properties = '"{""rack"":null,""vcpu_capability"":4,""memory_capability_mb"":8,""disk_capability_gb"":16}"';
    expect((await readFile(join(cwd, 'trace.csv'), 'utf8')).split('\n').slice(1, -1)).toEqual([
      `2020-01-01T00:00:00Z,135388800,h,CREATE,${properties}`,
      `2020-01-01T00:01:00.500000Z,135388860.5,h,DISABLE,${properties}`,
      '2020-01-01T00:02:00Z,135388920,h,DELETE,',
    ]);
    const manifest = JSON.parse(await readFile(join(cwd, 'audit.manifest.json'), 'utf8'));
    expect(manifest.inputs).toMatchObject([
      { file: 'openstack_audit.audit_nova_compute_nodes.parquet', rows: 2, status: 'read' },
      { file: 'openstack_audit.audit_nova_services.parquet', rows: 1, status: 'read' },
    ]);
  });

  it.each<[string, Record<string, Uint8Array>, number, string]>([
    ['a table that was not exported', { services: auditTable(services) }, 66, 'missing-table'],
    [
      'a file that is cut off',
      { compute_nodes: auditTable(nodes).subarray(0, 90), services: auditTable(services) },
      65,
      'truncated-parquet',
    ],
    [
      'a row that makes no sense',
      { compute_nodes: auditTable([{ ...nodes[0]!, data: '{' }]), services: auditTable(services) },
      65,
      'bad-json',
    ],
  ])('writes nothing for %s', async (name, tables, expected, error) => {
    const { code, stderr, files } = await run(name, tables);
    expect(code).toBe(expected);
    expect(stderr).toContain(`error ${error} `);
    expect(stderr).not.toContain('    at ');
    expect(files).toEqual(['pipeline.yaml', 'tables']);
  });
});
