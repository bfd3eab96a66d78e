/** The fields a query can name, what each is compared with, and the meanings that every adapter shares. */
import { changeMarks, textKind, textMark, type TextMark } from '../../schemas/anchor.ts';
import { deletionKind } from '../../schemas/deletion.ts';
import { entryStatus } from '../../schemas/status.ts';
import { entityKind, personalDataKind } from '../../schemas/mention.ts';
import { type IndexEntry, itemKind } from '../../schemas/index-entry.ts';
import { productionPrefix } from '../../schemas/label.ts';
import { carriedKind } from './dates.ts';
import { foldCase, normalize } from '../words/analysis.ts';

/**
 * - `words`: analysed text; words in sequence, patterns and fuzzy words on single words.
 * - `exact`: words as written, in any text and field of words.
 * - `place`: an occurrence; words in sequence, or a pattern over the whole value.
 * - `keyword`: the whole value, compared after `keywordKey`; patterns over the whole value.
 * - `span`: the main date by the year, month or day that it states, by its own clock; values and ranges.
 * - `date`, `number`: values and ranges. `flag`: true or false, or one of its values. `hash`: the start of the SHA-256.
 * - `family`: the id of a family, as a whole.
 * - `has`: what a document has at all.
 */
export type FieldType =
  'words' | 'exact' | 'place' | 'keyword' | 'span' | 'date' | 'number' | 'flag' | 'hash' | 'family' | 'has';

export interface Field {
  readonly type: FieldType;
  readonly about: string;
  /** The only values there are. */
  readonly values?: readonly string[];
  /** A keyword that a place has, not the document: compared on one place together with the place fields. */
  readonly ofPlace?: boolean;
}

const hasValues = [
  'personal-data',
  'entity',
  'text',
  'label',
  'code',
  'date',
  'location',
  'language',
] as const;
export type HasValue = (typeof hasValues)[number];

const words = (about: string): Field => ({ type: 'words', about });
const keyword = (about: string, values?: readonly string[]): Field =>
  values === undefined ? { type: 'keyword', about } : { type: 'keyword', about, values };

const isChange = (mark: TextMark): boolean => (changeMarks as readonly TextMark[]).includes(mark);
const inValues: readonly string[] = [
  ...textKind.options,
  ...textMark.options.filter((mark) => !isChange(mark)),
];

