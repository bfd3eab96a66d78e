/** Copies of one mail among hits: of each the first is shown, with all copies that the case holds; what differs is said. */
import type { Mailbox } from '../../schemas/metadata.ts';
import type { Occurrence } from '../../schemas/index-entry.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Hit, IndexReader, MailGroups } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { personWords } from './hit-words.ts';
import { answering, hitPages } from './query.ts';

/** Over the whole case, or among the copies of each custodian. */
export const foldScopes = ['case', 'custodian'] as const;
export type FoldScope = (typeof foldScopes)[number];

/** Copies that are shown of one mail. */
const maxShownCopies = 100;
/** Copies whose custodians are compared. Stops a mail that was copied a million times; later copies are shown unfolded. */
const maxComparedCopies = 1_000;
const placesInWords = 10;

export interface MailCopy {
  readonly document: string;
  readonly occurrences: readonly Occurrence[];
  /** How many places the reader sees. */
  readonly places: number;
  /** Of this copy alone; absent for none. */
  readonly bcc?: readonly Mailbox[];
}

export interface MailCopies {
  readonly messageHash: string;
  /** Copies that the reader sees in the case, whether the query finds them or not. */
  readonly total: number;
  /** The first 100, by path. */
  readonly copies: readonly MailCopy[];
  readonly custodians: readonly string[];
  /** Not all of `copies` have the same recipients in Bcc. */
  readonly bccDiffers: boolean;
  /** Documents that state the same message id and are no copies: other content. */
  readonly sameIdOther: number;
}

export interface FoldAsking {
  readonly index: IndexReader;
  readonly scope: Scope;
  readonly query: Query;
}

const ofHash = (text: string): Query => ({ op: 'match', field: 'mailhash', text });
const both = (...of: readonly Query[]): Query => ({ op: 'and', of });
const not = (of: Query): Query => ({ op: 'not', of });
/** The whole name: a match would find longer names, too. */
const ofCustodian = (name: string): Query => ({
  op: 'pattern',
  field: 'custodian',
  pattern: name.replaceAll(/[\\*?]/g, String.raw`\$&`),
});

const bccKey = ({ bcc = [] }: MailCopy): string =>
  bcc
    .map(({ name = '', address = '' }) => (address || name).toLowerCase())
    .sort()
    .join('\n');

const custodiansOf = (places: readonly Occurrence[]): string[] => [
  ...new Set(places.map(({ custodian = '' }) => custodian)),
];

interface ComparedCopies {
  readonly firsts: ReadonlySet<string>;
  /** What is folded: all but the first, or those that were compared. A copy that was not is shown by itself. */
  readonly others: ReadonlySet<string> | 'all';
}

export class MailFold {
  readonly #asking: FoldAsking;
  readonly per: FoldScope;
  /** By message hash. */
  readonly #compared = new Map<string, Promise<ComparedCopies>>();

  constructor(asking: FoldAsking, per: FoldScope) {
    this.#asking = asking;
    this.per = per;
  }

  /** Of all that match: documents that have a message hash, and how many mails they are, of each custodian by itself where so folded. */
  async counts(): Promise<MailGroups> {
    const { index, scope, query } = this.#asking;
    const all = await index.mailGroups(query, scope);
    if (this.per === 'case') return all;
    let groups = 0;
    let named: Query[] = [];
    for (const { value } of await index.facet(query, scope, 'custodian')) {
      const own = ofCustodian(value);
      named = [...named, own];
      groups += (await index.mailGroups(both(query, own), scope)).groups;
    }
    if (named.length === 0) return all;
    const rest = both(query, not({ op: 'or', of: named }));
    return { mails: all.mails, groups: groups + (await index.mailGroups(rest, scope)).groups };
  }

  /** Whether another hit stands for it. */
  async isFolded(hit: Hit): Promise<boolean> {
    const hash = hit.entry.metadata.messageHash;
    if (hash === undefined) return false;
    const known = this.#compared.get(hash) ?? this.#compare(hash);
    this.#compared.set(hash, known);
    const { firsts, others } = await known;
    return others === 'all' ? !firsts.has(hit.document) : others.has(hit.document);
  }

