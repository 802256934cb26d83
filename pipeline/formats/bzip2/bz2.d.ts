declare module 'bz2' {
  const bz2: {
    /** Decompresses one stream. Without `checkCrc` damage goes unnoticed. */
    decompress(stream: Uint8Array, checkCrc: boolean): Uint8Array;
  };
  export default bz2;
}
