/** The answer to a `_bulk` request, item by item: taken, to be sent again, or refused for good. */
import { z } from 'zod';
import { reasonOf, type ServerAnswer } from '../server/server-answer.ts';

const item = z.object({ status: z.number().int(), error: z.unknown().optional() });
const bulkAnswer = z.object({ items: z.array(z.record(z.string(), item)) });

/**
 * What became of one action. `taken`: Elasticsearch said so. `exists`: it has that document, or a newer revision of
 * it. `too-large`: only for its size. `rejected`: for good, with the server's reason.
 */
export type Outcome = 'taken' | 'exists' | 'too-large' | { readonly rejected: string };

/** One item: an outcome, to be tried again, or an answer that stops all. */
export type ItemAnswer =
  { readonly outcome: Outcome } | { readonly again: ServerAnswer } | { readonly stop: ServerAnswer };

function readItem({ status, error }: z.infer<typeof item>): ItemAnswer {
  // 404 is a delete of what is gone already.
  if (status < 300 || (status === 404 && error === undefined)) return { outcome: 'taken' };
  if (status === 409) return { outcome: 'exists' };
  if (status === 413) return { outcome: 'too-large' };
  const answer: ServerAnswer = { kind: 'answer', status, ...reasonOf(error) };
  // A block may be lifted: by space on the disk, by a master elected, by an administrator.
  if (status === 429 || status >= 500 || answer.type === 'cluster_block_exception') return { again: answer };
  if (status === 401 || status === 403 || status === 404) return { stop: answer };
  return { outcome: { rejected: `${answer.type}: ${answer.reason}` } };
}

/** Undefined where it is no answer to `count` actions: then nothing is known of any of them. */
export function readBulkAnswer(body: unknown, count: number): readonly ItemAnswer[] | undefined {
  const checked = bulkAnswer.safeParse(body);
  if (!checked.success || checked.data.items.length !== count) return undefined;
  const items = checked.data.items.flatMap((one) => Object.values(one));
  return items.length === count ? items.map(readItem) : undefined;
}