export const fields = {
  body: words('the text a reader sees first'),
  comments: words('comments and annotations'),
  notes: words('speaker notes, footnotes'),
  headers: words('page headers and footers, message headers'),
  hidden: words('hidden text'),
  formula: words('formulas and defined names of workbooks'),
  ocr: words('text read from pictures'),
  title: words('title'),
  subject: words('subject'),
  author: words('authors and last author'),
  keywords: words('keywords'),
  company: words('company'),
  application: words('program that made it, device'),
  from: words('sender: name or address'),
  to: words('recipients'),
  cc: words('copied recipients'),
  bcc: words('blind-copied recipients'),
  'sent-by': words('who sent it for those in from, where that is another'),
  resent: words('who sent it on as it is, and to whom'),
  exact: { type: 'exact', about: 'words as written: case, accents and punctuation count' },
  path: { type: 'place', about: 'path below the source' },
  name: { type: 'place', about: 'file name; of a member also the folders that its archive names' },
  source: { type: 'place', about: 'source id' },
  custodian: { type: 'place', about: 'custodian' },
  deleted: {
    type: 'flag',
    about: 'deleted, and who says so',
    values: ['true', 'false', ...deletionKind.options],
  },
  gone: { type: 'flag', about: 'gone from the source, or replaced there by a later revision' },
  family: { type: 'family', about: 'id of a family, as hits state it', ofPlace: true },
  type: keyword('format id or media type'),
  status: keyword('how the content, or an item without one, ended', entryStatus.options),
  item: keyword('items that have no document: their kind', itemKind.options),
  entity: keyword('named entity by its canonical name'),
  kind: keyword('kind of a named entity', entityKind.options),
  personal: keyword('kind of personal data', personalDataKind.options),
  code: keyword('code of a failure or warning'),
  'code.item': {
    type: 'keyword',
    about: 'code of a warning about an item: its name, or how it lies in what holds it',
    ofPlace: true,
  },
  label: { type: 'keyword', about: 'label', ofPlace: true },
  lang: keyword('language as stated; en also finds en-GB'),
  language: keyword('main language of the texts, as found: de, or unknown'),
  thread: keyword('message id, or one it answers or refers to; a conversation of Outlook’s'),
  mailhash: keyword('hash of a message: copies of one mail have one, whichever program kept them'),
  mih: keyword('Message Identification Hash of EDRM: MD5 of the message id'),
  in: keyword('kind of text that the document has, or how some of it is hidden or struck', inValues),
  change: keyword('tracked changes that the document has', changeMarks),
  has: { type: 'has', about: 'what a document has', values: hasValues },
  size: { type: 'number', about: 'bytes' },
  run: { type: 'number', about: 'run that indexed it' },
  date: { type: 'date', about: 'any date' },
  'main-date': { type: 'span', about: 'year, month or day of the date that stands for it, as bars count it' },
  sent: { type: 'date', about: 'sent' },
  'sent.local': { type: 'date', about: "sent, by the sender's clock, where the message states its zone" },
  received: { type: 'date', about: 'received' },
  created: { type: 'date', about: 'created' },
  modified: { type: 'date', about: 'modified' },
  printed: { type: 'date', about: 'printed' },
  taken: { type: 'date', about: 'picture taken' },
  event: {
    type: 'date',
    about: 'times of what stands inside: entries of a calendar, comments, changes, signatures',
  },
  hash: { type: 'hash', about: 'SHA-256 of a content, or its first 4 digits or more' },
} as const satisfies Readonly<Record<string, Field>>;
export type FieldName = keyof typeof fields;

/** Where a word without a field is looked for: all of them. Paths are not among them: copies come and go. */
export const wordFields = (Object.keys(fields) as FieldName[]).filter(
  (name) => fields[name].type === 'words',
);

/** Fields of documents whose whole values are compared; see `keywordValues`. */
export const keywordFields = (Object.keys(fields) as FieldName[]).filter((name) => {
  const { type, ofPlace }: Field = fields[name];
  return type === 'keyword' && ofPlace !== true;
});

/** Other names of the same fields. */
export const fieldAliases: Readonly<Record<string, FieldName>> = {
  id: 'hash',
  sha256: 'hash',
  authors: 'author',
  format: 'type',
};

export const textKinds = textKind.options;

export const metaPrefix = 'meta.';

/** By which a key of the format's own metadata is asked: formats write `X-Gmail-Labels` and `x-gmail-labels` for one. */
export const metaName = (key: string): string => key.normalize('NFC').toLowerCase();

const isMeta = (field: string): boolean => field.slice(0, metaPrefix.length).toLowerCase() === metaPrefix;

/** `production.FIELD`, whatever the signs in the name of the field: `Begin_Bates` and `beginbates` are one. */
const productionField = (name: string): string | undefined => {
  const lower = name.toLowerCase();
  const field = lower.startsWith(productionPrefix)
    ? lower.slice(productionPrefix.length).replaceAll(/[^a-z0-9]/gu, '')
    : '';
  return field === '' ? undefined : `${productionPrefix}${field}`;
};

/** What a supplier states of an item, as the label by which it is found; undefined for a field of another sort. */
export const productionLabel = (field: string, value: string): string | undefined => {
  const name = productionField(field);
  return name === undefined ? undefined : `${name}: ${value}`;
};

