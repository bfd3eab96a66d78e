/** What lies in an archive, a mailbox, a message or a folder, as a tree, and what the document itself lies in. */
import { html } from 'hono/html';
import { z } from 'zod';
import type { HeldAsked, HeldItem, HeldItems, Holder, LedgerItem } from '../case/ledger/items.ts';
import { countOf, formatBytes, formatCount } from '../cli/frame/quantities.ts';
import { displayZoneOf } from '../cli/run/display-zone.ts';
import { shownTime } from '../cli/run/shown-time.ts';
import { isItemEntryId, itemEntryId } from '../schemas/index-entry.ts';
import { oneNumber, oneText } from './asked.ts';
import { evidence, type Html } from './page.ts';
import { defineRoute, type Shown, type To } from './route.ts';
import { type MarkedEntry, markedEntry } from './review/targets.ts';
import type { Reading } from './served-case.ts';

/** On the page of the document itself. */
const shownBeside = 50;
const shownOnPage = 500;
/** Folders inside each other that are drawn; stops names of a thousand parts from making a page of nothing else. */
const maxDepth = 12;
/** Places of which is said what they lie in. */
const shownHolders = 3;

/** Ended without an entry: nothing was read, or not yet. */
const withoutEntry: readonly string[] = ['pending', 'awaiting content'];
const unread: readonly string[] = ['failed', 'encrypted', 'unsupported'];

interface HeldPage {
  readonly id: string;
  /** Of the names: the folder of an archive that is shown, with its `/`. */
  readonly below: string;
  readonly from: number;
}

const addressOf = (to: To, { id, below, from }: HeldPage): string =>
  to(`/document/${id}/held`, { below, from: from === 0 ? undefined : from });

const holderOf = ({ entry, item }: MarkedEntry): Holder =>
  isItemEntryId(entry.document) ? { folder: item.id } : { content: entry.document };

/** As they lie there, but by their names where these have folders in them. */
async function heldIn(
  { ledger, scope }: Reading,
  of: Holder,
  asked: Omit<HeldAsked, 'order'>,
): Promise<HeldItems> {
  const found = await ledger.items.heldBy(of, { ...asked, order: 'ordinals' }, scope);
  const isByName =
    'folder' in of || asked.begins !== '' || found.items.some(({ name }) => name.includes('/'));
  // Which order holds must not depend on the page: the first decides.
  const first =
    asked.from === 0 || isByName
      ? found
      : await ledger.items.heldBy(of, { ...asked, from: 0, order: 'ordinals' }, scope);
  return isByName || first.items.some(({ name }) => name.includes('/'))
    ? ledger.items.heldBy(of, { ...asked, order: 'names' }, scope)
    : found;
}

/** `message`: subject and time of what is one, by which people know it where its name is but a number; else empty. */
interface HeldMessage extends HeldItem {
  readonly message: string;
}

async function withMessages(
  { ledger, scope, displayZone }: Reading,
  items: readonly HeldItem[],
): Promise<readonly HeldMessage[]> {
  const zone = await displayZoneOf(displayZone, ledger, scope);
  const found: HeldMessage[] = [];
  for (const held of items) {
    const { sha256 } = held.item;
    const document = sha256 === undefined ? undefined : await ledger.documents.get(sha256, scope);
    const { subject = '', sent, from = [] } = document?.metadata ?? {};
    // What states neither sender nor time of sending is no message, whatever subject it has.
    const isMessage = sent !== undefined || from.length > 0;
    const words = isMessage ? [subject, sent === undefined ? '' : shownTime({ time: sent }, zone)] : [];
    found.push({ ...held, message: words.filter((one) => one !== '').join(' · ') });
  }
  return found;
}

interface Folder {
  readonly name: string;
  /** From the top, with its `/`. */
  readonly path: string;
  readonly folders: Map<string, Folder>;
  readonly items: { readonly name: string; readonly item: LedgerItem; readonly message: string }[];
}

const emptyFolder = (name: string, path: string): Folder => ({ name, path, folders: new Map(), items: [] });

/** The folders that names have in them; what lies deeper than is drawn keeps the rest of its path. */
function treeOf(held: readonly HeldMessage[], below: string): Folder {
  const top = emptyFolder('', below);
  for (const { item, name, message } of held) {
    let folder = top;
    let rest = name.slice(below.length);
    for (let depth = 0; depth < maxDepth; depth++) {
      const end = rest.indexOf('/');
      if (end < 0 || end === rest.length - 1) break;
      const part = rest.slice(0, end + 1);
      let next = folder.folders.get(part);
      if (!next) folder.folders.set(part, (next = emptyFolder(part, `${folder.path}${part}`)));
      folder = next;
      rest = rest.slice(end + 1);
    }
    folder.items.push({ name: rest === '' ? name : rest, item, message });
  }
  return top;
}

/** The page of what was read of it; undefined where there is none. */
const wayTo = (to: To, item: LedgerItem): string | undefined =>
  withoutEntry.includes(item.status) ? undefined : to(`/document/${item.sha256 ?? itemEntryId(item)}`);

function itemHtml(to: To, { name, item, message }: Folder['items'][number]): Html {
  const way = wayTo(to, item);
  const { status, code, format, size, gone } = item;
  const words = [
    code,
    format,
    size === undefined ? undefined : formatBytes(size),
    gone ? 'gone from the source' : undefined,
  ];
  const isFolder = item.kind === 'folder';
  return html`<li>
    ${way === undefined ? evidence(name) : html`<a href="${way}">${evidence(isFolder && !name.endsWith('/') ? `${name}/` : name)}</a>`}
    ${message === '' ? '' : evidence(message)}
    <span class="quiet ${unread.includes(status) ? 'warn' : ''}">${[isFolder ? 'folder' : status, ...words].filter(Boolean).join(', ')}</span>
  </li>`; // prettier-ignore
}

