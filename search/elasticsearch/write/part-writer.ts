/**
 * Long documents: their texts as overlapping stretches in `parts`. The overlap holds as many words as a phrase or
 * a proximity can span, so each lies wholly in one part.
 */
import { maxReachUnits, scanTerms } from '../../words/analysis.ts';
import { queryLimits } from '../../query/ast.ts';
import { deleteAction, indexAction } from './actions.ts';
import type { StoredText } from '../stored-entry.ts';
import { ignore, reasonIn } from './text-writer.ts';
import type { Writing } from './writing.ts';

const overlapWords = queryLimits.distance + queryLimits.phraseWords;
/** Units of one part: half a megabyte of Latin text. */
export const partUnits = 512 * 1024;
/** Where a server takes no parts of that size. */
export const smallPartUnits = 64 * 1024;

const partId = (document: string, ordinal: number, number: number): string =>
  `${document}:${ordinal}:${number}`;

/** The terms of the stretch from `at` to `end`, space-joined; the first ones are the overlap. */
export interface Part {
  readonly at: number;
  readonly end: number;
  readonly terms: string;
}

interface Word {
  readonly at: number;
  readonly term: string;
}

/** Cuts a text that comes in pieces into parts, no word parted; what is held does not grow with the text. */
async function* partsOf(
  pieces: AsyncIterable<string> | Iterable<string>,
  units: number,
): AsyncGenerator<Part> {
  let overlap: readonly Word[] = [];
  let text = '';
  let at = 0;
  const cut = (to: number): Part | undefined => {
    const words: Word[] = [];
    // It ends behind the last word that is whole.
    const end = scanTerms(text, 0, to, (term, start) => {
      words.push({ at: at + start, term });
    });
    const terms = [...overlap, ...words].map(({ term }) => term).join(' ');
    const part = { at: overlap[0]?.at ?? at, end: at + end, terms };
    overlap = [...overlap, ...words].slice(-overlapWords);
    text = text.slice(end);
    at += end;
    return words.length > 0 ? part : undefined;
  };
  for await (const piece of pieces) {
    text += piece;
    while (text.length >= units + maxReachUnits) {
      const part = cut(units);
      if (part !== undefined) yield part;
    }
  }
  const last = cut(text.length);
  if (last !== undefined) yield last;
}

/** Writes the parts of one text and gives their number; `refused` is told why the index did not take one. */
export async function writeParts(
  { bulk, names }: Writing,
  of: {
    readonly document: string;
    readonly ordinal: number;
    readonly text: StoredText;
    readonly units: number;
  },
  pieces: AsyncIterable<string>,
  refused: (reason: string) => void,
): Promise<number> {
  const { document, ordinal, text, units } = of;
  let count = 0;
  for await (const part of partsOf(pieces, units)) {
    const body = JSON.stringify({
      document,
      text: text.id,
      at: part.at,
      end: part.end,
      kind: text.kind,
      [text.kind]: part.terms,
    });
    await bulk.add(indexAction(names.parts, partId(document, ordinal, count), body), (outcome) => {
      const reason = reasonIn(outcome);
      if (reason !== undefined) refused(reason);
    });
    count++;
  }
  return count;
}

/** Deletes the parts `from` to the last of each text of a document. */
export async function deleteParts(
  { bulk, names }: Writing,
  document: string,
  texts: readonly Pick<StoredText, 'parts'>[],
  kept: readonly Pick<StoredText, 'parts'>[] = [],
): Promise<void> {
  for (const [ordinal, { parts = 0 }] of texts.entries()) {
    for (let number = kept[ordinal]?.parts ?? 0; number < parts; number++)
      await bulk.add(deleteAction(names.parts, partId(document, ordinal, number)), ignore);
  }
}
