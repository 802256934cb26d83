import { createReadStream, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ExitCode, PipelineError } from '../../../../pipeline/errors.ts';
import { decompress } from '../../../../pipeline/formats/compression/index.ts';
import { COMPRESSED, hasTool, inChunks, runTool, SAMPLE } from '../../../support/compressed.ts';
import { conformancePath, hasConformance } from '../../../support/conformance.ts';
import { makeZip } from '../../../support/zip-maker.ts';
import { codeOf, expectAnyChunks, outcome } from './damage-cases.ts';

describe('decompress', () => {
  it('passes plain text through, wherever the chunks are cut', () =>
    expectAnyChunks(decompress, SAMPLE, { last: 600 }));

  it.each(Object.entries(COMPRESSED))('decodes %s, wherever the chunks are cut', (_, bytes) =>
    expectAnyChunks(decompress, bytes, { last: 20 }),
  );

  it.each(Object.entries(COMPRESSED))('finds %s cut off anywhere', async (format, bytes) => {
    for (let length = 1; length < bytes.length; length += length < 20 ? 1 : 10) {
      const code = await codeOf(decompress, bytes.subarray(0, length));
      expect(code, `cut to ${length}`).toMatch(new RegExp(`^(truncated|corrupt)-${format}$`));
    }
  });

  it('does not take a compressed file for text when its magic number is damaged', async () => {
    for (const format of ['gzip', 'xz', 'zstd'] as const) {
      const bytes = Buffer.from(COMPRESSED[format]);
      bytes[0]! ^= 0x80;
      expect(await codeOf(decompress, bytes)).toBe('unknown-format');
    }
  });

  it('reports garbage behind a magic number', async () => {
    const garbage = Buffer.from('this is no compressed data at all, whatever its first bytes say');
    for (const [format, bytes] of Object.entries(COMPRESSED)) {
      const result = await codeOf(decompress, Buffer.concat([bytes.subarray(0, 6), garbage]));
      expect(result).toMatch(new RegExp(`^(truncated|corrupt|unsupported)-${format}$`));
    }
  });

  it('never takes an empty input for one that says something', async () => {
    expect(await codeOf(decompress, Buffer.alloc(0))).toBe('empty-input');
    expect(await codeOf(decompress, gzipSync(''))).toBe('empty-input');
  });

  it('explains that a zip archive is not a stream', async () => {
    const error = (await decompress(inChunks(makeZip([])), 'a.zip')
      .next()
      .catch((thrown) => thrown)) as PipelineError;
    expect(error).toBeInstanceOf(PipelineError);
    expect(error).toMatchObject({ code: 'zip-not-seekable', exitCode: ExitCode.usage, location: { file: 'a.zip' } });
  });

  it('names what it cannot read', async () => {
    const error = (await outcome(decompress, Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'))) as PipelineError;
    expect(error.code).toBe('unknown-format');
    expect(error.message).toContain('found a 7z archive');
  });

  it('closes the source on an early leave and on an error', async () => {
    for (const bytes of [SAMPLE, COMPRESSED.gzip, Buffer.from('\0binary')]) {
      const source = inChunks(bytes, 4);
      const output = decompress(source, 'a');
      await output.next().catch(() => {});
      await output.return(undefined);
      expect((await source.next()).done).toBe(true);
    }
  });
});

describe.skipIf(!hasConformance)('decompress, on real backups', () => {
  const folder = conformancePath('kvm/backups/');
  const TOOLS = { gz: 'gzip', bz2: 'bzip2', xz: 'xz', zst: 'zstd' };
  const files = hasConformance ? readdirSync(folder).filter((name) => !name.endsWith('.sql')) : [];

  it.each(files)('gives what the tool gives: %s', async (name) => {
    const tool = TOOLS[name.split('.').at(-1) as keyof typeof TOOLS];
    if (!hasTool(tool, '--version')) return;
    const expected = runTool(tool, ['-dc', folder + name], Buffer.alloc(0));
    const chunks = await outcome((source, file) => decompress(createReadStream(folder + name) ?? source, file), SAMPLE);
    expect(chunks instanceof PipelineError ? chunks : chunks.equals(expected)).toBe(true);
  });
});
