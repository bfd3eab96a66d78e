/** What a record cites, as it is shown: the place, the words of a passage, and the way there. */
import { html } from 'hono/html';
import { itemsByHash } from '../../cli/run/items-at.ts';
import { citation, type Citation } from '../../schemas/case-record.ts';
import { isEntryId } from '../../schemas/index-entry.ts';
import { Problem } from '../../schemas/problem.ts';
import { evidence, type Html } from '../page.ts';
import type { Reading } from '../served-case.ts';

/** A quotation in a list; the document shows it whole. */
const shownQuote = 300;

/** Where something cited lies, as `EX-1/mail.eml`; its id where it lies nowhere. */
export async function placeOf({ ledger, scope }: Reading, { id }: Pick<Citation, 'id'>): Promise<string> {
  const [item] = await itemsByHash(ledger, id, 1, scope);
  return item ? `${item.source}/${item.path}` : id;
}

export async function citationHtml(reading: Reading, cited: Citation): Promise<Html> {
  const { to } = reading;
  const place = await placeOf(reading, cited);
  const { covers, id, start, end, quote } = cited;
  const address =
    covers === 'content'
      ? to(`/document/${id}`, start === undefined ? {} : { from: Math.max(0, start - 400) })
      : to('/find', { name: id });
  const passage = start === undefined || end === undefined ? '' : `, characters ${start} to ${end}`;
  return html`<a href="${address}">${evidence(place)}</a>${passage}
    <span class="quiet">${covers === 'content' ? 'SHA-256' : 'item'} ${id.slice(0, 12)}…</span>
    ${quote === undefined ? '' : html`<q>${evidence(quote.slice(0, shownQuote).replaceAll(/\s+/gu, ' '))}</q>`}`;
}

/** A citation as a form carries it. Throws `wrong-value` for one that is none. */
export function citationIn(json: string): Citation {
  try {
    return citation.parse(JSON.parse(json));
  } catch {
    throw new Problem('wrong-value', 'the form cites what is no citation', 'Open the page again.');
  }
}

const nothingToCite = (): Problem =>
  new Problem(
    'not-found',
    'nothing that is open to you goes by what is to be cited',
    'A path, six digits or more of a hash, or the end of the address of a document.',
  );

/** Throws `not-found`, in the same words for what is withheld and for what is not there. */
export async function checkCited({ ledger, scope }: Reading, { covers, id }: Citation): Promise<void> {
  const shows =
    covers === 'content' ? await ledger.documents.get(id, scope) : await ledger.items.get(id, scope);
  if (!shows) throw nothingToCite();
}

/** Of a document or item that a person names by the id of its entry, a hash, or a path. Throws `not-found`. */
export async function citationOf({ ledger, index, scope }: Reading, named: string): Promise<Citation> {
  const shown = isEntryId(named) ? await index.shownEntry(named, scope) : undefined;
  if (shown) {
    const { item, document } = shown.entry;
    return item ? { covers: 'item', id: item.id } : { covers: 'content', id: document };
  }
  const [item] = /^[0-9a-f]{6,64}$/u.test(named)
    ? await itemsByHash(ledger, named, 1, scope)
    : await ledger.items.at(named, scope);
  if (!item) throw nothingToCite();
  return item.sha256 === undefined ? { covers: 'item', id: item.id } : { covers: 'content', id: item.sha256 };
}
