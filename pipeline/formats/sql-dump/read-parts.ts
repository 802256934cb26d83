import type { ReadRequest, RowBatch } from '../../stage.ts';
import { type DumpMap, hashOfName } from './dump-map.ts';
import { createDumpReader, type DumpReaderOptions, type ReaderState } from './dump-reader.ts';

/** A part of a dump that has to be read, and what holds at its start. */
export interface Part {
  readonly from: number;
  /** The byte behind it. */
  readonly to: number;
  readonly state: ReaderState;
}

/** Parts that are no further apart are read as one: what lies between costs less than a block that is decoded twice. */
const NEAR = 1 << 20;

/**
 * The parts of a dump that the needs are about, in order; undefined where the map does not hold for these options, or where a table is
 * missing: then only the whole dump tells what there is instead.
 */
export function partsOf(
  map: DumpMap,
  needs: ReadRequest['needs'],
  { defaultDatabase }: DumpReaderOptions,
  near = NEAR,
): Part[] | undefined {
  if (map.defaultDatabase !== (defaultDatabase === undefined ? null : hashOfName(defaultDatabase))) return undefined;
  const names = new Map(needs.map(({ database }) => [hashOfName(database), database]));
  // A table without a database concerns any need of its name, and a statement about a database all that is in it.
  const wanted = new Set(needs.flatMap(({ database, table }) => [hashOfName(null, table), hashOfName(database)]));
  const found = new Set<string>();
  for (const { database, table } of needs) wanted.add(hashOfName(database, table));
  const parts: Part[] = [];
  for (const [i, section] of map.sections.entries()) {
    const hits = section.names.filter((name) => wanted.has(name));
    if (hits.length === 0) continue;
    for (const name of hits) found.add(name);
    const to = (map.sections[i + 1] ?? map.end).start;
    const last = parts.at(-1);
    if (last !== undefined && section.start - last.to < near) parts[parts.length - 1] = { ...last, to };
    else parts.push({ from: section.start, to, state: named(map.states[section.state]!, names) });
  }
  const isMissing = needs.some(
    ({ database, table, optional }) => optional !== true && !found.has(hashOfName(database, table)),
  );
  return isMissing ? undefined : parts;
}

/** No needed database: any name that cannot be one does. */
const OTHER = '\0';

function named(state: ReaderState, names: ReadonlyMap<string, string>): ReaderState {
  const nameOf = (hash: string | null) => (hash === null ? null : (names.get(hash) ?? OTHER));
  const { database, headerDatabase } = state.replay;
  return {
    ...state,
    replay: { ...state.replay, database: nameOf(database), headerDatabase: nameOf(headerDatabase) },
  };
}

/** Gives the rows that reading the whole dump would give. */
export async function* readParts(
  map: DumpMap,
  parts: readonly Part[],
  read: (from: number, to: number) => AsyncIterable<Uint8Array>,
  request: ReadRequest,
  options: DumpReaderOptions,
): AsyncGenerator<RowBatch> {
  const reader = createDumpReader(request, options);
  for (const { from, to, state } of parts) {
    reader.goTo(from, state);
    for await (const chunk of read(from, to)) yield* reader.push(chunk);
  }
  reader.goTo(map.end.start, named(map.states[map.end.state]!, new Map()));
  yield* reader.finish();
}