export function fieldOf(name: string): Field | undefined {
  if (isMeta(name)) return { type: 'keyword', about: "the format's own key" };
  if (productionField(name) !== undefined)
    return { type: 'keyword', about: 'what the supplier states', ofPlace: true };
  return Object.hasOwn(fields, name) ? fields[name as FieldName] : undefined;
}

/** The name that the tree holds, or undefined for a field that does not exist. */
export function canonicalField(name: string): string | undefined {
  if (isMeta(name)) {
    const key = metaName(name.slice(metaPrefix.length));
    return key === '' ? undefined : metaPrefix + key;
  }
  const lower = productionField(name) ?? name.toLowerCase();
  if (lower.startsWith(productionPrefix)) return lower;
  if (Object.hasOwn(fieldAliases, lower)) return fieldAliases[lower];
  return Object.hasOwn(fields, lower) ? lower : undefined;
}

/** Longer values are compared by this many units: Elasticsearch refuses a keyword over 32,766 bytes. */
export const maxKeywordUnits = 1_024;

const withSingleBlanks = (value: string): string =>
  value
    .slice(0, maxKeywordUnits * 4)
    .replace(/\s+/g, ' ')
    .trim();

/** What keywords are compared by: normalised as words are, blanks collapsed, cut at `maxKeywordUnits`. */
export const keywordKey = (value: string): string =>
  normalize(withSingleBlanks(value)).slice(0, maxKeywordUnits);

/**
 * What patterns of names are compared with: the name as what holds it states it, and the last part of that, since an archive
 * names its members with their folders. Both, since a name like `Invoice 4/5.pdf` of an attachment has no folders.
 */
export function nameKeys(name: string): string[] {
  const whole = keywordKey(name);
  let end = name.length;
  while (isSeparator(name[end - 1])) end--;
  let start = end;
  while (start > 0 && !isSeparator(name[start - 1])) start--;
  if (start === end || (start === 0 && end === name.length)) return [whole];
  return [...new Set([whole, keywordKey(name.slice(start, end))])];
}

const isSeparator = (character: string | undefined): boolean => character === '/' || character === '\\';

/** What tells labels apart in the ledger. It stands there: a change of the analysis must not change it. */
export const labelKey = (name: string): string => foldCase(withSingleBlanks(name)).slice(0, maxKeywordUnits);

/** The path as patterns see it: normalised, with one `/` at the start. */
export const pathKey = (path: string): string => normalize(path.startsWith('/') ? path : `/${path}`);

/** A message id, or a pattern of one, without the angle brackets that headers write around it. */
export const messageId = (id: string): string => id.trim().replace(/^<|>$/g, '');

/** What the conversation of Outlook's is called among the ids of messages, which hold no colon so. */
const conversationPrefix = 'conversation:';
/** Bytes of its head: 1, five of a time, a GUID; each answer adds five ([MS-OXOMSG] 2.2.1.3). */
const conversationBytes = 22;

/** The conversation that a message says it is in, by its field `Thread-Index` or the property of Outlook's; empty for none. */
function conversationOf(other: IndexEntry['metadata']['other'] = {}): string {
  const [stated, property] = [other['thread-index'] ?? '', other['conversation-index'] ?? ''];
  const bytes =
    property === '' ? Buffer.from(stated.slice(0, 2_000), 'base64') : Buffer.from(property, 'hex');
  return bytes.length < conversationBytes || bytes[0] !== 1
    ? ''
    : `${conversationPrefix}${bytes.toString('hex', 0, conversationBytes)}`;
}

const names = (mailboxes: IndexEntry['metadata']['from']): readonly string[] =>
  (mailboxes ?? []).flatMap(({ name, address }) => [name ?? '', address ?? '']).filter((part) => part !== '');

