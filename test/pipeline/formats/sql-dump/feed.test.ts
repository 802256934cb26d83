import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Feed } from '../../../../pipeline/formats/sql-dump/feed.ts';

/** Reads lines, as a unit that has to be at hand as a whole; notes where each begins and how much was offered for it. */
function lineReader() {
  const lines: { text: string; offset: number }[] = [];
  let offered = 0;
  const feed = new Feed((bytes, from, base) => {
    let at = from;
    offered += bytes.length - from;
    for (let end = bytes.indexOf(10, at); end !== -1; end = bytes.indexOf(10, at)) {
      lines.push({ text: bytes.toString('latin1', at, end), offset: base + at });
      at = end + 1;
    }
    return at;
  });
  return { feed, lines, offered: () => offered };
}

describe('a feed', () => {
  it('offers every unit whole and at its place, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 20_000 })), { maxLength: 8 }),
        fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9000 })), { minLength: 1 }),
        (lengths, cuts) => {
          const expected = lengths.map((length, i) => String.fromCharCode(97 + i).repeat(length));
          const stream = Buffer.from(expected.map((line) => `${line}\n`).join(''));
          const { feed, lines } = lineReader();
          for (let at = 0, i = 0; at < stream.length; at += cuts[i++ % cuts.length]!) {
            const chunk = new Uint8Array(stream.subarray(at, at + cuts[i % cuts.length]!));
            feed.push(chunk);
            chunk.fill(10);
          }
          const { unread, end } = feed.finish();
          expect(lines.map(({ text }) => text)).toEqual(expected);
          expect({ unread, end }).toEqual({ unread: 0, end: stream.length });
          for (const { text, offset } of lines)
            expect(stream.toString('latin1', offset, offset + text.length)).toBe(text);
        },
      ),
    );
  });

  it('tells how much was left over in the end', () => {
    const { feed, lines } = lineReader();
    feed.push(Buffer.from('one\ntw'));
    feed.push(Buffer.from('o'));
    expect(feed.finish()).toEqual({ unread: 3, end: 7 });
    expect(lines).toEqual([{ text: 'one', offset: 0 }]);
  });

  it('reads a long unit in linear time, however small the chunks are', () => {
    const { feed, lines, offered } = lineReader();
    const length = 1_000_000;
    const chunk = Buffer.alloc(100, 'x');
    for (let i = 0; i < length; i += chunk.length) feed.push(chunk);
    feed.push(Buffer.from('\n'));
    feed.finish();
    expect(lines[0]?.text.length).toBe(length);
    expect(offered()).toBeLessThan(4 * length);
  });
});
