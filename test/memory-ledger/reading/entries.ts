/** What the index must hold of the documents of the ledger in memory. */
import type { EntryReading, IndexedDocument, LedgerEntry } from '../../../case/ledger/entries.ts';
import type { Occurrence } from '../../../schemas/index-entry.ts';
import type { Scope } from '../../../schemas/scope.ts';
import type { Code } from '../../../schemas/status.ts';
import { marksIn, shownPlaces } from '../../../search/place-marks.ts';
import { carriedKind } from '../../../search/query/dates.ts';
import { itemEntries } from '../item-entries.ts';
import { marksOf, occurrenceAt } from '../marks.ts';
import { datesOf, placesOfContent } from '../places.ts';
import type { State } from '../state.ts';
import type { Ask } from './ask.ts';
import { ledgerDocument } from './documents.ts';
import { byBytes, byText, inOrderOf } from './order.ts';
import type { Shown, ShownDocument } from './shown.ts';
import { entitiesOf, personalDataOf } from './tags.ts';

const occurrencesOf = (state: State, { sha256, carriers }: ShownDocument): Occurrence[] =>
  carriers.flatMap(({ places }) => places).map((place) => occurrenceAt(state, sha256, place));

const entryOf = (state: State, document: ShownDocument): LedgerEntry | undefined => {
  const { status, revision, attempts } = document.record;
  const last = attempts.at(-1);
  if (!status || !last) return undefined;
  return {
    ...ledgerDocument(document),
    status,
    code: document.record.code as Code | undefined,
    run: last.run,
    revision,
    texts: last.document.texts.map(({ kind, id, units, anchors }) => ({ kind, id, units, anchors })),
    entities: entitiesOf(document).toSorted(
      inOrderOf(
        byText(({ entity }) => entity),
        byText(({ kind }) => kind),
      ),
    ),
    personalData: personalDataOf(document).toSorted(byText(({ kind }) => kind)),
    zone: state.sources[document.first.place.source - 1]?.intake.timeZone,
    carried: datesOf(
      state,
      document.sha256,
      placesOfContent(state, document.sha256),
      (place) =>
        marksOf(state, { document: document.sha256, item: place.item, family: place.family }).withheld,
    ).find(({ kind }) => kind === carriedKind),
    occurrences: occurrencesOf(state, document),
  };
};

const indexedDocuments = ({ state, documents }: Shown): IndexedDocument[] =>
  [...documents.values()].flatMap((document) => {
    const { revision, indexed, attempts } = document.record;
    if (indexed === 0) return [];
    const places = occurrencesOf(state, document);
    const texts = (attempts.at(-1)?.document.texts ?? []).map(({ id }) => id);
    return [
      {
        document: document.sha256,
        revision,
        indexed,
        texts,
        places: places.length,
        marks: marksIn(places),
      },
    ];
  });

const indexedItems = (state: State, scope: Scope): IndexedDocument[] =>
  [...itemEntries(state)].flatMap(([document, { occurrences }]) => {
    const places = shownPlaces(occurrences, scope);
    const { revision = 1, indexed = 0 } = state.itemEntries.get(document) ?? {};
    return places.length === 0
      ? []
      : [{ document, revision, indexed, texts: [], places: places.length, marks: marksIn(places) }];
  });

export const entryReading = (ask: Ask): EntryReading => ({
  async *indexed(scope) {
    const shown = await ask(scope);
    yield* [...indexedDocuments(shown), ...indexedItems(shown.state, scope)].sort((one, other) =>
      one.document < other.document ? -1 : 1,
    );
  },
  async bodies(documents, scope) {
    const shown = await ask(scope);
    return [...new Set(documents)].toSorted(byBytes).flatMap((document) => {
      const found = shown.documents.get(document);
      if (!found || found.record.indexed === 0) return [];
      const texts = found.record.attempts.at(-1)?.document.texts ?? [];
      return [
        {
          document,
          isMessage: texts.some(({ kind }) => kind === 'headers'),
          texts: texts.filter(({ kind }) => kind === 'body').map(({ id, units }) => ({ id, units })),
        },
      ];
    });
  },
  async itemEntry(id, scope) {
    const { state } = await ask(scope);
    const entry = itemEntries(state).get(id);
    const occurrences = shownPlaces(entry?.occurrences ?? [], scope);
    return entry && occurrences.length > 0
      ? { ...entry, revision: state.itemEntries.get(id)?.revision ?? 1, occurrences }
      : undefined;
  },
  async entry(sha256, scope) {
    const { state, documents } = await ask(scope);
    const document = documents.get(sha256);
    return document && entryOf(state, document);
  },
});
