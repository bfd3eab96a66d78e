/** Custody of the sources of the ledger in memory. */
import type { CustodyChange } from '../../case/catalogue/custody.ts';
import type { CustodyEntry } from '../../schemas/custody.ts';
import type { Annotator } from '../../schemas/label.ts';
import { placesOfContent } from './places.ts';
import { changeDocument, notFound, type State } from './state.ts';

export const custodyOf = (state: State, reference: string): CustodyEntry[] =>
  state.custody
    .filter((entry) => entry.reference === reference)
    .map((entry) => ({ ...entry, reference: undefined }));

export function addCustody(state: State, change: CustodyChange, { at, by, record }: Annotator): void {
  const { reference, statements, intake } = change;
  const index = state.sources.findIndex((source) => source.reference === reference);
  const source = state.sources[index];
  if (!source) throw notFound(`the source ${reference}`);
  for (const statement of statements) state.custody.push({ ...statement, at, by, record, reference });
  if (!intake) return;
  state.sources.splice(index, 1, { ...source, intake });
  const before = source.intake;
  if (before.custodian === intake.custodian && before.timeZone === intake.timeZone) return;
  for (const [sha256, { indexed, revision }] of state.documents)
    if (indexed > 0 && placesOfContent(state, sha256).some(({ file }) => file.source === source.source))
      changeDocument(state, sha256, { revision: revision + 1 });
}
