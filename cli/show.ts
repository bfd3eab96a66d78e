/** `evidex show`: the text, the metadata or the thread of one document. */
import { z } from 'zod';
import { textKind } from '../schemas/anchor.ts';
import { findAnchor } from '../schemas/find-anchor.ts';
import type { IndexEntry } from '../schemas/index-entry.ts';
import type { LabelRecord, NoteRecord } from '../schemas/label.ts';
import { mailPlaceOf } from '../case/mail-place.ts';
import { Problem } from '../schemas/problem.ts';
import type { IndexReader } from '../search/port.ts';
import { escapeLine, escapeLines } from './frame/escape.ts';
import type { Output } from './frame/output.ts';
import { formatCount } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';
import { anchorWords } from './run/anchor-words.ts';
import { displayZoneOf, type ItemZones, zonesOf } from './run/display-zone.ts';
import { unreadWords } from './run/entry-counts.ts';
import { annotations, metadataRows } from './run/document-rows.ts';
import { findEntry } from './run/find-document.ts';
import { pastWords } from './run/past-words.ts';
import { showThread } from './run/show-thread.ts';
import { findStretches, type WantedPlace } from './run/find-stretches.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';

const sliceUnits = 256 * 1024;

async function showMetadata(
  out: Output,
  entry: IndexEntry,
  labels: readonly LabelRecord[],
  notes: readonly NoteRecord[],
  zones: ItemZones,
): Promise<void> {
  const { document, item, status, codes, metadata, format, mediaType, size, dates, occurrences } = entry;
  const of = item ? { item, dates } : {};
  const row = {
    document,
    ...of,
    status,
    codes,
    format,
    mediaType,
    size,
    metadata,
    occurrences: occurrences.map((one) => ({ ...one, mail: mailPlaceOf(one.path) })),
    labels,
    notes,
  };
  await out.row(row, () =>
    metadataRows(entry, labels, notes, zones)
      .map(([key, value]) => `${escapeLine(key).padEnd(16)} ${escapeLine(value)}`)
      .join('\n'),
  );
}

interface ShownTexts {
  readonly index: IndexReader;
  readonly out: Output;
  readonly signal: AbortSignal;
  readonly document: string;
  readonly texts: IndexEntry['texts'];
  /** UTF-16 units of each text. */
  readonly from: number;
  readonly length?: number | undefined;
  /** What of each text is shown, instead. */
  readonly wanted?: WantedPlace | undefined;
}

async function showTexts({ index, out, signal, document, texts, ...range }: ShownTexts): Promise<void> {
  if (texts.length === 0) out.note('This document has no such text.');
  let shown = 0;
  for (const { kind, id, units, anchors } of texts) {
    const end = range.length === undefined ? units : Math.min(units, range.from + range.length);
    const stretches = range.wanted
      ? findStretches(anchors, units, range.wanted)
      : [{ from: range.from, to: end }];
    if (texts.length > 1 && stretches.length > 0)
      await out.say(`--- ${kind}, ${formatCount(units)} characters ---`);
    for (const { from, to } of stretches) {
      const anchor = findAnchor(anchors, from);
      if (anchor && (from > 0 || range.wanted)) await out.say(`[${escapeLine(anchorWords(anchor))}]`);
      for (let start = from; start < to && !signal.aborted; start += sliceUnits) {
        const text = (await index.text(id, start, Math.min(to, start + sliceUnits))) ?? '';
        const row = { document, kind, textId: id, start, anchor: findAnchor(anchors, start), text };
        await out.row(row, () => escapeLines(text));
        shown += 1;
      }
    }
  }
  if (range.wanted && shown === 0 && !signal.aborted)
    throw new Problem(
      'not-found',
      'no text of this document lies there',
      'Tables have rows, texts have lines: see how its hits are cited.',
    );
}

/** What of the options names a place; absent where none does. */
function wantedIn({ page, slide, sheet, row, line }: WantedPlace): WantedPlace | undefined {
  const wanted = { page, slide, sheet, row, line };
  return Object.values(wanted).some((value) => value !== undefined) ? wanted : undefined;
}

