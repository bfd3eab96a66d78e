/** `evidex mentions`: every place where an entity is named or a piece of personal data stands, as it can be cited. */
import { z } from 'zod';
import type { Ledger } from '../case/ledger/ledger.ts';
import type { TaggedText } from '../case/ledger/tags.ts';
import { maskPersonalDatum } from '../tagging/personal-data/mask.ts';
import type { Anchor } from '../schemas/anchor.ts';
import { AnchorFinder } from '../schemas/find-anchor.ts';
import { entityKind, type Mention, personalDataKind } from '../schemas/mention.ts';
import type { Scope } from '../schemas/scope.ts';
import type { IndexReader } from '../search/port.ts';
import { escapeLine } from './frame/escape.ts';
import { defineVerb } from './frame/verb.ts';
import { anchorWords, isOfBefore, readAnewHint } from './run/anchor-words.ts';
import { foldedBelow, foldedWords, minConfidence } from './run/confidence.ts';
import { entitiesNamed } from './run/entity-name.ts';
import { findDocument } from './run/find-document.ts';
import { untilStopped } from './run/until-stopped.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';

/** Units of text shown on either side of a mention. */
const contextUnits = 60;
/** Documents whose places are not asked for again. */
const maxPlacesAtHand = 10_000;

async function surroundings(
  index: IndexReader,
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

type Place = Readonly<Record<'source' | 'path', string>>;

/** The first place of a text's document; those of many documents are kept at hand. */
function placesOf(ledger: Ledger, scope: Scope): (text: TaggedText) => Promise<Place> {
  const places = new Map<string, Place>();
  return async ({ item = '' }) => {
    const known = places.get(item);
    if (known) return known;
    const carrier = await ledger.items.get(item, scope);
    const place = { source: carrier?.source ?? '', path: carrier?.path ?? '' };
    if (places.size > maxPlacesAtHand) places.clear();
    places.set(item, place);
    return place;
  };
}

const citationOf = (text: TaggedText, place: Place) => ({
  ...place,
  document: text.document,
  textId: text.textId,
  text: text.kind,
  run: text.run,
  listVersion: text.listVersion,
  extractor: text.extractor,
});

/** A text with tags, and how it is cited. */
interface CitedText {
  readonly text: TaggedText;
  readonly anchors: AnchorFinder;
  readonly index: IndexReader;
  readonly citation: ReturnType<typeof citationOf>;
}

/** One line of output, as a record and in words. */
interface Line {
  readonly row: Readonly<Record<string, unknown>> & { readonly anchor?: Anchor };
  readonly words: string;
}

const whereIn = ({ text, anchors, citation }: CitedText, start: number): string =>
  [
    `${citation.source}/${citation.path}`,
    text.kind === 'body' ? '' : text.kind,
    anchorWords(anchors.at(start)),
  ]
    .filter(Boolean)
    .join(', ');

async function* personalLines(
  cited: CitedText,
  { personalDataKind: kinds, reveal }: { personalDataKind?: readonly string[] | undefined; reveal: boolean },
): AsyncGenerator<Line> {
  const { text, anchors, index, citation } = cited;
  for (const { start, end, kind } of text.personalData) {
    if (kinds && !kinds.includes(kind)) continue;
    const { before, surface, after } = await surroundings(index, text.textId, start, end);
    const value = reveal ? surface : maskPersonalDatum(kind, surface);
    const anchor = anchors.at(start);
    const revealed = reveal ? { before, after } : {};
    const around = reveal ? `\n    …${flat(before)}[${flat(surface)}]${flat(after)}…` : '';
    yield {
      row: { kind, value, start, end, ...(anchor ? { anchor } : {}), ...revealed, ...citation },
      words: `${kind.padEnd(12)}  ${flat(value).padEnd(28)}  ${escapeLine(whereIn(cited, start))}${around}`,
    };
  }
}

async function* mentionLines(
  cited: CitedText,
  kinds: readonly string[] | undefined,
  entity: string | undefined,
  isFolded: (mention: Mention) => boolean,
): AsyncGenerator<Line> {
  const { text, anchors, index, citation } = cited;
  for (const mention of text.mentions) {
    if (kinds && !kinds.includes(mention.kind)) continue;
    if (entity !== undefined && mention.entity !== entity) continue;
    if (isFolded(mention)) continue;
    const { before, after } = await surroundings(index, text.textId, mention.start, mention.end);
    const anchor = anchors.at(mention.start);
    const why = `${mention.kind}, ${Math.round(mention.confidence * 100)} %, ${mention.signal}`;
    yield {
      row: { ...mention, ...(anchor ? { anchor } : {}), before, after, ...citation },
      words: `${escapeLine(mention.entity)} (${why})  ${escapeLine(whereIn(cited, mention.start))}  …${flat(before)}[${flat(mention.surface)}]${flat(after)}…`,
    };
  }
}

export const verb = defineVerb({
  details:
    'One line a mention: entity, confidence, the signal that decided, source and path, page, line, row or cell ("from" where it lies there or below), and the words around it. Values of personal data are masked unless --reveal; with --reveal give a --reason, it is kept in the audit log.',
  positionals: ['document'],
  options: z.strictObject({
    document: z.string().min(1).optional().describe('path, hash or id; without it: the whole case'),
    entity: z.string().min(1).optional().describe('only this entity, by its canonical name, in any case'),
    kind: z.array(entityKind).optional().describe('only entities of this kind'),
    minConfidence,
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
    const ledger = await caseFolder.openLedger();
    const index = await openIndexToRead(caseFolder, config);
    const wantsPersonal = options.personalData || options.personalDataKind !== undefined;
    const placeOf = placesOf(ledger, scope);
    let shown = 0;
    let isBefore = false;
    let below = 0;
    // For people what is doubtful is folded; a program gets all.
    const least = options.minConfidence ?? (out.json ? 0 : foldedBelow);
    const isFolded = ({ confidence }: Mention): boolean => {
      if (confidence >= least) return false;
      below += 1;
      return true;
    };
    const full = (): boolean => signal.aborted || (options.limit !== undefined && shown >= options.limit);
    try {
      const named =
        options.document === undefined ? undefined : await findDocument(ledger, options.document, scope);
      const entities =
        wantsPersonal || options.entity === undefined
          ? [undefined]
          : await entitiesNamed(ledger, options.entity, scope, out);
      for (const entity of entities) {
        const of = { sha256: named?.document.sha256, entity };
        for await (const text of untilStopped(ledger.tags.texts(of, scope), signal)) {
          if (full()) break;
          const cited = {
            text,
            anchors: new AnchorFinder(text.anchors),
            index,
            citation: citationOf(text, await placeOf(text)),
          };
          const lines = wantsPersonal
            ? personalLines(cited, options)
            : mentionLines(cited, options.kind, entity, isFolded);
          for await (const { row, words } of lines) {
            if (full()) break;
            shown += 1;
            isBefore ||= row.anchor !== undefined && isOfBefore(row.anchor);
            await out.row(row, () => words);
          }
        }
      }
      if (isBefore) out.note(readAnewHint);
      if (below > 0 && options.minConfidence === undefined) await out.say(foldedWords(below));
      return { resultCount: shown };
    } finally {
      await index.close();
      await ledger.close();
    }
  },
});