  /** Those that stand for the others are the least by id, of each custodian. */
  async #compare(hash: string): Promise<ComparedCopies> {
    const { index, scope, query } = this.#asking;
    const asked = both(query, ofHash(hash));
    if (this.per === 'case')
      return {
        firsts: new Set(await answering(() => index.documents(asked, scope, undefined, 1))),
        others: 'all',
      };
    const copies: Hit[] = [];
    for await (const { hits } of hitPages(index, {
      query: asked,
      scope,
      sort: 'path',
      limit: 100,
      snippets: 0,
    })) {
      copies.push(...hits);
      if (copies.length >= maxComparedCopies) break;
    }
    const met = new Set<string>();
    const firsts = new Set<string>();
    const others = new Set<string>();
    for (const { document, occurrences, places } of copies.sort((a, b) =>
      a.document < b.document ? -1 : 1,
    )) {
      const custodians = custodiansOf(occurrences);
      // Who else has a copy at more places than are listed is not known: it is shown.
      const isFirst = places > occurrences.length || custodians.some((custodian) => !met.has(custodian));
      (isFirst ? firsts : others).add(document);
      for (const custodian of custodians) met.add(custodian);
    }
    return { firsts, others };
  }

  /** All copies of the mail, whoever has them; undefined where it is the only one and its message id is its own. */
  async copiesOf({ entry: { metadata } }: Hit): Promise<MailCopies | undefined> {
    const { index, scope } = this.#asking;
    const { messageHash, messageIdHash } = metadata;
    if (messageHash === undefined) return undefined;
    const query = ofHash(messageHash);
    const { hits, total } = await answering(() =>
      index.search({ query, scope, sort: 'path', limit: maxShownCopies, snippets: 0 }),
    );
    const sameIdOther =
      messageIdHash === undefined
        ? 0
        : await index.count(both({ op: 'match', field: 'mih', text: messageIdHash }, not(query)), scope);
    if (total < 2 && sameIdOther === 0) return undefined;
    const copies = hits.map(({ document, occurrences, places, entry }): MailCopy => {
      const { bcc } = entry.metadata;
      return { document, occurrences, places, ...(bcc && { bcc }) };
    });
    return {
      messageHash,
      total,
      copies,
      custodians: custodiansOf(copies.flatMap(({ occurrences }) => occurrences))
        .filter(Boolean)
        .sort(),
      bccDiffers: new Set(copies.map(bccKey)).size > 1,
      sameIdOther,
    };
  }
}

const copiesOf = (count: number, more = ''): string =>
  `${formatCount(count)} ${more}${count === 1 ? 'copy' : 'copies'}`;

/** `, of them 12 messages: 7 different mails, over the case`. */
export const foldCountWords = ({ mails, groups }: MailGroups, per: FoldScope): string =>
  `, of them ${countOf(mails, 'message')}: ${countOf(groups, 'different mail')}, ${per === 'case' ? 'over the case' : 'those of each custodian by themselves'}`;

/** `Bcc: …` of a copy, or that it has none. */
export const bccWords = ({ bcc = [] }: MailCopy): string =>
  bcc.length === 0 ? 'no Bcc' : `Bcc: ${bcc.slice(0, placesInWords).map(personWords).join(', ')}`;

/** What is said of the copies above their places. */
export function copiesHead({ total, copies, custodians, bccDiffers, sameIdOther }: MailCopies): string[] {
  const isWhole =
    total <= copies.length && copies.every(({ occurrences, places }) => places <= occurrences.length);
  const more = isWhole
    ? ''
    : `${custodians.length === 0 ? '' : ' and'} perhaps others: not all places are listed`;
  const who = custodians.length === 0 && isWhole ? '' : `, with ${custodians.join(', ')}${more}`;
  return [
    ...(total > 1 ? [`${copiesOf(total)} of this mail${who}`] : []),
    ...(bccDiffers ? ['Bcc is not the same in all copies'] : []),
    ...(sameIdOther > 0
      ? [`${countOf(sameIdOther, 'document')} with the same message id and other content, not folded`]
      : []),
  ];
}

/** Lines below a hit: what is said of its copies, then each with its places. */
export function copiesWords(copies: MailCopies): string[] {
  const head = copiesHead(copies).map((words) => `     ${escapeLine(words)}`);
  if (copies.total < 2) return head;
  const shown = copies.copies.slice(0, placesInWords);
  const lines = shown.flatMap((copy) =>
    copy.occurrences.slice(0, placesInWords).map(({ source, path, custodian }) => {
      const bcc = copies.bccDiffers ? `  [${bccWords(copy)}]` : '';
      return escapeLine(`${source}/${path}${custodian ? `  (${custodian})` : ''}${bcc}`);
    }),
  );
  const more = copies.total - shown.length;
  return [
    ...head,
    ...lines.map((line) => `       ${line}`),
    ...(more > 0 ? [`       … and ${copiesOf(more, 'more ')}: mailhash:${copies.messageHash}`] : []),
  ];
}
