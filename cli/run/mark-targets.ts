/** From what a user names to the targets of labels, notes and withholding, and what lies outside of them. */
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { LedgerPlace } from '../../case/ledger/places.ts';
import type { MarkCovers, MarkTarget } from '../../schemas/label.ts';
import { Problem } from '../../schemas/problem.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf } from '../frame/quantities.ts';
import { findDocument, itemsNamed } from './find-document.ts';
import { notHeld } from './not-held.ts';

/** Places of one content that are looked at when it is named by a hash. */
const maxPlaces = 10_000;
const maxNamed = 10;
/** Places and messages that are proposed one by one. */
const maxProposed = 20;

export const targetOf = (
  covers: MarkCovers,
  { item, family, document }: { item: string; family: string; document: string },
): MarkTarget => ({ covers, id: covers === 'item' ? item : covers === 'family' ? family : document });

export const targetKey = ({ covers, id }: MarkTarget): string => `${covers} ${id}`;

const inWords = { item: 'items', family: 'families', content: 'contents' } as const;

export interface NamedPlace {
  readonly place: LedgerPlace;
  readonly target: MarkTarget;
}

/** Throws as `findDocument`, and `wrong-value` where the name stands for several families or items. */
export async function namedPlace(
  ledger: Ledger,
  name: string,
  wanted: MarkCovers,
  scope: Scope,
): Promise<NamedPlace> {
  const withoutContent = await itemWithoutContent(ledger, name, scope);
  const covers = withoutContent && wanted === 'content' ? 'item' : wanted;
  const all = withoutContent
    ? await ledger.places.ofItem(withoutContent, maxPlaces, scope)
    : await placesOfContent(ledger, name, scope);
  const named = all.filter((place) => endsSo(place, name));
  const places = named.length > 0 ? named : all;
  const targets = new Map(places.map((place) => [targetKey(targetOf(covers, place)), place]));
  const [first] = targets.values();
  if (!first) throw notHeld(name);
  if (targets.size > 1) {
    const some = [...targets.values()].slice(0, maxNamed);
    throw new Problem(
      'wrong-value',
      `${escapeLine(name)} stands for ${targets.size} ${inWords[covers]}:\n${some.map((place) => `  ${escapeLine(`${place.source}/${place.path}`)}`).join('\n')}`,
      'Name one by its source and path, or take the content wherever it lies with --covers content.',
    );
  }
  return { place: first, target: targetOf(covers, first) };
}

async function placesOfContent(ledger: Ledger, name: string, scope: Scope): Promise<readonly LedgerPlace[]> {
  const { item, document } = await findDocument(ledger, name, scope);
  return isHash(name, document.sha256)
    ? ledger.places.ofContent(document.sha256, maxPlaces, scope)
    : ledger.places.ofItem(item, maxPlaces, scope);
}

/** The one item that goes by the name, where none with a content does: it can only be marked as the item that it is. */
async function itemWithoutContent(
  ledger: Ledger,
  name: string,
  scope: Scope,
): Promise<LedgerItem | undefined> {
  const found = await itemsNamed(ledger, name, scope);
  if (found.some(({ sha256 }) => sha256 !== undefined)) return undefined;
  return new Set(found.map(({ id }) => id)).size === 1 ? found[0] : undefined;
}

const isHash = (name: string, sha256: string): boolean =>
  /^[0-9a-f]{6,64}$/iu.test(name) && sha256.startsWith(name.toLowerCase());

const endsSo = ({ source, path }: LedgerPlace, name: string): boolean =>
  path === name || `${source}/${path}` === name || name.endsWith(`/${path}`) || path.endsWith(`/${name}`);

/** A place or a message that is like what was named and that is not covered. */
export interface Proposal {
  readonly why: 'copy' | 'message-duplicate';
  readonly document: string;
  readonly source: string;
  readonly path: string;
  /** The words that cover it too. */
  readonly command: string;
}

export interface Proposals {
  readonly shown: readonly Proposal[];
  /** How many more there are. */
  readonly more: number;
}

/** Copies of what the target holds at places outside of it, and messages with the same Message-ID and another content. */
export async function* outsideOf(
  ledger: Ledger,
  index: IndexReader,
  { place, target }: NamedPlace,
  scope: Scope,
): AsyncGenerator<{ readonly why: Proposal['why']; readonly other: LedgerPlace }, void> {
  for (const document of await ledger.places.contentsIn(target, scope))
    for (const other of await ledger.places.ofContent(document, Infinity, scope))
      if (targetKey(targetOf(target.covers, other)) !== targetKey(target)) yield { why: 'copy', other };
  const message =
    target.covers === 'family'
      ? (await ledger.items.get(place.family, scope))?.sha256
      : place.document || undefined;
  for (const duplicate of await duplicatesOf(ledger, index, message, scope))
    for (const other of await ledger.places.ofContent(duplicate, 1, scope))
      yield { why: 'message-duplicate', other };
}

/** What lies outside, some of it one by one. */
export async function proposalsFor(
  ledger: Ledger,
  index: IndexReader,
  named: NamedPlace,
  scope: Scope,
  commandFor: (path: string) => string,
): Promise<Proposals> {
  const shown: Proposal[] = [];
  let all = 0;
  for await (const { why, other } of outsideOf(ledger, index, named, scope)) {
    all += 1;
    if (shown.length >= maxProposed) continue;
    const { document, source, path } = other;
    shown.push({ why, document, source, path, command: commandFor(`${source}/${path}`) });
  }
  return { shown, more: all - shown.length };
}

/** Other documents that state the same Message-ID. */
async function duplicatesOf(
  ledger: Ledger,
  index: IndexReader,
  sha256: string | undefined,
  scope: Scope,
): Promise<string[]> {
  const message = sha256 === undefined ? undefined : await ledger.documents.get(sha256, scope);
  const messageId = message?.metadata.messageId;
  if (!messageId) return [];
  const duplicates: string[] = [];
  for (const other of await index.documents({ op: 'match', field: 'thread', text: messageId }, scope)) {
    const document = other === sha256 ? undefined : await ledger.documents.get(other, scope);
    if (document?.metadata.messageId === messageId) duplicates.push(other);
  }
  return duplicates;
}

export function describeProposals({ shown, more }: Proposals): string[] {
  if (shown.length === 0) return [];
  return [
    `Not covered, since a person decides: ${countOf(shown.length + more, 'place')} with the same content or the same message.`,
    ...shown.map(
      ({ why, source, path, command }) =>
        `  ${why === 'copy' ? 'copy' : 'same message'}: ${escapeLine(`${source}/${path}`)}\n    ${escapeLine(command)}`,
    ),
    ...(more > 0 ? [`  … and ${more.toLocaleString('en-US')} more`] : []),
  ];
}

/** A word as a shell reads it. */
export const quoted = (word: string): string =>
  /^[\w./:@=-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
