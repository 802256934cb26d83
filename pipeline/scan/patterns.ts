import { isIPv4, isIPv6 } from 'node:net';
import { DOMAIN } from './domains.ts';

/** What a text looks like that should not be in a trace. */
export type PatternKind =
  | 'url-password'
  | 'ssh-key'
  | 'token'
  | 'password'
  | 'request-id'
  | 'uuid'
  | 'email'
  | 'mac'
  | 'ipv6'
  | 'ipv4'
  | 'domain-name';

export interface PatternMatch {
  readonly kind: PatternKind;
  /** UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

interface Pattern {
  readonly kind: PatternKind;
  /** Without it in the text, the expression, which takes longer, need not be tried. */
  readonly hint: string | RegExp;
  readonly expression: RegExp;
  /** Looks closer at what the expression found. */
  readonly isOne?: (match: string, text: string, start: number) => boolean;
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** The first that claims a place of a text has it: the domain of an e-mail address is not found once more. */
const PATTERNS: readonly Pattern[] = [
  {
    kind: 'url-password',
    hint: '://',
    expression: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*:[^\s/@"']+@[^\s"',]*/gi,
  },
  {
    kind: 'ssh-key',
    hint: /AAAA|PRIVATE/,
    expression: /\b(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\w+) +AAAA[\w+/=]*|-----BEGIN [A-Z ]*PRIVATE KEY-----/g,
  },
  {
    kind: 'token',
    hint: /gAAAA|eyJ|[Bb]earer/,
    // Keystone's Fernet tokens, JSON web tokens, whatever follows Bearer.
    expression:
      /(?<![\w-])gAAAA[\w-]{20,}={0,2}|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?|\b[Bb]earer +[\w.~+/-]{16,}=*/g,
  },
  {
    kind: 'password',
    hint: /pass|secret/i,
    expression:
      /(?:passw(?:or)?d|passphrase|admin_?pass|secret_?key|client_?secret)[\\"']{0,3}\s*[=:]\s*[\\"']{0,3}[^\s\\"',;}]{3,}/gi,
    // What a program has blanked out already, or never had.
    isOne: (match) => !/(?:[=:]\s*[\\"']{0,3})(?:\*+|<.*|none|null|true|false|x{3,}|redacted|sanitized)$/i.test(match),
  },
  { kind: 'request-id', hint: 'req-', expression: new RegExp(`(?<![\\w-])req-${UUID}(?![\\w-])`, 'gi') },
  {
    kind: 'uuid',
    hint: '-',
    expression: new RegExp(`(?<![0-9a-z-])${UUID}(?![0-9a-z-])`, 'gi'),
    // The nil UUID names nothing.
    isOne: (match) => /[1-9a-f]/i.test(match),
  },
  { kind: 'email', hint: '@', expression: /(?<![\w.+-])[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?![\w-])/gi },
  {
    kind: 'mac',
    hint: /[:-]/,
    expression: /(?<![0-9a-z:-])[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![0-9a-z:-])/gi,
  },
  {
    kind: 'ipv6',
    hint: /:[0-9a-f]*:/i,
    expression: /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{1,4})?(?![\w:])/gi,
    // A digit must be there: `::` stands in the names of C++ and Rust, where `dead::beef` might be one.
    isOne: (match) => isIPv6(match) && /\d/.test(match),
  },
  {
    kind: 'ipv4',
    hint: /\d\.\d/,
    expression: /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\w)/g,
    isOne: (match, text, start) => isIPv4(match) && match !== '0.0.0.0' && !isVersion(text, start),
  },
  { kind: 'domain-name', hint: '.', expression: DOMAIN },
];

/** `version 1.2.3.4`, `Firmware: 2.10.0.1`: four numbers with dots are not always an address. */
function isVersion(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 24), start);
  return /\b(?:v|ver|version|release|rev|revision|firmware|bios|build)[\s"':=._-]*$/i.test(before);
}

/**
 * The places of a text that look like identifiers or secrets, from left to right. They overlap nowhere.
 *
 * @example
 * findPatterns('GET /servers from 10.0.0.7'); // [{ kind: 'ipv4', start: 18, end: 26 }]
 */
export function findPatterns(text: string): PatternMatch[] {
  const found: PatternMatch[] = [];
  for (const { kind, hint, expression, isOne } of PATTERNS) {
    if (typeof hint === 'string' ? !text.includes(hint) : !hint.test(text)) continue;
    for (const { 0: match, index: start } of text.matchAll(expression)) {
      const end = start + match.length;
      if (isOne !== undefined && !isOne(match, text, start)) continue;
      if (!found.some((other) => start < other.end && other.start < end)) found.push({ kind, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
