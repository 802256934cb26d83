import { errorsIn } from '../pipeline/errors.ts';
import { ownCopy } from '../pipeline/formats/own-copy.ts';
import { fingerprintOf, givenSalt } from '../pipeline/keys/key.ts';
import { warnOfRandomSalt } from '../pipeline/keys/key-of-run.ts';
import { hasSalt } from '../pipeline/keys/salt-options.ts';
import type { Field } from '../pipeline/records/fields.ts';
import type { RecordType } from '../pipeline/records/record-type.ts';
import { type Replacement, replaceValues } from '../pipeline/records/replace-values.ts';
import { withTreatment } from '../pipeline/records/reshape.ts';
import { defineStage, type RecordFunction, type RunContext } from '../pipeline/stage.ts';
import { cachedNames } from './mask/cached-names.ts';
import { DistinctCounter } from './mask/distinct-counter.ts';
import { chooseFields } from './mask/fields.ts';
import { isKeyed, type MaskOptions, maskOptions, needsKey } from './mask/options.ts';
import { checkKeyMatters, type Pseudonym, pseudonymOf } from './mask/pseudonym.ts';
import { KeptNumbers } from './number/kept-numbers.ts';
import { numberedType, numberValues, warnOfNeverMet } from './number/number-values.ts';

export default defineStage({
  name: 'mask',
  kind: 'transform',
  role: 'records',
  takes: 'records',
  keepsTimeOrder: true,
  gives: (taken, options) => treatedType(taken, options),
  summary: 'Replaces identifiers by pseudonyms, and racks by numbers.',
  description: `\
| method | pseudonym |
|---|---|
| \`sha2-salted\` | SHA-256 of the salt and the name, 32 hexadecimal digits: what Star Compactor writes |
| \`hmac-sha256\` | HMAC-SHA-256 of the name, 32 hexadecimal digits, under a key for each kind of name: a user and a project of one \
name get different pseudonyms, a host gets the same one in every trace |
| \`sha1-raw\` | SHA-1 of the name alone: whoever guesses a name can check it. For comparing with older traces |
| \`none\` | the name itself |

Equal names get equal pseudonyms under one salt, so traces of one salt and method can be joined; the manifest holds a fingerprint
of the salt, never the salt. Empty and null stay as they are. Names are case-sensitive and taken as UTF-8.

Ordered values (racks) are numbered from 0 in the order of their code points, under every method. An empty text counts, but stays
empty. The numbers change when racks come and go, unless \`ordered_keep\` keeps them.`,
  options: maskOptions,
  example: "- mask: { salt: '${SC_SALT:?set SC_SALT}' }",
  async check(options) {
    return errorsIn(() => {
      if (!needsKey(options)) return;
      const salt = givenSalt(options);
      if (options.ordered_keep !== undefined && salt !== undefined) KeptNumbers.read(options.ordered_keep, salt);
    });
  },
  create(options, context, taken) {
    const salt = needsKey(options) ? givenSalt(options) : undefined;
    const key = salt ?? context.runKey;
    if (isKeyed(options.method)) checkKeyMatters((other) => pseudonymOf(options.method, other, 'self-test'), key);
    sayWhatIsWeak(options, context);
    reportKey(options, salt, context);

    const { hashed, numbered } = chooseFields(taken, options);
    const counters = new Map<string, DistinctCounter>();
    const hash = hashing(hashed, options, key, counters, context);
    const neverMet = () => neverMetOf(options, counters);
    context.report('neverMet', { toJSON: () => (neverMet().length === 0 ? undefined : neverMet()) });
    if (numbered.length === 0) return hash;
    const kept = options.ordered_keep === undefined ? undefined : { path: options.ordered_keep, key };
    const { first, second } = numberValues(numbered, hash, options.ordered ? numbered : [], kept, context);
    return {
      first,
      second() {
        warnOfNeverMet(neverMet(), context);
        return second();
      },
    };
  },
  alias(options, context) {
    // Names in the clear, and hashes that guessing undoes, have no place in a message.
    if (!isKeyed(options.method)) return () => undefined;
    const key = givenSalt(options) ?? context.runKey;
    const pseudonyms = new Map<string, Pseudonym>();
    return (value, fieldClass) => {
      const pseudonym = pseudonyms.get(fieldClass) ?? pseudonymOf(options.method, key, fieldClass);
      pseudonyms.set(fieldClass, pseudonym);
      return pseudonym(value);
    };
  },
});

function treatedType(taken: RecordType, options: MaskOptions): RecordType {
  const { hashed, numbered } = chooseFields(taken, options);
  const schemas = new Set<unknown>(hashed.map(({ schema }) => schema));
  return withTreatment(numberedType(taken, numbered), (schema) => (schemas.has(schema) ? options.method : undefined));
}

function sayWhatIsWeak(options: MaskOptions, context: RunContext): void {
  const { method } = options;
  if (method === 'sha1-raw') {
    const unused = hasSalt(options) ? ', whatever the salt' : '';
    context.warn('reversible-mask', `sha1-raw is undone by guessing names${unused}: publish nothing that it masked`);
  } else if (isKeyed(method) && !hasSalt(options)) warnOfRandomSalt(context);
}

function reportKey({ method }: MaskOptions, salt: Uint8Array | undefined, context: RunContext): void {
  context.report('method', method);
  context.report('joinable', salt !== undefined || !isKeyed(method));
  if (salt !== undefined) context.report('keyFingerprint', fingerprintOf(salt));
}

function hashing(
  fields: readonly Field[],
  { method }: MaskOptions,
  key: Uint8Array,
  counters: Map<string, DistinctCounter>,
  context: RunContext,
): RecordFunction {
  if (method === 'none') return (record) => record;
  const replacements = fields.map((field): Replacement => {
    const fieldClass = field.schema.fieldClass ?? field.name;
    const pseudonym = pseudonymOf(method, key, fieldClass);
    const counter = new DistinctCounter();
    counters.set(field.label, counter);
    const replace = cachedNames((name) => {
      const made = ownCopy(pseudonym(name));
      counter.add(name, made);
      context.remember(name, fieldClass);
      return made;
    });
    return { field, replace };
  });
  context.report('distinct', {
    toJSON: () => Object.fromEntries([...counters].map(([label, counter]) => [label, counter.counts()])),
  });
  return replaceValues(replacements);
}

/** Fields that the user named, and that never had a value: most likely they are the wrong ones. */
function neverMetOf({ fields }: MaskOptions, counters: ReadonlyMap<string, DistinctCounter>): string[] {
  if (fields === undefined) return [];
  return [...counters].filter(([, counter]) => counter.counts().in === 0).map(([label]) => label);
}
