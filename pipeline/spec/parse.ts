/** The text of a pipeline file -> its documents as {@link SpecNode}s. */
import { type Document, isAlias, isMap, isScalar, isSeq, parseAllDocuments, type YAMLMap } from 'yaml';
import { code, didYouMean } from '../suggest.ts';
import { hide, type MapEntry, type SpecNode } from './nodes.ts';
import { type Reading, readScalar, scalarNode } from './read-scalar.ts';
import { looksSecret } from './secret-words.ts';
import type { Place, Source } from './source.ts';
import { reportYamlErrors } from './yaml-errors.ts';

export interface SpecDocument {
  /** Undefined when the document could not be read; that was told. */
  readonly root: SpecNode | undefined;
  /** Where the document begins. */
  readonly place: Place;
}

/** Aliases can multiply: a document of more nodes than this is an attack or an accident. */
const MOST_NODES = 100_000;

export async function parseDocuments(source: Source, reading: Reading): Promise<SpecDocument[]> {
  const documents = parseAllDocuments(source.text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return Promise.all(
    [...documents].map(async (document) => ({
      root: await readDocument(document as Document.Parsed, source, reading),
      place: source.place(startOfContent(document as Document.Parsed, source.text)),
    })),
  );
}

async function readDocument(
  document: Document.Parsed,
  source: Source,
  reading: Reading,
): Promise<SpecNode | undefined> {
  reportYamlErrors(document, source, reading.findings);
  if (document.errors.length > 0 || document.warnings.length > 0) return undefined;
  if (document.directives.yaml.version !== '1.2') {
    reading.findings.add('yaml-syntax', source.place(source.text.indexOf('%YAML')), 'only YAML 1.2 is understood', {
      hint: 'remove the `%YAML` line',
    });
    return undefined;
  }
  return document.contents === null ? undefined : new TreeReader(source, reading).read(document.contents, undefined);
}

/** The first line with something in it, for errors about the document as a whole. */
function startOfContent({ contents, range }: Document.Parsed, text: string): number {
  const [start, end] = contents?.range ?? [];
  if (start !== undefined && end !== undefined && end > start) return start;
  return Math.min(range[0], text.length);
}

class TreeReader {
  readonly #source: Source;
  readonly #reading: Reading;
  readonly #anchors = new Map<string, unknown>();
  /** Collections that are being read: an alias to one of them has no end. */
  readonly #open = new Set<unknown>();
  #nodes = 0;

  constructor(source: Source, reading: Reading) {
    this.#source = source;
    this.#reading = reading;
  }

  /** @param fallback where the node is said to be when it takes no room, e.g. the null of `key:`. */
  async read(node: unknown, fallback: Place | undefined): Promise<SpecNode> {
    this.#nodes += 1;
    const place = this.#placeOf(node, fallback);
    if (this.#nodes > MOST_NODES) return this.#unusable(place);
    if (isAlias(node)) return this.#readAlias(node.source, place);
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined)
      this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return readScalar(node, place, this.#reading);
    if (!isMap(node) && !isSeq(node)) return scalarNode(place, null);
    this.#open.add(node);
    try {
      if (isMap(node)) return { kind: 'map', place, entries: await this.#readEntries(node) };
      const items: SpecNode[] = [];
      for (const item of node.items) items.push(await this.read(item, undefined));
      return { kind: 'list', place, items };
    } finally {
      this.#open.delete(node);
    }
  }

  async #readEntries(map: YAMLMap): Promise<MapEntry[]> {
    const entries = new Map<string, MapEntry>();
    for (const pair of map.items) {
      const keyPlace = this.#placeOf(pair.key, undefined);
      if (!isScalar(pair.key)) {
        this.#reading.findings.add('yaml-syntax', keyPlace, 'a key must be a plain word');
        continue;
      }
      const key = pair.key.source ?? String(pair.key.value);
      const known = entries.get(key);
      if (known !== undefined) {
        this.#reading.findings.add('duplicate-key', keyPlace, `${code(key)} is there already`, {
          hint: `it was first given in line ${known.keyPlace.source.locate(known.keyPlace.offset).line}; keep one of them`,
        });
      } else if (key === '<<') {
        this.#reading.findings.add('yaml-syntax', keyPlace, 'merge keys (`<<`) are not part of YAML 1.2', {
          hint: 'use an alias for the whole value (`mask: *mask`), or write the options out',
        });
      }
      const value = await this.read(pair.value, keyPlace);
      if (looksSecret(key)) hide(value);
      if (known === undefined && key !== '<<') entries.set(key, { key, keyPlace, value });
    }
    return [...entries.values()];
  }

  async #readAlias(name: string, place: Place): Promise<SpecNode> {
    const target = this.#anchors.get(name);
    if (target !== undefined && !this.#open.has(target)) return this.read(target, place);
    const quotes = 'a value that starts with `*` needs quotes';
    const [message, hint] =
      target === undefined
        ? [
            'no anchor of this name stands above',
            /[^\w-]/.test(name) ? quotes : didYouMean(name, this.#anchors.keys(), quotes),
          ]
        : ['this alias stands for something that contains it', undefined];
    this.#reading.findings.add('yaml-syntax', place, message, { hint });
    return scalarNode(place, null, { unresolved: true });
  }

  #placeOf(node: unknown, fallback: Place | undefined): Place {
    const range = (node as { range?: [number, number, number] } | null)?.range;
    if (range === undefined || range[1] <= range[0]) {
      if (fallback !== undefined) return fallback;
      return this.#source.place(range?.[0] ?? 0);
    }
    return this.#source.place(range[0], range[1]);
  }

  #unusable(place: Place): SpecNode {
    if (this.#nodes === MOST_NODES + 1) {
      this.#reading.findings.add('yaml-syntax', place, 'the aliases of this document unfold to too many values');
    }
    return scalarNode(place, null, { unresolved: true });
  }
}
