/**
 * Files of this program that are found by their place instead of being imported: what a thread starts with, the bzip2 kernel.
 *
 * This file lies one folder below the root of the sources. Built, it is part of some file in dist/chunks/, one folder below the
 * root of what was built: from here, both look the same.
 */
const root = new URL('../', import.meta.url);
const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));

/** @param path from the root of the sources, e.g. `pipeline/formats/bzip2/kernel.wasm`. */
export function ownFile(path: string): URL {
  return new URL(path, root);
}

/** @param path without extension: the sources end in `.ts`, what is built of them in `.js`. */
export function ownModule(path: string): URL {
  return ownFile(path + extension);
}
