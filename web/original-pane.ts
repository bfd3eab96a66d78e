/** The original beside the text: a page of it, a rendering, a picture or cells, and the ways to its bytes. */
import { html } from 'hono/html';
import { formatCount } from '../cli/frame/quantities.ts';
import { findAnchor } from '../schemas/find-anchor.ts';
import { type FoundDocument, hasBytes, renderingOf } from './original-of.ts';
import type { Html } from './page.ts';
import { bodyOf, pagesOf } from './page-picture.ts';
import type { Passage } from './passages.ts';
import type { To } from './route.ts';

interface PaneAsked {
  readonly q: string;
  readonly text: number | undefined;
  readonly from: number;
  readonly hit: number | undefined;
  readonly page: number | undefined;
}

/** The page asked for, else that of the passage that is gone to, else that of the text where it is shown. */
function pageOf(
  { entry }: FoundDocument,
  { page, from, text }: PaneAsked,
  passage: Passage | undefined,
): number {
  if (page !== undefined && page > 0) return page;
  const stated = passage?.anchor?.page;
  if (stated !== undefined) return stated;
  const shown = entry.texts[text ?? -1] ?? bodyOf(entry);
  return (shown && findAnchor(shown.anchors, from)?.page) ?? 1;
}

function pageHtml(to: To, found: FoundDocument, asked: PaneAsked, passages: readonly Passage[]): Html {
  const { entry } = found;
  const passage = passages[asked.hit ?? -1];
  const page = pageOf(found, asked, passage);
  const pages = pagesOf(bodyOf(entry)?.anchors ?? []);
  const address = `/document/${entry.document}`;
  const at = passage && entry.texts[passage.text]?.kind === 'body' ? passage.at : undefined;
  const picture = (size?: string): string => to(`${address}/page/${page}`, { q: asked.q, at, size });
  const { q, text, from, hit } = asked;
  const turn = (other: number): string => to(address, { q, text, from, hit, page: other });
  return html`<nav aria-label="Pages of the original">
      ${page > 1 ? html`<a href="${turn(page - 1)}">Page before</a>` : ''}
      <span>Page ${formatCount(page)}${pages > 0 ? ` of ${formatCount(pages)}` : ''}</span>
      ${page < pages ? html`<a href="${turn(page + 1)}">Next page</a>` : ''}
      <a href="${picture('alone')}">Larger</a>
    </nav>
    <img class="page" src="${picture()}" alt="Page ${page} of the original; its text is beside it" />`;
}

function shownHtml(
  to: To,
  found: FoundDocument,
  asked: PaneAsked,
  passages: readonly Passage[],
): Html | string {
  const { entry } = found;
  const address = `/document/${entry.document}`;
  switch (renderingOf(found)) {
    case 'page':
      return pageHtml(to, found, asked, passages);
    case 'html':
      return html`<p class="quiet">
          A rendering that was made here, without scripts, styles of elsewhere and what it would have fetched.
          <a href="${to(`${address}/left-out`)}">What it leaves out</a>
        </p>
        <iframe sandbox="" src="${to(`${address}/html`)}" title="Rendering of the original"></iframe>`;
    case 'picture':
      return html`<img src="${to(`${address}/picture`)}" alt="The original" />`;
    case 'grid': {
      const anchor = passages[asked.hit ?? -1]?.anchor;
      return html`<iframe
        src="${to(`${address}/grid`, { q: asked.q, named: anchor?.sheet, row: anchor?.row })}"
        title="Cells of the original"
      ></iframe>`;
    }
    default:
      return html`<p class="quiet">There is no picture of this format here; its bytes are shown.</p>`;
  }
}

/** Nothing for what has no bytes of its own: a folder, a link, what could not be read. */
export function originalPane(
  to: To,
  found: FoundDocument,
  asked: PaneAsked,
  passages: readonly Passage[],
): Html | string {
  if (!hasBytes(found)) return '';
  const address = `/document/${found.entry.document}`;
  return html`<section class="original" aria-label="Original">
    ${shownHtml(to, found, asked, passages)}
    <nav aria-label="Bytes of the original">
      <a href="${to(`${address}/bytes`)}">Its bytes</a>
      <a download href="${to(`${address}/native`)}">Download</a>
    </nav>
  </section>`;
}
