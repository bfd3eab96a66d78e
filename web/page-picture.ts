/** A page of a document as a picture, with the words of the query marked on it. */
import { z } from 'zod';
import { readQuery } from '../cli/run/query.ts';
import type { Anchor } from '../schemas/anchor.ts';
import type { IndexEntry } from '../schemas/index-entry.ts';
import { maxPageMarks, type PageMark } from '../schemas/rendering.ts';
import { maybeNumber, oneNumber, oneText } from './asked.ts';
import { type Carriers, findCarriers, findDocument, renderedAs } from './original-of.ts';
import { type Bytes, defineRoute, type Finishing, type Unfinished } from './route.ts';
import type { Reading } from './served-case.ts';
import { matchesIn } from './text-view.ts';

/** Units of one page's text in which words are looked for; a page of a book has three thousand. */
const maxPageUnits = 64 * 1024;
/** Of the two that there are: beside a text, and alone. */
const widths = { beside: 800, alone: 1600 } as const;

const pictureAsked = z.object({
  id: oneText,
  page: oneNumber,
  q: oneText,
  /** Where in the body the passage begins that is gone to. */
  at: maybeNumber,
  size: oneText.transform((size): keyof typeof widths => (size === 'alone' ? 'alone' : 'beside')),
});
type PictureAsked = z.output<typeof pictureAsked>;

export const bodyOf = ({ texts }: IndexEntry): IndexEntry['texts'][number] | undefined =>
  texts.find(({ kind }) => kind === 'body');

/** Pages that the text has places of. */
export const pagesOf = (anchors: readonly Anchor[]): number =>
  anchors.reduce((most, { page = 0 }) => Math.max(most, page), 0);

/** The units of a page's text. */
function spanOf(
  { anchors, units }: IndexEntry['texts'][number],
  page: number,
): { from: number; to: number } | undefined {
  const first = anchors.findIndex((anchor) => anchor.page === page);
  const from = anchors[first]?.at;
  if (from === undefined) return undefined;
  const end = anchors.slice(first).find((anchor) => anchor.page !== page)?.at ?? units;
  return { from, to: Math.min(end, from + maxPageUnits) };
}

async function marksOf(
  { index }: Reading,
  entry: IndexEntry,
  { page, q, at }: PictureAsked,
): Promise<{ readonly marks: PageMark[]; readonly current?: number }> {
  const body = bodyOf(entry);
  const span = body && spanOf(body, page);
  if (!body || !span || q === '') return { marks: [] };
  const words = (await index.text(body.id, span.from, span.to)) ?? '';
  const matches = (await matchesIn(index, body, readQuery(q), span.from, span.to)).slice(0, maxPageMarks);
  const marks = matches.map(({ start, end }) => ({
    from: start - span.from,
    words: words.slice(start - span.from, Math.min(end - span.from, start - span.from + 2000)),
  }));
  const current = at === undefined ? -1 : matches.findIndex(({ start, end }) => at >= start && at < end);
  return current < 0 ? { marks } : { marks, current };
}

interface PageState {
  readonly items: Carriers;
  readonly marks: PageMark[];
  readonly current?: number;
}

async function pageAsked(reading: Reading, asked: PictureAsked): Promise<Unfinished<PageState>> {
  const found = await findDocument(reading, asked.id);
  const { unfinished: items } = await findCarriers(reading, asked);
  return { unfinished: { items, ...(await marksOf(reading, found.entry, asked)) }, resultCount: 1 };
}

async function pagePicture(
  finishing: Finishing,
  { items, ...marks }: PageState,
  asked: PictureAsked,
): Promise<Bytes> {
  const page = Math.max(1, asked.page);
  const question = { as: 'page' as const, page, width: widths[asked.size], ...marks };
  const { bytes } = await renderedAs(finishing, items, question);
  return { bytes, contentType: 'image/png', policy: "default-src 'none'; sandbox" };
}

export const pageRoute = defineRoute({
  method: 'get',
  path: '/document/:id/page/:page',
  givesBytes: true,
  least: 'reader',
  title: 'Page',
  asked: pictureAsked,
  words: ({ id, page, q }) => ['original', id, `page ${page}`, ...(q === '' ? [] : [q])],
  answer: pageAsked,
  finish: pagePicture,
});
