/** Originals at addresses of their own: as inert HTML, as a picture, as cells, as bytes, and as a file to keep. */
import { html } from 'hono/html';
import { z } from 'zod';
import { formatCount } from '../cli/frame/quantities.ts';
import { oneNumber, oneText } from './asked.ts';
import { gridRoute } from './grid-frame.ts';
import { type Carriers, findCarriers, findDocument, inFrame, renderedAs } from './original-of.ts';
import { evidence } from './page.ts';
import { pageRoute } from './page-picture.ts';
import {
  type AnyRoute,
  type Bytes,
  defineRoute,
  type Download,
  type Finishing,
  type Shown,
  type Unfinished,
} from './route.ts';
import type { Reading } from './served-case.ts';

const ofDocument = z.object({ id: oneText });
type OfDocument = z.output<typeof ofDocument>;

/** What a page of evidence may do in the frame that it is shown in: nothing but have styles and pictures of its own. */
export const inertPolicy =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

const renderedHtml = (finishing: Finishing, items: Carriers): Promise<Bytes> =>
  inFrame(inertPolicy, async () => {
    const { bytes } = await renderedAs(finishing, items, { as: 'html' });
    return bytes;
  });

async function renderedPicture(finishing: Finishing, items: Carriers): Promise<Bytes> {
  const { bytes } = await renderedAs(finishing, items, { as: 'picture' });
  return { bytes, contentType: 'image/png', policy: "default-src 'none'; sandbox" };
}

async function omissionsPage(finishing: Finishing, items: Carriers, { id }: OfDocument): Promise<Shown> {
  const { told } = await renderedAs(finishing, items, { as: 'html' });
  const { remote, remoteCount, leftOut, isCut } = told;
  const more = remoteCount - remote.length;
  return {
    body: html`<h1>What the rendering leaves out</h1>
      <p><a href="${finishing.to(`/document/${id}`)}">Back to the document</a></p>
      ${isCut ? html`<p class="note warn">It is cut: it is larger than what is shown here.</p>` : ''}
      <h2>Addresses</h2>
      <p class="quiet">It would have fetched them, or led to them. Nothing was asked of any of them.</p>
      ${
        remote.length === 0
          ? html`<p>None.</p>`
          : html`<ul>
              ${remote.map((address) => html`<li>${evidence(address)}</li>`)}
            </ul>`
      }
      ${more > 0 ? html`<p>And ${formatCount(more)} more.</p>` : ''}
      <h2>Elements and actions</h2>
      <p>${leftOut.length === 0 ? 'None.' : evidence(leftOut.join(', '))}</p>`,
  };
}

/** Bytes on one page, a row of them, and where rows begin. */
const shownBytes = 4096;
const rowBytes = 16;

const hexRow = (bytes: Uint8Array, at: number): string => {
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  const signs = [...bytes].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'));
  const hex = digits.join(' ').padEnd(rowBytes * 3);
  return `${at.toString(16).padStart(8, '0')}  ${hex} ${signs.join('')}`;
};

const bytesAsked = z.object({ id: oneText, from: oneNumber });

async function bytesPage(
  { originals, scope, to }: Finishing,
  items: Carriers,
  { id, from }: z.output<typeof bytesAsked>,
): Promise<Shown> {
  const start = from - (from % rowBytes);
  const { size, bytes } = await originals.bytes(items, scope, start, shownBytes);
  const rows = Array.from({ length: Math.ceil(bytes.length / rowBytes) }, (_, row) =>
    hexRow(bytes.subarray(row * rowBytes, (row + 1) * rowBytes), start + row * rowBytes),
  );
  const at = (next: number): string => to(`/document/${id}/bytes`, { from: next });
  const which =
    bytes.length === 0 ? 'None there' : `${formatCount(start)} to ${formatCount(start + bytes.length)}`;
  return {
    body: html`<h1>Bytes</h1>
      <p><a href="${to(`/document/${id}`)}">Back to the document</a></p>
      <p class="quiet">
        ${which} of ${formatCount(size)}, as the source has them now; SHA-256 compared with the case.
      </p>
      <pre class="bytes">${rows.join('\n')}</pre>
      <nav aria-label="Parts">
        ${start > 0 ? html`<a rel="prev" href="${at(Math.max(0, start - shownBytes))}">What is before</a>` : ''}
        ${start + bytes.length < size ? html`<a rel="next" href="${at(start + shownBytes)}">What follows</a>` : ''}
      </nav>`,
  };
}

interface NativeState {
  readonly items: Carriers;
  readonly name: string;
}

async function nativeAsked(reading: Reading, asked: OfDocument): Promise<Unfinished<NativeState>> {
  const { entry } = await findDocument(reading, asked.id);
  const { unfinished: items } = await findCarriers(reading, asked);
  return { unfinished: { items, name: entry.occurrences[0]?.name ?? entry.document }, resultCount: 1 };
}

const native = ({ originals, scope }: Finishing, { items, name }: NativeState): Promise<Download> =>
  Promise.resolve({ name, download: () => originals.send(items, scope) });

const ofOriginal = {
  method: 'get',
  least: 'reader',
  asked: ofDocument,
} as const;

export const originalRoutes: readonly AnyRoute[] = [
  pageRoute,
  gridRoute,
  defineRoute({
    ...ofOriginal,
    path: '/document/:id/html',
    givesBytes: true,
    title: 'Rendering',
    words: ({ id }) => ['original', id, 'html'],
    answer: findCarriers,
    finish: renderedHtml,
  }),
  defineRoute({
    ...ofOriginal,
    path: '/document/:id/left-out',
    title: 'What the rendering leaves out',
    words: ({ id }) => ['original', id, 'left out'],
    answer: findCarriers,
    finish: omissionsPage,
  }),
  defineRoute({
    ...ofOriginal,
    path: '/document/:id/picture',
    givesBytes: true,
    title: 'Picture',
    words: ({ id }) => ['original', id, 'picture'],
    answer: findCarriers,
    finish: renderedPicture,
  }),
  defineRoute({
    ...ofOriginal,
    path: '/document/:id/bytes',
    title: 'Bytes',
    asked: bytesAsked,
    words: ({ id, from }) => ['original', id, `bytes from ${from}`],
    answer: findCarriers,
    finish: bytesPage,
  }),
  defineRoute({
    ...ofOriginal,
    path: '/document/:id/native',
    givesBytes: true,
    title: 'Native',
    words: ({ id }) => ['download', id],
    answer: nativeAsked,
    finish: native,
  }),
];
