/** A document whose original is asked for: found as its page finds it, with the items that carry its bytes. */
import { html } from 'hono/html';
import type { LedgerItem } from '../case/ledger/items.ts';
import { closedBytes, type ClosedBytes } from '../case/restricted.ts';
import { escapeLine } from '../cli/frame/escape.ts';
import { itemsByHash } from '../cli/run/items-at.ts';
import { type IndexEntry, isEntryId } from '../schemas/index-entry.ts';
import { isProblem, Problem } from '../schemas/problem.ts';
import {
  type Rendered,
  type RenderingAsked,
  renderingOfFormat,
  type RenderingKind,
} from '../schemas/rendering.ts';
import type { Bytes, Finishing, Unfinished } from './route.ts';
import type { Reading } from './served-case.ts';

/** Items of a content that are tried, one after the other, until one's source is there. */
const maxCarriers = 8;

export type Carriers = readonly [LedgerItem, ...LedgerItem[]];

export interface FoundDocument {
  /** With the first of its places. */
  readonly entry: IndexEntry;
  /** How many it has. */
  readonly placeCount: number;
  /** Those that carry it, the first first; of an entry of an item that item. */
  readonly items: Carriers;
}

export const nothingThere = (): Problem =>
  new Problem(
    'not-found',
    'nothing goes by that id: not held, or not open to you',
    'Search for it, or find it by its path.',
  );

/** Throws `not-found` for what the scope does not show, or is not there. */
export async function findDocument(
  { ledger, index, scope }: Pick<Reading, 'ledger' | 'index' | 'scope'>,
  id: string,
): Promise<FoundDocument> {
  const shown = isEntryId(id) ? await index.shownEntry(id, scope) : undefined;
  if (!shown) throw nothingThere();
  const { entry, places: placeCount } = shown;
  const carriers = entry.item?.id ?? entry.document;
  const [item, ...others] = await itemsByHash(ledger, carriers, maxCarriers, scope);
  if (!item) throw nothingThere();
  return { entry, placeCount, items: [item, ...others] };
}

/** Whether there are bytes that the case knows. */
export const hasBytes = ({ items: [item] }: FoundDocument): boolean => item.sha256 !== undefined;

const closedWords: Readonly<Record<ClosedBytes['by'], readonly [message: string, hint?: string]>> = {
  restricted: ['it is on a list of restricted files, or holds one: it is shown to nobody'],
  withheld: [
    'not all that it holds is open to you: it is not shown as it is',
    'What it holds is shown one by one.',
  ],
};

/** The part of a route that asks the case: which items carry the bytes. Throws `not-found` where there are none. */
export async function findCarriers(
  reading: Reading,
  { id }: { readonly id: string },
): Promise<Unfinished<Carriers>> {
  const found = await findDocument(reading, id);
  const [{ sha256 }] = found.items;
  if (sha256 === undefined) throw new Problem('not-found', 'it has no bytes of its own');
  // Whoever fetches it asks as well; what was drawn before it was closed is kept by the server.
  const closed = await closedBytes(reading.ledger, sha256, reading.scope);
  if (closed) throw new Problem('not-found', ...closedWords[closed.by]);
  return { unfinished: found.items, resultCount: 1 };
}

/** How its original is shown; undefined where it is not. */
export const renderingOf = (found: FoundDocument): RenderingKind | undefined =>
  hasBytes(found) ? renderingOfFormat[found.items[0].format ?? ''] : undefined;

type Told<Kind extends Rendered['as']> = Extract<Rendered, { as: Kind }>;

/** What was asked for, of a document that is shown so. Throws a `Problem` that says why there is none. */
export async function renderedAs<Kind extends RenderingKind>(
  { originals, scope }: Finishing,
  items: Carriers,
  asked: Extract<RenderingAsked, { as: Kind }>,
): Promise<{ readonly told: Told<Kind>; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const { rendered, bytes } = await originals.show(items, scope, asked);
  if (rendered.as === 'refused')
    throw new Problem(
      'not-found',
      `the original is not shown: ${rendered.why}`,
      'Its text and its bytes are.',
    );
  return { told: rendered as Told<Kind>, bytes: Uint8Array.from(bytes) };
}

/** A document of a frame; where there is none, its place says why. */
export async function inFrame(policy: string, make: () => Promise<Uint8Array<ArrayBuffer>>): Promise<Bytes> {
  const contentType = 'text/html; charset=utf-8';
  // A browser refuses a page alone in its window that has both a sandbox and an opener policy.
  const headers = { 'cross-origin-opener-policy': 'unsafe-none' };
  try {
    return { bytes: await make(), contentType, policy, headers };
  } catch (error) {
    if (!isProblem(error)) throw error;
    const words = await html`<!doctype html><meta charset="utf-8" /><title>Not shown</title>
      <p>${escapeLine(error.message)}</p>`;
    return { bytes: new TextEncoder().encode(String(words)), contentType, policy, headers };
  }
}
