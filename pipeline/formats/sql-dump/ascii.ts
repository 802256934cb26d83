declare global {
  interface Buffer {
    /** What `toString('latin1', ...)` calls after checks that take as long again for a short text. As old as Buffer itself. */
    latin1Slice(start: number, end: number): string;
  }
}

export function isAscii(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i]! >= 0x80) return false;
  return true;
}

/**
 * The ASCII text from `start` to `end`: a copy, unlike a piece cut out of a longer string, which would keep all of that in memory.
 * Very short texts (flags, small numbers) are put together here, as the call of a decoder takes longer.
 */
export function asciiText(bytes: Buffer, start: number, end: number): string {
  switch (end - start) {
    case 0:
      return '';
    case 1:
      return String.fromCharCode(bytes[start]!);
    case 2:
      return String.fromCharCode(bytes[start]!, bytes[start + 1]!);
    case 3:
      return String.fromCharCode(bytes[start]!, bytes[start + 1]!, bytes[start + 2]!);
  }
  return bytes.latin1Slice(start, end);
}
