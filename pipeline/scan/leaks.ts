import { ExitCode, PipelineError } from '../errors.ts';
import type { TraceFind } from './trace-scanner.ts';

const MOST_SHOWN = 20;

/** What kinds of finds are called. */
const NAMES: Readonly<Record<TraceFind['kind'], string>> = {
  'hidden-value': 'a value that was hidden elsewhere',
  'url-password': 'a URL with a password',
  'ssh-key': 'an SSH key',
  token: 'a token',
  password: 'a password',
  'request-id': 'a request id',
  uuid: 'a UUID',
  email: 'an e-mail address',
  mac: 'a MAC address',
  ipv6: 'an IPv6 address',
  ipv4: 'an IPv4 address',
  'domain-name': 'a domain name',
};

/** What the leak scanner found in the outputs of a run; of many finds, the first are kept. */
export class Leaks {
  readonly #shown: { readonly file: string; readonly find: TraceFind }[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(file: string, finds: readonly TraceFind[]): void {
    this.#count += finds.length;
    this.#shown.push(...finds.slice(0, MOST_SHOWN - this.#shown.length).map((find) => ({ file, find })));
  }

  /** Says where, never what. */
  error(): PipelineError {
    const places = this.#shown.map(({ file, find }) => `${file}:${find.line}, ${find.column}: ${describeFind(find)}`);
    const more = this.#count - places.length;
    const all = more === 0 ? places : [...places, `… and ${more} more`];
    const count =
      this.#count === 1 ? 'a place that must not be published' : `${this.#count} places that must not be published`;
    return new PipelineError('leak-found', ExitCode.leak, `found ${count}:\n  ${all.join('\n  ')}`, {
      hint: 'no file was written; mask or drop these columns (where it is no secret, `mask` with `method: none` and `fields` says so)',
    });
  }
}

/** `a value that was hidden elsewhere (host)`. */
export function describeFind({ kind, fieldClass }: Pick<TraceFind, 'kind' | 'fieldClass'>): string {
  return fieldClass === undefined ? NAMES[kind] : `${NAMES[kind]} (${fieldClass})`;
}