/** The values of a `words` field that comes from metadata; each value is apart from the next for phrases. */
export function metadataWords(
  { metadata }: Pick<IndexEntry, 'metadata'>,
  field: FieldName,
): readonly string[] {
  const some = (...values: readonly (string | undefined)[]): string[] =>
    values.filter((value): value is string => value !== undefined && value !== '');
  switch (field) {
    case 'title':
    case 'subject':
    case 'company':
      return some(metadata[field]);
    case 'author':
      return some(...(metadata.authors ?? []), metadata.lastAuthor);
    case 'keywords':
      return metadata.keywords ?? [];
    case 'application':
      return some(metadata.application, metadata.device);
    case 'from':
    case 'to':
    case 'cc':
    case 'bcc':
    case 'resent':
      return names(metadata[field]);
    case 'sent-by':
      return names(metadata.sender);
    default:
      return [];
  }
}

/** The `words` fields that metadata fills. */
export const metadataFields: readonly FieldName[] = [
  'title',
  'subject',
  'author',
  'keywords',
  'company',
  'application',
  'from',
  'to',
  'cc',
  'bcc',
  'sent-by',
  'resent',
];

/** The values of a keyword field as the document states them. */
export function keywordValues(entry: Omit<IndexEntry, 'occurrences'>, field: string): readonly string[] {
  const { metadata } = entry;
  switch (field) {
    case 'type':
      return [entry.format, entry.mediaType];
    case 'status':
      return [entry.status];
    case 'item':
      return entry.item ? [entry.item.kind] : [];
    case 'entity':
      return entry.entities.map(({ entity }) => entity);
    case 'kind':
      return [...new Set(entry.entities.map(({ kind }) => kind))];
    case 'personal':
      return entry.personalData.map(({ kind }) => kind);
    case 'code':
      return entry.codes;
    case 'mailhash':
      return metadata.messageHash === undefined ? [] : [metadata.messageHash];
    case 'mih':
      return metadata.messageIdHash === undefined ? [] : [metadata.messageIdHash];
    case 'lang':
      return languages(metadata.language);
    case 'language':
      return (metadata.languages ?? []).map(({ language }) => language);
    case 'in':
      return textsIn(entry);
    case 'change':
      return marksIn(entry).filter(isChange);
    case 'thread':
      return [
        ...[metadata.messageId, metadata.inReplyTo, ...(metadata.references ?? [])].map((id) =>
          messageId(id ?? ''),
        ),
        conversationOf(metadata.other),
      ].filter((id) => id !== '');
    default:
      return [];
  }
}

const marksIn = ({ texts }: Pick<IndexEntry, 'texts'>): TextMark[] => [
  ...new Set(texts.flatMap(({ marks = [] }) => marks)),
];

/** Kinds of text and marks; a slide that is not shown is hidden though its text stands among the others. */
function textsIn(entry: Pick<IndexEntry, 'texts'>): string[] {
  const kinds = entry.texts.filter(({ units }) => units > 0).map(({ kind }) => kind);
  const marks = marksIn(entry).filter((mark) => !isChange(mark));
  return [...new Set([...kinds, ...marks, ...(marks.includes('hidden-slide') ? ['hidden'] : [])])];
}

function languages(language: string | undefined): string[] {
  if (language === undefined) return [];
  const parts = language.split(/[-_]/).slice(0, 4);
  return parts.map((_, at) => parts.slice(0, at + 1).join('-'));
}

/** Of the document itself: `has:label` is asked of its places. */
export function hasOf(entry: Omit<IndexEntry, 'occurrences'>): HasValue[] {
  const present: readonly (readonly [HasValue, boolean])[] = [
    ['personal-data', entry.personalData.length > 0],
    ['entity', entry.entities.length > 0],
    ['text', entry.texts.some(({ units }) => units > 0)],
    ['code', entry.codes.length > 0],
    ['date', entry.dates.some(({ kind }) => kind !== carriedKind)],
    ['language', entry.metadata.languages !== undefined],
    ['location', entry.metadata.latitude !== undefined && entry.metadata.longitude !== undefined],
  ];
  return present.filter(([, here]) => here).map(([value]) => value);
}
