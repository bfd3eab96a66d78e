/** What parsers found, and how contents ended. */
import { bytesReference, jsonReference } from '../../case/blob-reference.ts';
import type { CommitBatch, DocumentCommit, ItemCommit } from '../../case/catalogue/commits.ts';
import { statedBy, tellsOfHeld } from '../../case/carrying-message.ts';
import { covers } from './marks.ts';
import { carriersOf, everCarriersOf, isPresent, placesOfContent, statedAt } from './places.ts';
import { isRemoved } from './tombstones.ts';
import {
  changeDocument,
  type DocumentRecord,
  type ItemRecord,
  latest,
  latestItems,
  notFound,
  putItem,
  type State,
} from './state.ts';

export function commit(state: State, run: number, batch: CommitBatch): void {
  for (const item of batch.items) commitItem(state, run, item);
  for (const document of batch.documents) commitDocument(state, run, document, batch.markChange);
}

function commitItem(state: State, run: number, { found, known, notable }: ItemCommit): void {
  const { hashes, size, format, mediaType } = found;
  const before = latest(state, found.item);
  if (!before && isRemoved(state, found.item)) return;
  const carrier = found.holder === undefined ? before : everCarriersOf(state, found.holder)[0];
  if (!carrier) throw notFound(`what item ${found.item} lies in`);
  if (hashes) {
    const { sha256 } = hashes;
    const fresh: DocumentRecord = {
      hashes,
      size,
      format,
      mediaType,
      revision: 0,
      indexed: 0,
      marked: 0,
      attempts: [],
    };
    const document = state.documents.get(sha256) ?? fresh;
    state.documents.set(sha256, {
      ...document,
      known: document.status === undefined ? (known ?? document.known) : document.known,
      notable: notable ?? document.notable,
    });
  }
  const document = hashes?.sha256;
  const another = before?.document !== undefined && document !== undefined && before.document !== document;
  const old = another ? carriersBelow(state, before.document) : [];
  const item: ItemRecord = {
    id: found.item,
    revision: before ? before.revision + (another ? 1 : 0) : 0,
    source: carrier.source,
    folder: before?.folder,
    listed: before?.listed,
    readAs: document === undefined ? before?.readAs : undefined,
    found,
    document: document ?? before?.document,
    ended: found.ended,
    pending: false,
    gone: before?.gone ?? false,
    run: another ? run : (before?.run ?? run),
    order: before?.order ?? state.items.size,
  };
  if (another && before.readAs) putItem(state, { ...before, listed: before.readAs, readAs: undefined });
  putItem(state, item);
  const places = before?.document === document ? [] : carriersBelow(state, document);
  for (const sha256 of new Set([...old, ...places])) raise(state, sha256);
}

/** A content and all that it holds, down to the innermost. */
export function carriersBelow(
  state: State,
  sha256: string | undefined,
  inside: readonly string[] = [],
): string[] {
  if (sha256 === undefined || inside.includes(sha256)) return [];
  const held = latestItems(state).filter(({ found }) => found?.holder === sha256);
  return [sha256, ...held.flatMap(({ document }) => carriersBelow(state, document, [...inside, sha256]))];
}

/** The index has to hear of a document that it holds. */
export function raise(state: State, sha256: string): void {
  const document = state.documents.get(sha256);
  if (document?.status) changeDocument(state, sha256, { revision: document.revision + 1 });
}

function commitDocument(state: State, run: number, ended: DocumentCommit, markChange?: number): void {
  const { hashes, status, code, format, mediaType } = ended.document;
  const { sha256 } = hashes;
  const before = state.documents.get(sha256);
  if (!before) throw notFound(`an item that carries ${sha256}`);
  const indexed = ended.indexed?.revision ?? before.revision + 1;
  const place = ended.indexed && { ...ended.indexed, document: sha256 };
  const isMarked =
    place !== undefined &&
    markChange !== undefined &&
    state.changes.slice(markChange).some((targets) => targets.some((target) => covers(target, place)));
  // The index was told of one place; one item has several where what holds it has.
  const hasOthers = placesOfContent(state, sha256).length > 1;
  const revision = Math.max(before.revision + 1, indexed + (isMarked || hasOthers ? 1 : 0));
  changeDocument(state, sha256, {
    status,
    code,
    format,
    mediaType,
    revision,
    indexed,
    marked: isMarked ? revision : before.marked,
    attempts: [...before.attempts, { ...ended, ...copied(ended), run, at: new Date().toISOString() }],
  });
  if (tellsOfHeld(statedBy(ended.document.metadata)))
    for (const held of new Set(carriersBelow(state, sha256).slice(1))) raise(state, held);
  // What carries it may have ended before.
  const isTold = placesOfContent(state, sha256).some(({ through }) =>
    through.some((holder) => state.documents.get(holder)?.status && tellsOfHeld(statedAt(state, holder))),
  );
  if (isTold) raise(state, sha256);
}

/** Of references, which are good for the time of a commit, what they refer to. */
const copied = ({ tagBlocks, events }: DocumentCommit): Pick<DocumentCommit, 'tagBlocks' | 'events'> => ({
  tagBlocks: new Map(
    [...tagBlocks].map(([handle, blocks]) => [handle, blocks.map((block) => bytesReference(block.bytes()))]),
  ),
  events: events.map((block) => jsonReference(block.value())),
});

/** Whether anything present carries a content. */
export const isCarried = (state: State, sha256: string): boolean =>
  carriersOf(state, sha256).some((item) => isPresent(state, item));
