/**
 * Writes entries: each document that a batch changes once, whole. Words of a short document stand in its entry; a
 * long one, and one that the server takes only in pieces, has them in `parts`.
 */
import { deleteAction, indexAction, revisionAction } from './actions.ts';
import type { Outcome } from './bulk-answer.ts';
import { entryFields, inNestingOrder, maxNestedPlaces } from '../entry-document.ts';
import type { EntryDraft, WholeEntry } from './entry-draft.ts';
import { deleteParts, partUnits, smallPartUnits, writeParts } from './part-writer.ts';
import { deletePlaces, writePlaces } from '../place-store.ts';
import {
  anchorsId,
  anchorsKey,
  readEntrySource,
  type StoredEntry,
  type StoredText,
} from '../stored-entry.ts';
import type { Occurrence } from '../../../schemas/index-entry.ts';
import { termText } from '../../words/analysis.ts';
import { labelsOf } from '../../place-marks.ts';
import { fetchSources } from '../text-store.ts';
import { longUnits } from '../../adapter-limits.ts';
import { anchorBlocks, isInline } from '../../anchor-blocks.ts';
import { ignore, reasonIn, type TextWriter } from './text-writer.ts';
import { TextWindow } from './text-window.ts';
import type { Writing } from './writing.ts';

/** A draft on its way, and what the server said. */
interface Sent {
  readonly draft: EntryDraft;
  /** What the draft is to become, its places in order. */
  readonly entry: WholeEntry;
  readonly at: number;
  /** As it is stored: with blocks of anchors and numbers of parts. */
  texts: readonly StoredText[];
  long: boolean;
  outcome: Outcome | undefined;
  refused: string | undefined;
}

export class EntryWriter {
  readonly #writing: Writing;
  readonly #texts: TextWriter;

  constructor(writing: Writing, texts: TextWriter) {
    this.#writing = writing;
    this.#texts = texts;
  }

  /**
   * Writes all that changed, and resolves when the index has it; what it leaves behind (places, parts, anchors of
   * before) is deleted after that. Gives why the index refused a document for good.
   */
  async write(drafts: readonly EntryDraft[]): Promise<Map<EntryDraft, string>> {
    const { bulk, names } = this.#writing;
    const window = new TextWindow(this.#writing, this.#texts, drafts);
    const all: Sent[] = [];
    for (const [at, draft] of drafts.entries()) {
      const { entry, changed, document, old } = draft;
      if (!changed) continue;
      if (entry === undefined) {
        if (old !== undefined) await bulk.add(deleteAction(names.entries, document), ignore);
        continue;
      }
      const units = entry.texts.reduce((sum, text) => sum + text.units, 0);
      const long = draft.replaced ? units > longUnits : (old?.long ?? false);
      const sent: Sent = {
        draft,
        entry: { ...entry, occurrences: inNestingOrder(entry.occurrences) },
        at,
        texts: entry.texts,
        long,
        outcome: undefined,
        refused: undefined,
      };
      all.push(sent);
      await this.#send(sent, window);
    }
    await bulk.flush();
    await this.#sendAgain(all, window);
    const refusals = this.#refusals(all);
    const sentOf = new Map(all.map((sent) => [sent.draft, sent]));
    for (const draft of drafts)
      if (draft.changed && !refusals.has(draft)) await this.#deleteStale(draft, sentOf.get(draft));
    await bulk.flush();
    return refusals;
  }

  #refusals(all: readonly Sent[]): Map<EntryDraft, string> {
    const refusals = new Map<EntryDraft, string>();
    for (const { draft, entry, refused, outcome } of all) {
      const ofText = entry.texts.map(({ id }) => this.#texts.sealed(id)?.refused).find(Boolean);
      const reason = refused ?? ofText ?? (outcome === undefined ? undefined : reasonIn(outcome));
      if (reason === undefined) for (const { id } of entry.texts) this.#texts.loose.delete(id);
      else refusals.set(draft, reason);
    }
    return refusals;
  }

  /** What was too large for its words goes without them; where a version was in the way, it is looked at. */
  async #sendAgain(all: readonly Sent[], window: TextWindow): Promise<void> {
    const tooLarge = all.filter(({ outcome, long }) => outcome === 'too-large' && !long);
    for (const sent of tooLarge) {
      sent.long = true;
      await this.#send(sent, window, smallPartUnits);
    }
    await this.#sendSmallerParts(all, window);
    const inTheWay = all.filter(({ outcome }) => outcome === 'exists');
    if (tooLarge.length > 0 || inTheWay.length > 0) await this.#writing.bulk.flush();
    for (let from = 0; from < inTheWay.length; from += docsAtOnce)
      await this.#sendOver(inTheWay.slice(from, from + docsAtOnce), window);
  }

  async #sendSmallerParts(all: readonly Sent[], window: TextWindow): Promise<void> {
    const { bulk } = this.#writing;
    await bulk.flush();
    for (const sent of all.filter(({ long, refused }) => long && refused !== undefined)) {
      await deleteParts(this.#writing, sent.draft.document, sent.texts);
      await bulk.flush();
      sent.refused = undefined;
      await this.#send(sent, window, smallPartUnits);
      await bulk.flush();
    }
  }