const folderHtml = (to: To, id: string, { folders, items }: Folder): Html =>
  html`<ul>
    ${[...folders.values()].map(
      (one) =>
        html`<li>
          <a href="${addressOf(to, { id, below: one.path, from: 0 })}">${evidence(one.name)}</a>
          ${folderHtml(to, id, one)}
        </li>`,
    )}
    ${items.map((one) => itemHtml(to, one))}
  </ul>`;

/** What a container says that it holds, against what came of it. */
async function completenessHtml({ ledger, scope }: Reading, { entry }: MarkedEntry): Promise<Html | string> {
  const document = isItemEntryId(entry.document)
    ? undefined
    : await ledger.documents.get(entry.document, scope);
  if (!document?.members) return '';
  const { expected, emitted, skipped, failed } = document.members;
  const isWhole = document.completeness === 'complete' && failed === 0;
  // A message without attachments: nothing is to be said of what it holds.
  if (isWhole && emitted + skipped + (expected ?? 0) === 0) return '';
  const words = [
    expected === undefined ? 'does not say how many it holds' : `says that it holds ${formatCount(expected)}`,
    `${formatCount(emitted)} came of it`,
    ...(skipped > 0 ? [`${formatCount(skipped)} skipped`] : []),
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    `read ${document.completeness ?? 'as far as is known'}`,
  ];
  return html`<p class="${isWhole ? 'quiet' : 'note warn'}">It ${words.join('; ')}.</p>`;
}

/** The items that its places lie in, each once. */
async function holdersHtml({ ledger, scope, to }: Reading, { places }: MarkedEntry): Promise<Html | string> {
  const parents = new Set(places.flatMap(({ parent }) => parent ?? []));
  if (parents.size === 0) return '';
  const shown: Html[] = [];
  for (const id of [...parents].slice(0, shownHolders)) {
    const parent = await ledger.items.get(id, scope);
    const way = parent && wayTo(to, parent);
    if (parent && way !== undefined)
      shown.push(html`<a href="${way}">${evidence(`${parent.source}/${parent.path}`)}</a> `);
  }
  const more = parents.size - shownHolders;
  return shown.length === 0
    ? ''
    : html`<p>Lies in ${shown}${more > 0 ? ` and ${formatCount(more)} more` : ''}</p>`;
}

/** On the page of a document; nothing where it holds nothing and lies in nothing. */
export async function heldPanel(reading: Reading, marked: MarkedEntry): Promise<Html | string> {
  const { to } = reading;
  const id = marked.entry.document;
  const { items, total } = await heldIn(reading, holderOf(marked), {
    begins: '',
    from: 0,
    limit: shownBeside,
  });
  const completeness = await completenessHtml(reading, marked);
  const above = await holdersHtml(reading, marked);
  if (total === 0 && completeness === '') return above;
  const more = total - items.length;
  return html`${above}
    <section class="tree" aria-label="What lies in it">
      <h2>What lies in it: ${formatCount(total)}</h2>
      ${completeness} ${folderHtml(to, id, treeOf(await withMessages(reading, items), ''))}
      ${total === 0 ? '' : html`<p><a data-key="h" href="${addressOf(to, { id, below: '', from: 0 })}">${more > 0 ? `${formatCount(more)} more: all of it` : 'All of it'}</a></p>`}
    </section>`; // prettier-ignore
}

async function heldPage(reading: Reading, asked: HeldPage): Promise<Shown> {
  const { to } = reading;
  const marked = await markedEntry(reading, asked.id);
  const { id, below, from } = asked;
  const limit = shownOnPage;
  const { items, total } = await heldIn(reading, holderOf(marked), { begins: below, from, limit });
  const name = marked.entry.occurrences[0];
  const next = from + items.length;
  const isPart = from > 0 || next < total;
  const body = html`<h1>${countOf(total, 'item')} in ${evidence(below === '' ? (name?.name ?? id) : below)}</h1>
    <p>
      <a data-key="b" href="${to(`/document/${id}`)}">${evidence(name ? `${name.source}/${name.path}` : id)}</a>
      ${below === '' ? '' : html`<a href="${addressOf(to, { id, below: '', from: 0 })}">All that lies in it</a>`}
    </p>
    ${below === '' ? await completenessHtml(reading, marked) : ''}
    ${isPart ? html`<p class="note">${formatCount(Math.min(from + 1, total))} to ${formatCount(next)} of ${formatCount(total)}.</p>` : ''}
    <div class="tree">${folderHtml(to, id, treeOf(await withMessages(reading, items), below))}</div>
    ${next < total && items.length > 0 ? html`<p><a rel="next" href="${addressOf(to, { id, below, from: next })}">${formatCount(total - next)} more</a></p>` : ''}`; // prettier-ignore
  return { body, resultCount: items.length };
}

export const heldRoute = defineRoute({
  method: 'get',
  path: '/document/:id/held',
  least: 'reader',
  title: 'What lies in it',
  asked: z.object({ id: oneText, below: oneText, from: oneNumber }),
  words: ({ id, below, from }) => ['held', id, ...(below === '' ? [] : [below]), `from ${from}`],
  answer: heldPage,
});
