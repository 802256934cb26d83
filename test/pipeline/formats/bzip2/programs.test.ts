import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import {
  decode,
  decodeUntilError,
  encode,
  hasProgram,
  OWN_KERNELS,
  randomBytes,
  runProgram,
  sampleText,
} from '../../../support/bzip2.ts';
import {
  craftBlock,
  craftColumn,
  craftRandomisedBlock,
  craftRawBlock,
  craftStream,
} from '../../../support/bzip2-crafting.ts';
import { conformancePath, hasConformance } from '../../../support/conformance.ts';

const mixed = Buffer.concat([sampleText(150_000), Buffer.alloc(100_000), randomBytes(50_000)]);
const mixedEncoded = await encode(mixed);
const nothingEncoded = await encode(Buffer.alloc(0));
const wholeStream = await encode(Buffer.from('whole'));

describe.skipIf(!hasProgram('bzip2'))('with bzip2', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('decodes its level %i', async (level) => {
    const { stdout } = runProgram('bzip2', [`-${level}`], mixed);
    for (const kernel of OWN_KERNELS) expect((await decode(stdout, { kernel })).equals(mixed)).toBe(true);
  });

  it('decodes its 64 MB of zeros', async () => {
    const { stdout } = runProgram('bzip2', [], Buffer.alloc(64 << 20));
    expect((await decode(stdout)).equals(Buffer.alloc(64 << 20))).toBe(true);
  });

  it.each([
    ['text of our own encoder', mixedEncoded],
    ['nothing, encoded', nothingEncoded],
    ['randomised blocks', craftStream([craftRandomisedBlock(sampleText(300_000)), craftBlock(mixed.subarray(0, 100))])],
    ['an unused table with too many codes', withBadTable()],
    ['more selectors than needed', withSelectors(18_002 + 5)],
    [
      'a last column that no block has',
      craftStream([craftColumn({ lastColumn: Buffer.from('cabba'), origin: 0 }, Buffer.from('aacaa'))]),
    ],
  ])('agrees on %s', async (_, bytes) => {
    const theirs = runProgram('bzip2', ['-dc'], bytes);
    expect(theirs.ok).toBe(true);
    for (const kernel of OWN_KERNELS) expect((await decode(bytes, { kernel })).equals(theirs.stdout)).toBe(true);
  });

  const followedBy = (text: string) => Buffer.concat([wholeStream, Buffer.from(text)]);
  it.each([
    ['nothing at all', Buffer.alloc(0)],
    ['something else', Buffer.from('plain text')],
    ['half a block', mixedEncoded.subarray(0, 5000)],
    ['a block that ends within a run', craftStream([craftRawBlock(Buffer.from('xaaaa'), Buffer.from('xaaaa'))])],
    ['another checksum', craftStream([craftBlock(mixed.subarray(0, 100))], 9, 0)],
    ...['\0\0\0', 'garbage', 'B', 'BZ', 'BZh', 'BZh0', 'BZh9', 'BZh9garbage', 'BZx'].map((text): [string, Buffer] => [
      `what follows a stream: ${JSON.stringify(text)}`,
      followedBy(text),
    ]),
  ])('agrees on whether to fail: %s', async (_, bytes) => {
    const theirs = runProgram('bzip2', ['-dc'], bytes);
    for (const kernel of OWN_KERNELS) {
      const { content, error } = await decodeUntilError(bytes, { kernel });
      expect(error === undefined).toBe(theirs.ok);
      if (theirs.ok) expect(content.equals(theirs.stdout)).toBe(true);
    }
  });
});

function withBadTable(): Buffer {
  const block = craftBlock(sampleText(500));
  return craftStream([{ ...block, tables: [...block.tables, block.tables[0]!.map(() => 1)] }]);
}

function withSelectors(count: number): Buffer {
  const block = craftBlock(sampleText(500));
  return craftStream([{ ...block, selectors: Array.from({ length: count }, (_, i) => block.selectors[i] ?? 0) }]);
}

describe.skipIf(!hasProgram('pbzip2'))('with pbzip2', () => {
  it('decodes its streams of one block each', async () => {
    const { stdout } = runProgram('pbzip2', ['-c', '-1', '-b1', '-p2'], mixed);
    for (const kernel of OWN_KERNELS) expect((await decode(stdout, { kernel })).equals(mixed)).toBe(true);
  });
});

describe.skipIf(!hasProgram('lbzip2'))('with lbzip2', () => {
  it('decodes its blocks', async () => {
    const { stdout } = runProgram('lbzip2', ['-c', '-1', '-n2'], mixed);
    for (const kernel of OWN_KERNELS) expect((await decode(stdout, { kernel })).equals(mixed)).toBe(true);
  });
});

describe.skipIf(!hasConformance || !hasProgram('bzip2'))('on real backups', () => {
  const files = hasConformance ? globSync('**/*.bz2', { cwd: conformancePath(''), absolute: true }) : [];

  it('decodes each as bzip2 does', async () => {
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const bytes = readFileSync(file);
      const { stdout } = runProgram('bzip2', ['-dc'], bytes);
      for (const kernel of OWN_KERNELS) expect((await decode(bytes, { kernel })).equals(stdout)).toBe(true);
    }
  });
});