  /**
   * A newer revision may be there: then all is well. A document that was deleted a moment ago leaves its version
   * behind for a while, and is written over.
   */
  async #sendOver(sent: readonly Sent[], window: TextWindow): Promise<void> {
    const { connection, names, bulk } = this.#writing;
    const ids = sent.map(({ draft }) => draft.document);
    const found = await fetchSources(connection.client, names.entries, ids);
    for (const one of sent) {
      const source = found.get(one.draft.document);
      if (source !== undefined && readEntrySource(source).revision >= one.entry.revision) continue;
      await this.#sendEntry(one, window, true);
    }
    await bulk.flush();
  }

  async #send(sent: Sent, window: TextWindow, units = partUnits): Promise<void> {
    const { draft, entry } = sent;
    const refused = (reason: string): void => {
      sent.refused ??= reason;
    };
    sent.texts = await this.#withAnchors(sent, refused);
    if (sent.long && (draft.replaced || draft.old?.long !== true))
      sent.texts = await this.#withParts(sent, window, units, refused);
    const overflow = entry.occurrences.slice(maxNestedPlaces);
    await writePlaces(this.#writing, draft.document, overflow, draft.oldPlaces, refused);
    await this.#sendEntry(sent, window, false);
  }

  async #sendEntry(sent: Sent, window: TextWindow, over: boolean): Promise<void> {
    const { entry, draft, texts, long } = sent;
    const words: Record<string, string[]> = {};
    for (const { id, kind, units } of long ? [] : entry.texts) {
      if (units === 0) continue;
      const text = await window.whole(id, sent.at);
      if (text === undefined) {
        sent.refused = `its text ${id} is not in the index`;
        return;
      }
      (words[kind] ??= []).push(termText(text));
    }
    const occurrences = entry.occurrences.slice(0, maxNestedPlaces);
    const body = JSON.stringify({
      ...entryFields(entry),
      ...words,
      ...(long ? { long } : {}),
      stored: JSON.stringify({ ...entry, texts, occurrences, places: placesAsWhole(entry.occurrences) }),
    });
    const { bulk, names } = this.#writing;
    const lines = over
      ? indexAction(names.entries, draft.document, body)
      : revisionAction(names.entries, draft.document, entry.revision, body);
    await bulk.add(lines, (outcome) => {
      sent.outcome = outcome;
    });
  }

  /** Texts with few anchors as they are; the others with the blocks that their anchors went to. */
  async #withAnchors(
    { draft, entry }: Sent,
    refused: (reason: string) => void,
  ): Promise<readonly StoredText[]> {
    const { bulk, names, epoch } = this.#writing;
    const texts: StoredText[] = [];
    for (const [ordinal, text] of entry.texts.entries()) {
      if (isInline(text.anchors)) {
        texts.push(text);
        continue;
      }
      const key = anchorsKey(draft.document, entry.revision, ordinal);
      const at: number[] = [];
      for (const block of anchorBlocks(text.anchors)) {
        const anchors = JSON.stringify(block);
        const body = JSON.stringify({ of: 'anchors', document: draft.document, anchors, epoch });
        await bulk.add(indexAction(names.texts, anchorsId(key, at.length), body), (outcome) => {
          const reason = reasonIn(outcome);
          if (reason !== undefined) refused(reason);
        });
        at.push(block[0]?.at ?? 0);
      }
      texts.push({ ...text, anchors: [], blocks: { key, at } });
    }
    return texts;
  }

  async #withParts(
    { draft, texts }: Sent,
    window: TextWindow,
    units: number,
    refused: (reason: string) => void,
  ): Promise<readonly StoredText[]> {
    const withParts: StoredText[] = [];
    for (const [ordinal, text] of texts.entries()) {
      const pieces = await window.pieces(text.id);
      if (pieces === undefined) {
        refused(`its text ${text.id} is not in the index`);
        continue;
      }
      const of = { document: draft.document, ordinal, text, units };
      withParts.push({ ...text, parts: await writeParts(this.#writing, of, pieces, refused) });
    }
    return withParts;
  }

  /** What the index had for the document before, and needs no longer. */
  async #deleteStale({ document, old, oldPlaces }: EntryDraft, sent: Sent | undefined): Promise<void> {
    if (old === undefined) return;
    const overflow = sent?.entry.occurrences.slice(maxNestedPlaces) ?? [];
    await deletePlaces(this.#writing, document, oldPlaces, overflow);
    await deleteParts(this.#writing, document, old.entry.texts, sent?.texts);
    const { bulk, names } = this.#writing;
    const kept = new Set(sent?.texts.map(({ blocks }) => blocks?.key));
    for (const { blocks } of old.entry.texts) {
      if (blocks === undefined || kept.has(blocks.key)) continue;
      for (let block = 0; block < blocks.at.length; block++)
        await bulk.add(deleteAction(names.texts, anchorsId(blocks.key, block)), ignore);
    }
  }
}

/** What a reader of the entry must know of the places that are not in it. */
const placesAsWhole = (places: readonly Occurrence[]): StoredEntry['places'] => ({
  labels: labelsOf(places),
  coded: places.some(({ codes }) => codes !== undefined),
  withheld: places.some(({ withheld }) => withheld !== undefined),
});

/** Entries fetched at one time. */
const docsAtOnce = 200;
