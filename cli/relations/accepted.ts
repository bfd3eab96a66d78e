/** Which assertions people rely on: found again by content, sentence, verb, polarity and parties, never by an offset. Decision 0150. */
import { createHash } from 'node:crypto';
import { everyRecord } from '../../case/every-record.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { entityRulings } from '../../case/ruled-ledger.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { RecordBody } from '../../schemas/record-kinds.ts';
import type { RecordVersion } from '../../schemas/case-record.ts';
import { type End, endKey, type People } from './ends.ts';
import type { Reliance } from './tallies.ts';
import type { Stated } from './stated.ts';

type Accepted = RecordVersion<'accepted-assertion'>;
type Body = RecordBody<'accepted-assertion'>;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Of a sentence as it stands; signs that quote and ends of lines are blanks in it. */
export const sentenceHash = (text: string): string => sha256(text.replaceAll(/\s+/gu, ' ').trim());

type StatedParts = Pick<Stated, 'verb' | 'polarity' | 'agent' | 'patient' | 'sentence'>;

/** Hexadecimal digits of the document and of the assertion in an id. */
const documentDigits = 16;
const assertionDigits = 12;

const idOf = (document: string, parts: readonly string[]): string =>
  `${document.slice(0, documentDigits)}:${sha256(JSON.stringify([document, ...parts])).slice(0, assertionDigits)}`;

const partsOf = ({ verb, polarity, agent, patient, sentence }: StatedParts): readonly string[] => [
  sentenceHash(sentence.text),
  verb,
  polarity,
  endKey(agent),
  endKey(patient),
];

/** Beginning of the SHA-256 of its document, and of a hash of what it states: what `accept` takes. */
export const assertionId = (document: string, stated: StatedParts): string => idOf(document, partsOf(stated));

/** Its document and its own part. */
export const assertionAsked = /^([0-9a-f]{6,64}):([0-9a-f]{12})$/u;

/** One that is in force, under the names that its parties have now. */
export interface AcceptedAssertion {
  readonly record: Accepted;
  readonly body: Body;
  readonly id: string;
  readonly ends: readonly string[];
}

/** For one reader; what only withheld documents state is not among them. */
export class AcceptedAssertions {
  /** In the order in which they were accepted. */
  readonly all: readonly AcceptedAssertion[];
  readonly #met = new Set<string>();

  private constructor(all: readonly AcceptedAssertion[]) {
    this.all = all;
  }

  static async open(ledger: Ledger, people: People, scope: Scope): Promise<AcceptedAssertions> {
    const rulings = await entityRulings(ledger, scope);
    const keyNow = async ({ is, id, bare }: Body['from']): Promise<string> => {
      if (is === 'entity') return endKey({ is, id: rulings.nameOf(id) });
      return endKey(is === 'person' && !bare ? await people.of({ address: id, name: '' }) : { is, id });
    };
    const all: AcceptedAssertion[] = [];
    for await (const record of everyRecord(ledger, 'accepted-assertion', scope)) {
      const { body, cites } = record;
      const [cited] = cites;
      if (!body || !cited) continue;
      const ends = [await keyNow(body.from), await keyNow(body.to)];
      const id = idOf(cited.id, [body.sentence, body.verb, body.polarity, ...ends]);
      all.push({ record, body, id, ends });
    }
    return new AcceptedAssertions(all);
  }

  /** By whom an assertion is relied on; it counts as met. */
  of(id: string): readonly Reliance[] {
    const found = this.all.filter((one) => one.id === id);
    if (found.length > 0) this.#met.add(id);
    return found.map(({ record, body: { reason } }) => ({
      id: record.id,
      by: record.by,
      at: record.at,
      record: record.record,
      reason,
    }));
  }

  /** Those of an end, or all, that no text was found to state as they were accepted. */
  unmet(own: End | undefined): readonly AcceptedAssertion[] {
    const key = own && endKey(own);
    return this.all.filter(({ id, ends }) => !this.#met.has(id) && (key === undefined || ends.includes(key)));
  }
}
