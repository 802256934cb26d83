import type { RecordType } from '../records/record-type.ts';

/** The words that Nova's names of steps are made of; an instance may be called `instance`. */
const STEPS =
  'abort add admin allocate and api as at attach attached backup bandwidth block build cache can change check cleanup cold ' +
  'complete compute conductor confirm console create crash delete destination detach detached device disk do dump ensure ' +
  'evacuate event extend external file finish floating for force from generic get host image images info inject instance ' +
  'interface ip live lock mapping metadata migrate migration move name network offload on pass password pause post power pre ' +
  'prep query quiesce reboot rebuild remove rescue reserve reset resize restore resume revert rollback root run schedule secure ' +
  'security server set shelve snapshot soft source start state stop suspend swap sync target terminate trigger unlock unpause ' +
  'unquiesce unrescue unreserve unshelve update volume volumes with';

const wordsOf = (text: string): string[] => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);

/**
 * Tells of a text whether it is made of the words that a trace of this type holds anyway: names of columns and properties,
 * enumerations, names of steps. Such a text inside a cell says nothing of anybody.
 */
export function vocabularyOf({ columns, properties }: RecordType): (text: string) => boolean {
  const names = [...columns, ...properties].map(({ name }) => name);
  const values = columns.flatMap(({ values = [] }) => values);
  const known = new Set(['', ...wordsOf(STEPS), ...[...names, ...values].flatMap(wordsOf)]);
  return (text) => wordsOf(text).every((word) => known.has(word));
}
