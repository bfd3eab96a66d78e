/**
 * What a document says of itself that counts for or against its mentions: when it was written, and who its people are.
 * Only what stands in the document counts, never what a case holds besides: the order of ingest changes no mention.
 */
import type { Mention } from '../schemas/mention.ts';
import type { Mailbox, Metadata } from '../schemas/metadata.ts';
import type { Time } from '../schemas/time.ts';
import { foldWord } from './names/fold.ts';
import { weights } from './names/weights.ts';

export interface DocumentFacts {
  /** Of its latest date; undefined where it has none. A clock that was never set is none. */
  readonly year?: number;
  /** Words, folded, of the names and addresses of its senders and recipients. */
  readonly people: ReadonlySet<string>;
  /** Those of them that are names of persons as far as can be told, not of bodies. */
  readonly persons: ReadonlySet<string>;
}

/** Shorter words of names are initials and particles. */
const minNameUnits = 3;
/** Mailboxes that are looked at: stops a list of a million recipients. */
const maxMailboxes = 2_000;
/** The zeros of clocks, and what lies before computers kept dates. */
const neverSet = /^(?:1980-0[12]-01T00:00:00|1[0-8]\d\d|19[0-6]\d|1970)/u;
/** Words of mailboxes that are no person's. */
const ofBodies =
  /\b(?:party|news\w*|press|media|office|team|group|ltd|limited|inc|llc|plc|campaign\w*|support|alerts?|info|no-?reply|notif\w*|service\w*|list|announce\w*|members?\w*|admin|sales|marketing|department|centre|center|association|university|college|council|foundation|society|union|online|data|digital)\b/iu;

const yearOf = ({ instant, local }: Time): number | undefined => {
  const text = instant ?? local ?? '';
  return neverSet.test(text) || !/^\d{4}/u.test(text) ? undefined : Number(text.slice(0, 4));
};

/** Several dates: the latest counts, so that a template's or a wrong early clock speaks against nothing. */
function latestYear({ sent, received, created, modified, printed, taken }: Metadata): number | undefined {
  let latest: number | undefined;
  for (const time of [sent, received, created, modified, printed, taken]) {
    const year = time && yearOf(time);
    if (year !== undefined && (latest === undefined || year > latest)) latest = year;
  }
  return latest;
}

const wordsOf = (text: string): string[] =>
  text
    .split(/[^\p{L}\p{M}]+/u)
    .map((word) => foldWord(word))
    .filter((word) => word.length >= minNameUnits);

function isPerson({ name = '' }: Mailbox): boolean {
  const words = name.split(/[^\p{L}\p{M}'’.-]+/u).filter((word) => word !== '');
  return words.length >= 2 && words.length <= 4 && !ofBodies.test(name);
}

export function factsOf(metadata: Metadata): DocumentFacts {
  const { from = [], to = [], cc = [], bcc = [], sender = [], resent = [] } = metadata;
  const people = new Set<string>();
  const persons = new Set<string>();
  for (const mailbox of [...from, ...to, ...cc, ...bcc, ...sender, ...resent].slice(0, maxMailboxes)) {
    const [local = '', host = ''] = (mailbox.address ?? '').split('@');
    const named = wordsOf(mailbox.name ?? '');
    for (const word of [...named, ...wordsOf(local)]) people.add(word);
    // The name of the firm that it writes for is no name of the person.
    const ofHost = new Set(wordsOf(host));
    if (isPerson(mailbox)) for (const word of named) if (!ofHost.has(word)) persons.add(word);
  }
  return { year: latestYear(metadata), people, persons };
}

/** Lowers a confidence by a weight of the score that it was made of. */
function lowered(confidence: number, by: number, most: number): number {
  const odds = Math.log(Math.max(confidence, 0.001) / Math.max(1 - confidence, 0.001));
  const less = 1 / (1 + Math.exp(-(odds + by * weights.confidence.slope)));
  return Math.round(Math.min(most, less) * 100) / 100;
}

const oneWord = /^[\p{L}\p{M}]+$/u;

/**
 * The mentions as the document's own facts leave them. A misspelling that is the name of one of its people is none;
 * whatever else speaks against a mention lowers it and is said, and drops nothing: dates are forged, clocks are wrong.
 */
export function settleMentions(
  mentions: readonly Mention[],
  facts: DocumentFacts,
  foundedOf: (mention: Mention) => number | undefined,
): readonly Mention[] {
  return mentions.flatMap((mention) => {
    const word = oneWord.test(mention.surface) ? foldWord(mention.surface) : undefined;
    if (word !== undefined && mention.signal === 'spelling' && facts.people.has(word)) return [];
    const settled =
      word !== undefined && mention.method === 'gazetteer' && facts.persons.has(word)
        ? against(mention, weights.document.nameOfPerson, 'name of a correspondent')
        : mention;
    const founded = facts.year === undefined ? undefined : foundedOf(mention);
    return founded === undefined || (facts.year as number) >= founded
      ? [settled]
      : [against(settled, weights.document.beforeFounding, `before founding ${founded}`)];
  });
}

const against = (mention: Mention, by: number, why: string): Mention => ({
  ...mention,
  confidence: lowered(mention.confidence, by, weights.document.mostOfDoubtful),
  signal: `${mention.signal}, ${why}`,
});
