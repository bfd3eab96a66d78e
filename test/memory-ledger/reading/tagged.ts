/** By which run the texts of the ledger in memory were tagged. */
import type { TaggedReading } from '../../../case/ledger/tagged.ts';
import type { Scope } from '../../../schemas/scope.ts';
import type { Ask } from './ask.ts';
import { byText, inOrderOf } from './order.ts';
import type { ShownDocument } from './shown.ts';

const lastOf = ({ record }: ShownDocument) => record.attempts.at(-1);
const runOf = (document: ShownDocument): number => lastOf(document)?.taggedIn ?? lastOf(document)?.run ?? 0;

export function taggedReading(ask: Ask): TaggedReading {
  const tagged = async (scope: Scope): Promise<ShownDocument[]> =>
    [...(await ask(scope)).documents.values()]
      .filter((one) => one.record.status !== undefined && one.record.indexed > 0)
      .filter((one) => (lastOf(one)?.document.texts.length ?? 0) > 0)
      .sort(inOrderOf(byText(({ sha256 }) => sha256)));
  return {
    async by(scope) {
      const runs = Map.groupBy(await tagged(scope), runOf);
      return [...runs]
        .map(([run, documents]) => ({ run, documents: documents.length }))
        .sort((one, other) => one.run - other.run);
    },
    async documents(runs, after, limit, scope) {
      return (await tagged(scope))
        .filter((one) => runs.includes(runOf(one)) && one.sha256 > (after ?? ''))
        .slice(0, limit)
        .map((one) => ({
          document: one.sha256,
          texts: (lastOf(one)?.document.texts ?? []).map(({ kind, id, units }) => ({ kind, id, units })),
        }));
    },
  };
}