const placeNumber = (about: string) => z.number().int().min(1).optional().describe(about);

export const verb = defineVerb({
  details:
    'DOCUMENT is a path below a source, or the SHA-256, or the first digits of it or of an item id. The text is that of the index, unchanged since it was extracted; with --json it comes in slices of 256 Ki units, one line each. --page, --slide, --sheet, --row and --line show what is cited alone. Labels and notes stand above the text; --metadata shows those taken off too. --thread lists the messages that belong together by the ids they state (Message-ID, In-Reply-To, References, Outlook’s conversation), by their times, and answers that state neither, guessed by their subjects and marked so; what they refer to and the case does not hold has a line of its own.',
  positionals: ['document'],
  options: z.strictObject({
    document: z.string().min(1).describe('path, hash or id'),
    metadata: z.boolean().default(false).describe('the metadata instead of the text'),
    thread: z.boolean().default(false).describe('the messages of its thread instead, and gaps among them'),
    kind: z.array(textKind).optional().describe('only these texts; default all, the body first'),
    from: z.number().int().min(0).default(0).describe('first character shown, in UTF-16 units'),
    length: z.number().int().min(1).optional().describe('how many units'),
    page: placeNumber('this page alone'),
    slide: placeNumber('this slide alone'),
    sheet: z.string().min(1).optional().describe('this sheet alone, by its name in any case'),
    row: placeNumber('this row alone, of a table or of a sheet'),
    line: placeNumber('this line alone'),
  }),
  settings: ['displayZone', ...readIndexSettings],
  access: 'read',
  isScoped: true,
  output: 'list',
  examples: [
    ['evidex show "contracts/offer.pdf" --case CASE', 'its text'],
    ['evidex show voters.xlsx --sheet Roll --row 12 --case CASE', 'one row of a sheet'],
    [
      'evidex show "box/inbox.mbox/message-3.eml" --thread --case CASE',
      'who answered whom, and what is missing',
    ],
    ['evidex show 9f86d081884c --metadata --case CASE', 'its metadata, by the beginning of its hash'],
  ],
  async run({ caseFolder, config, options, out, signal, scope }) {
    const ledger = await caseFolder.openLedger();
    const index = await openIndexToRead(caseFolder, config);
    try {
      const { item, entry } = await findEntry(ledger, index, options.document, scope);
      if (options.thread) {
        const zone = await displayZoneOf(config.displayZone, ledger, scope);
        return { resultCount: await showThread({ index, scope, out, signal, entry, zone }) };
      }
      const [place] = await ledger.places.ofItem(item, 1, scope);
      const labels = place ? await ledger.marks.labels(place, scope) : [];
      const notes = place ? await ledger.marks.notes(place, scope) : [];
      if (options.metadata) {
        const zones = await zonesOf(ledger, item.source, config.displayZone, scope);
        await showMetadata(out, entry, labels, notes, zones);
        return { resultCount: 1 };
      }
      if (entry.item)
        throw new Problem(
          'not-found',
          `${escapeLine(item.path)} has no text. ${unreadWords(entry) ?? `It is a ${entry.item.kind}.`}`,
          'What is known of it: --metadata, or `evidex explain`.',
        );
      const named = entry.occurrences.filter((one) => one.item === item.id);
      const [past] = named.every((one) => one.past) ? named : [];
      if (past) await out.say(`[place: ${escapeLine(`${past.source}/${past.path}`)}${pastWords(past.past)}]`);
      const current = labels.filter(({ removed }) => !removed);
      for (const [key, value] of annotations(current, notes, config.displayZone))
        await out.say(`[${key}: ${escapeLine(value)}]`);
      const texts = entry.texts.filter(({ kind }) => !options.kind || options.kind.includes(kind));
      await showTexts({
        index,
        out,
        signal,
        document: entry.document,
        texts,
        from: options.from,
        length: options.length,
        wanted: wantedIn(options),
      });
      return { resultCount: texts.length };
    } finally {
      await ledger.close();
      await index.close();
    }
  },
});
