/** A client whose requests wait for a server that is away: for what a writer asks besides its bulk requests. */
import type { Client } from '@elastic/elasticsearch';
import type { Patience } from './patience.ts';
import { answerOf, isServerAnswer, reasonOf, type ServerAnswer } from './server-answer.ts';

type Request = (params: unknown, options?: unknown) => Promise<unknown>;

/** Whether waiting may cure it. */
export const mayPass = ({ kind, status, type }: ServerAnswer): boolean =>
  kind === 'silence' ||
  kind === 'late' ||
  status === 429 ||
  status >= 500 ||
  type === 'cluster_block_exception';

/** A fetch by ids answers well where a shard is not there yet, and says so of each document. */
function failureIn(body: unknown): ServerAnswer | undefined {
  const docs = (body as { docs?: unknown } | null | undefined)?.docs;
  if (!Array.isArray(docs)) return undefined;
  const failed = (docs as { error?: unknown }[]).find(({ error }) => error !== undefined);
  return failed && { kind: 'answer', status: 503, ...reasonOf(failed.error) };
}

/** Only for requests that may be sent again. Throws what the client throws, or the problem at the limit. */
export function patientClient(client: Client, patience: Patience): Client {
  const patient = client.child({ maxRetries: 0 });
  const { transport } = patient;
  const request = transport.request.bind(transport) as Request;
  const waiting: Request = async (params, options) => {
    const since = performance.now();
    for (let attempt = 0; ; attempt++) {
      let answer: ServerAnswer | undefined;
      try {
        const body = await request(params, options);
        answer = failureIn(body);
        if (answer === undefined) {
          patience.good();
          return body;
        }
      } catch (error) {
        if (!isServerAnswer(error)) throw error;
        answer = answerOf(error);
        if (!mayPass(answer)) throw error;
      }
      await patience.wait(answer, attempt, since);
    }
  };
  transport.request = waiting as typeof transport.request;
  return patient;
}
