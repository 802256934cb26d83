import type { RawValues } from './raw-values.ts';
import type { TraceFind } from './trace-scanner.ts';

/** Where users and their files have the word; the rest is ours, or was scanned as a cell. */
interface ManifestTexts {
  readonly pipeline: string;
  readonly inputs: readonly { readonly file?: string }[];
  readonly stages: readonly { readonly options: Readonly<Record<string, unknown>> }[];
}

/** `production` may be the name of a file as well as of an instance. */
const isNoWord = (value: string): boolean => !/^[\p{L}_]+$/u.test(value);

/**
 * Hidden values of eight characters or more in names of files and options, e.g. a host's in that of a backup. Single
 * words do not count.
 *
 * @param text the manifest as it is written, to tell the lines.
 */
export function scanManifest({ pipeline, inputs, stages }: ManifestTexts, text: string, raw: RawValues): TraceFind[] {
  const lines = text.split('\n');
  const texts: [string, string][] = [
    ['pipeline', pipeline],
    ...inputs.map(({ file = '' }): [string, string] => ['inputs', file]),
    ...stages.flatMap(({ options }) => textsIn(options).map((one): [string, string] => ['stages', one])),
  ];
  return texts.flatMap(([column, one]) => {
    const found = raw.findWithin(one, isNoWord);
    if (found === undefined) return [];
    const line = 1 + lines.findIndex((spelled) => spelled.includes(JSON.stringify(one)));
    return [{ kind: 'hidden-value', line, column, ...(found.fieldClass && { fieldClass: found.fieldClass }) }];
  });
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
