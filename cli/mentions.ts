/** `evidex mentions`: every place where an entity is named or a piece of personal data stands, as it can be cited. */
import { z } from 'zod';
import type { TaggedText } from '../case/ledger/tags.ts';
import { maskPersonalDatum } from '../tagging/personal-data/mask.ts';
import type { Anchor } from '../schemas/anchor.ts';
import { entityKind, personalDataKind } from '../schemas/mention.ts';
import type { SearchIndex } from '../search/port.ts';
import { escapeLine } from './frame/escape.ts';
import { defineVerb } from './frame/verb.ts';
import { openLedger } from './open/stores.ts';
import { findDocument } from './run/find-document.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';

/** Units of text shown on either side of a mention. */
const contextUnits = 60;

/** The last anchor at or before a place. */
function anchorAt(anchors: readonly Anchor[], at: number): Anchor | undefined {
  let low = 0;
  let high = anchors.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((anchors[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return anchors[low - 1];
}

const anchorWords = (anchor: Anchor | undefined): string =>
  Object.entries(anchor ?? {})
    .filter(([key]) => key !== 'at')
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');

async function surroundings(
  index: SearchIndex,
  textId: string,
  start: number,
  end: number,
): Promise<{ before: string; surface: string; after: string }> {
  const from = Math.max(0, start - contextUnits);
  const text = (await index.text(textId, from, end + contextUnits)) ?? '';
  return {
    before: text.slice(0, start - from),
    surface: text.slice(start - from, end - from),
    after: text.slice(end - from),
  };
}

const flat = (text: string): string => escapeLine(text.replaceAll(/\s+/gu, ' '));

export const verb = defineVerb({
  details:
    'One line a mention: entity, confidence, the signal that decided, source and path, page or row, and the words around it. Values of personal data are masked unless --reveal; with --reveal give a --reason, it is kept in the audit log.',
  positionals: ['document'],
  options: z.strictObject({
    document: z.string().min(1).optional().describe('path, hash or id; without it: the whole case'),
    entity: z.string().min(1).optional().describe('only this entity, by its canonical name'),
    kind: z.array(entityKind).optional().describe('only entities of this kind'),
    personalData: z.boolean().default(false).describe('personal data instead of entities'),
    personalDataKind: z.array(personalDataKind).optional().describe('only this kind of personal data'),
    reveal: z.boolean().default(false).describe('show values of personal data and the words around them'),
    limit: z.number().int().min(1).optional().describe('at most so many lines'),
  }),
  settings: readIndexSettings,
  access: 'read',
  isScoped: true,
  output: 'list',
  examples: [
    ['evidex mentions --entity "Cambridge Analytica" --case CASE', 'every mention of one firm'],
    ['evidex mentions voters.xlsx --personal-data --case CASE', 'what personal data a file holds, masked'],
  ],
  async run({ caseFolder, config, options, out, signal, scope }) {
    const ledger = await openLedger(caseFolder);
    const index = await openIndexToRead(caseFolder, config);
    const wantsPersonal = options.personalData || options.personalDataKind !== undefined;
    const places = new Map<string, { source: string; path: string }>();
    const placeOf = async ({ item = '' }: TaggedText): Promise<{ source: string; path: string }> => {
      const known = places.get(item);
      if (known) return known;
      const carrier = await ledger.items.get(item, scope);
      const place = { source: carrier?.source ?? '', path: carrier?.path ?? '' };
      if (places.size > 10_000) places.clear();
      places.set(item, place);
      return place;
    };
    let shown = 0;
    const full = (): boolean => signal.aborted || (options.limit !== undefined && shown >= options.limit);
    try {
      const named =
        options.document === undefined ? undefined : await findDocument(ledger, options.document, scope);
      const of = { sha256: named?.document.sha256, entity: wantsPersonal ? undefined : options.entity };
      for await (const text of ledger.tags.texts(of, scope)) {
        if (full()) break;
        const citation = {
          ...(await placeOf(text)),
          document: text.document,
          textId: text.textId,
          text: text.kind,
          run: text.run,
          listVersion: text.listVersion,
          extractor: text.extractor,
        };
        const where = (start: number): string =>
          [
            `${citation.source}/${citation.path}`,
            text.kind === 'body' ? '' : text.kind,
            anchorWords(anchorAt(text.anchors, start)),
          ]
            .filter(Boolean)
            .join(', ');
        if (wantsPersonal) {
          for (const { start, end, kind } of text.personalData) {
            if (full()) break;
            if (options.personalDataKind && !options.personalDataKind.includes(kind)) continue;
            const { before, surface, after } = await surroundings(index, text.textId, start, end);
            const value = options.reveal ? surface : maskPersonalDatum(kind, surface);
            const anchor = anchorAt(text.anchors, start);
            shown += 1;
            await out.row(
              {
                kind,
                value,
                start,
                end,
                ...(anchor ? { anchor } : {}),
                ...(options.reveal ? { before, after } : {}),
                ...citation,
              },
              () =>
                `${kind.padEnd(12)}  ${flat(value).padEnd(28)}  ${escapeLine(where(start))}${options.reveal ? `\n    …${flat(before)}[${flat(surface)}]${flat(after)}…` : ''}`,
            );
          }
          continue;
        }
        for (const mention of text.mentions) {
          if (full()) break;
          if (options.kind && !options.kind.includes(mention.kind)) continue;
          if (options.entity !== undefined && mention.entity !== options.entity) continue;
          const { before, after } = await surroundings(index, text.textId, mention.start, mention.end);
          const anchor = anchorAt(text.anchors, mention.start);
          shown += 1;
          await out.row(
            { ...mention, ...(anchor ? { anchor } : {}), before, after, ...citation },
            () =>
              `${escapeLine(mention.entity)} (${mention.kind}, ${Math.round(mention.confidence * 100)} %, ${mention.signal})  ${escapeLine(where(mention.start))}\n    …${flat(before)}[${flat(mention.surface)}]${flat(after)}…`,
          );
        }
      }
      return { resultCount: shown };
    } finally {
      await index.close();
      await ledger.close();
    }
  },
});
