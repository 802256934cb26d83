import { expect, test } from 'vitest';
import { RawValues } from '../../../pipeline/scan/raw-values.ts';
import { scanManifest } from '../../../pipeline/scan/scan-manifest.ts';

const manifest = {
  pipeline: 'production',
  inputs: [{ file: 'nova.sql' }, { file: 'backup-of-node1.example.sql' }],
  stages: [{ options: { rack: { regex: '(a)' }, databases: ['nova', 'alices-database'] } }],
  outputs: [{ file: 'node1.example.csv' }],
};
const text = JSON.stringify(manifest, undefined, 2);

test('hidden values in names of files and options are found, with their lines', () => {
  const raw = new RawValues(new Uint8Array(8));
  raw.add('nova', 'project');
  raw.add('production', 'instance-name');
  expect(scanManifest(manifest, text, raw)).toEqual([]);
  raw.add('node1.example', 'host');
  raw.add('alices-database', 'project');
  const finds = scanManifest(manifest, text, raw);
  expect(finds.map(({ column, fieldClass }) => `${column} ${fieldClass}`)).toEqual(['inputs host', 'stages project']);
  const lines = text.split('\n');
  expect(lines[finds[0]!.line - 1]).toContain('backup-of-node1.example.sql');
  expect(lines[finds[1]!.line - 1]).toContain('alices-database');
});
