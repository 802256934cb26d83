/** A YAML document after parsing and interpolation: plain values that know where they were written. */

import { printable } from '../suggest.ts';
import type { Place } from './source.ts';

export type Scalar = string | number | boolean | null;
export type SpecNode = MapNode | ListNode | ScalarNode;

export interface MapNode {
  readonly kind: 'map';
  readonly place: Place;
  readonly entries: readonly MapEntry[];
}

export interface MapEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: SpecNode;
}

export interface ListNode {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: readonly SpecNode[];
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly place: Place;
  /** As it counts. A scalar that could not be resolved keeps its text as written. */
  readonly value: Scalar;
  /** As it may be shown: `${VAR}` where the value came from elsewhere. */
  readonly shown: Scalar;
  readonly quoted: boolean;
  /** Something in it could not be resolved, and that was told: whoever meets the value says no more about it. */
  readonly unresolved: boolean;
}

export const isNothing = (node: SpecNode | undefined): boolean =>
  node === undefined || (node.kind === 'scalar' && node.value === null);

export function entryOf(node: SpecNode | undefined, key: string): MapEntry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

export function child(node: SpecNode | undefined, step: PropertyKey): SpecNode | undefined {
  if (node?.kind === 'list') return node.items[Number(step)];
  return entryOf(node, String(step))?.value;
}

/** The node that a path of keys and indexes leads to, if the file has it. */
export function nodeAt(node: SpecNode | undefined, path: readonly PropertyKey[]): SpecNode | undefined {
  return path.reduce<SpecNode | undefined>((at, step) => child(at, step), node);
}

/** Something in it could not be resolved; that was told, so nothing more is said about the node. */
export const hasUnresolved = (node: SpecNode): boolean => [...scalarsIn(node)].some(({ unresolved }) => unresolved);

/** Every scalar in a node, in order. */
export function* scalarsIn(node: SpecNode): Generator<ScalarNode> {
  if (node.kind === 'scalar') yield node;
  else if (node.kind === 'list') for (const item of node.items) yield* scalarsIn(item);
  else for (const { value } of node.entries) yield* scalarsIn(value);
}

/** Takes everything in a node out of what may be shown. */
export function hide(node: SpecNode): void {
  for (const { place } of scalarsIn(node)) place.source.blank(place);
}

/** The plain value of a node; `of` says which of a scalar. */
export function toValue(node: SpecNode, of: (scalar: ScalarNode) => unknown = (scalar) => scalar.value): unknown {
  switch (node.kind) {
    case 'scalar':
      return of(node);
    case 'list':
      return node.items.map((item) => toValue(item, of));
    case 'map':
      // fromEntries defines properties, so `__proto__` is a key like any other.
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, toValue(value, of)]));
  }
}

/** What was found, for a message: "a list", `5`, "the text "x"", "text (from ${VAR})". */
export function describeNode(node: SpecNode | undefined, secret = false): string {
  if (node === undefined) return 'nothing';
  if (node.kind === 'map') return node.entries.length === 0 ? 'an empty map' : 'a map';
  if (node.kind === 'list') return node.items.length === 0 ? 'an empty list' : 'a list';
  const { value, shown } = node;
  if (value === null) return 'nothing';
  const kind = typeof value === 'string' ? 'text' : typeof value === 'number' ? 'a number' : 'true or false';
  if (secret) return kind;
  if (value !== shown) return `${kind} (from ${shortened(String(shown))})`;
  if (typeof value === 'string') return value === '' ? 'empty text' : `the text "${shortened(value)}"`;
  return typeof value === 'number' ? `the number ${value}` : String(value);
}

function shortened(text: string): string {
  const one = printable(text);
  return one.length > 60 ? `${one.slice(0, 57)}…` : one;
}
