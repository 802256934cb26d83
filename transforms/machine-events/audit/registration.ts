import type { Version } from './lives.ts';

/** Microseconds that Blazar may take to write down a host: first its row, then its capabilities one by one, in one API call. */
const REGISTRATION = 60_000_000;

/**
 * Lets what Blazar writes down of a host in its first minute come with the host, so that its CREATE tells all of it.
 *
 * @param lives those of hosts before those of their capabilities.
 */
export async function* registerAtOnce(lives: AsyncIterable<Version[]>): AsyncIterable<Version[]> {
  const births = new Map<string, number[]>();
  let last: Version | undefined;
  for await (const versions of lives) {
    const moved: Version[] = [];
    for (const version of versions) {
      const { table, id, time, payload } = version;
      if (table === 'computehosts' && payload !== null && (last?.id !== id || last.payload === null)) {
        births.set(id, [...(births.get(id) ?? []), time]);
      }
      last = version;
      moved.push(table === 'computehost_extra_capabilities' ? { ...version, time: registered(version) } : version);
    }
    yield moved;
  }

  function registered({ time, payload }: Version): number {
    const host = payload?.[0] ?? '';
    return births.get(host)?.find((birth) => birth <= time && time <= birth + REGISTRATION) ?? time;
  }
}
