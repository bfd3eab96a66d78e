/**
 * The indices of a case in Elasticsearch: their settings and mappings. Nothing in them grows with what evidence
 * holds: `dynamic` is off everywhere, and metadata keys become values of one field, never fields of their own.
 *
 * - `entries`: one document for each document of the case, found by all that a query can ask.
 * - `parts`: overlapping stretches of the texts of long documents, whose entry has no words of its texts.
 * - `places`: occurrences beyond those that are nested in an entry.
 * - `texts`: the stored texts, for reading and snippets; nothing of them is searched here.
 */
import { eventKind, senderClock } from '../../query/dates.ts';
import { keywordFields, metadataFields, textKinds } from '../../query/fields.ts';

/** Raised when the mappings or the meaning of a field change: a case of another version is reindexed. */
export const mappingVersion = 15;

export const indexKinds = ['entries', 'parts', 'places', 'texts'] as const;
export type IndexKind = (typeof indexKinds)[number];

const keyword = { type: 'keyword' } as const;
const long = { type: 'long' } as const;
/** Of a place: compared, never counted or sorted by. */
const placeKey = { type: 'keyword', doc_values: false } as const;
/**
 * Finished terms of `search/words/analysis.ts`, split at their spaces. One missing word stands between two values, so
 * that no phrase crosses them; as the embedded index has it.
 */
const words = { type: 'text', analyzer: 'whitespace', position_increment_gap: 1 } as const;
/** A field whose words are also words of `other`, where leaves without a field look besides `body`. */
const otherWords = { ...words, copy_to: 'other' } as const;
const closed = <Properties extends object>(properties: Properties) =>
  ({ dynamic: false, properties }) as const;

const kindWords = Object.fromEntries(
  textKinds.map((kind) => [kind, kind === 'body' ? words : otherWords] as const),
);

/** Metadata fields of `fields.ts` that hold words. */
const metadataWords = Object.fromEntries(metadataFields.map((field) => [field, otherWords] as const));

/** Kinds of dates that a query can name; `any` holds those of every kind. */
export const dateKinds = [
  'sent',
  senderClock,
  'received',
  'created',
  'modified',
  'printed',
  'taken',
  eventKind,
] as const;

/** The field of `dates` for a kind: a full stop would make an object of \`sent\`. */
export const dateField = (kind: string): string => `dates.${kind.replace('.', '-')}`;

/** One place; nested in an entry, or a document of `places`. */
const place = {
  pathKey: placeKey,
  nameKey: placeKey,
  sourceKey: placeKey,
  custodianKey: placeKey,
  path: words,
  name: words,
  source: words,
  custodian: words,
  /** Kinds of deletion. */
  deletedKey: placeKey,
  gone: { type: 'boolean' },
  /** Counted, to list families. */
  family: keyword,
  labelKey: placeKey,
  codeKey: placeKey,
  withheld: placeKey,
} as const;

const keywords = (fields: readonly string[]) =>
  ({ dynamic: false, properties: Object.fromEntries(fields.map((field) => [field, keyword])) }) as const;

const entries = {
  ...closed({
    /** SHA-256, hex, or the id of an item's entry; also `_id`, which cannot be sorted by. */
    document: keyword,
    /** Of the content of an item that has no document. */
    sha256: keyword,
    ...kindWords,
    ...metadataWords,
    other: words,
    /** By `keywordKey`, what keyword fields are compared with. */
    keys: keywords(keywordFields),
    has: keyword,
    /** `metaKey(key, value)` of each pair of the format's own metadata. */
    meta: keyword,
    /** As shown, what facets count. */
    show: keywords([
      'type', 'status', 'item', 'source', 'custodian', 'entity', 'kind', 'personal-data', 'year', 'month', 'day', 'label', 'deleted', 'code', 'language',
    ]), // prettier-ignore
    /** Stretches of milliseconds since 1970 UTC. */
    dates: closed(
      Object.fromEntries(
        [...dateKinds, 'any'].map((kind) => [kind.replace('.', '-'), { type: 'long_range' }] as const),
      ),
    ),
    mainDate: long,
    /** The least path of all places: the key of the sort by path; `firstFree` of those that nothing withholds. */
    firstPath: keyword,
    firstFree: keyword,
    /** Whether it has a place that nothing withholds. */
    free: { type: 'boolean' },
    size: long,
    run: long,
    revision: long,
    /** All places, those beyond the nested ones included. */
    placeCount: long,
    /** Its texts are in `parts`. */
    long: { type: 'boolean' },
    texts: keyword,
    /** Scopes that any place is withheld for. */
    withheld: keyword,
    /** `sortPath`: the path of the least place of all that are withheld for the same scopes. */
    occurrences: { type: 'nested', ...closed({ ...place, sortPath: keyword }) },
    /** The entry as JSON, for reading; `_source` keeps this and nothing that can be made from it. */
    stored: { type: 'object', enabled: false },
  }),
  _source: { includes: ['document', 'revision', 'placeCount', 'long', 'stored'] },
};

const parts = {
  ...closed({
    document: keyword,
    /** The text, and where in it the part starts, in UTF-16 units. */
    text: keyword,
    at: long,
    end: long,
    kind: keyword,
    ...kindWords,
    other: words,
  }),
  // The words are not needed a second time: the text is in `texts`.
  _source: { includes: ['document', 'text', 'at', 'end', 'kind'] },
};

/** The place as JSON is `stored`. */
const places = {
  ...closed({ document: keyword, item: keyword, ...place, stored: { type: 'object', enabled: false } }),
  _source: { includes: ['document', 'item', 'stored'] },
};

/** What each holds: see `text-store.ts`. Read by id alone; these fields are for the sweep. */
const texts = closed({
  /** `header`, `chunk`, `anchors` or `state`. */
  of: keyword,
  /** The store key of a long text's chunks; on its header and on each chunk. */
  key: keyword,
  /** Of the document whose anchors these are. */
  document: keyword,
  /** Number of the stretch of writing that wrote it: a sweep looks only at those since the last swept one. */
  epoch: long,
});

/** The body of an index template. `shards` and `replicas` are the user's. */
export function indexBody(
  kind: IndexKind,
  options: { readonly shards: number; readonly replicas: number },
): { settings: Record<string, unknown>; mappings: Record<string, unknown> } {
  return {
    settings: {
      number_of_shards: options.shards,
      number_of_replicas: options.replicas,
      codec: 'best_compression',
      // Whoever has written refreshes before reading; a shorter one would only cost segments.
      refresh_interval: '30s',
    },
    mappings: {
      ...{ entries, parts, places, texts }[kind],
      _meta: { evidex: mappingVersion },
    },
  };
}
