/** A candidate that a person names: where it stands, so that what is said of it is shown to those alone who see that. */
import type { Citation } from '../../schemas/case-record.ts';
import { candidateKey, type CandidateKind } from '../../search/candidates/find-candidates.ts';
import { type CandidateReading, candidatesIn } from './case-candidates.ts';
import { documentPages } from './query.ts';

/** Documents with the words of a name that are looked through for it as a candidate. */
const maxLookedThrough = 500;

export interface NamedCandidate {
  /** As it stands. */
  readonly name: string;
  readonly kind: CandidateKind;
  readonly cites: Citation;
}

/** The first document, by id, that has the name as a candidate; undefined where none of the first 500 with its words has. */
export async function candidateNamed(
  { index, scope, signal }: Omit<CandidateReading, 'ledger'>,
  asked: string,
): Promise<NamedCandidate | undefined> {
  if (!/[\p{L}\p{N}]/u.test(asked)) return undefined;
  const key = candidateKey(asked);
  let looked = 0;
  for await (const page of documentPages(index, { op: 'match', text: asked }, scope))
    for (const id of page) {
      if (signal.aborted || ++looked > maxLookedThrough) return undefined;
      const shown = await index.shownEntry(id, scope);
      if (!shown || shown.entry.item) continue;
      for await (const { name, kind, text, start, end } of candidatesIn(index, shown.entry)) {
        if (candidateKey(name) !== key) continue;
        const passage = text && start !== undefined && end !== undefined ? { text: text.id, start, end, quote: name } : {};
        return { name, kind, cites: { covers: 'content', id, ...passage } };
      }
    }
  return undefined;
} // prettier-ignore
