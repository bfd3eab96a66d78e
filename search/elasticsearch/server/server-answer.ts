/** What Elasticsearch, or the way to it, answered instead of a result: as facts, and as a problem with its next step. */
import { codeOf, messageOf, Problem } from '../../../schemas/problem.ts';

/** A server may answer with anything: no more of it is kept. */
const maxReasonUnits = 500;

export interface ServerAnswer {
  /** `silence`: no connection, or no answer in time. `answer`: a status came. */
  readonly kind: 'silence' | 'late' | 'answer' | 'stranger' | 'other';
  /** HTTP status; 0 without one. */
  readonly status: number;
  /** `cluster_block_exception`, `security_exception` …; '' where none is given. */
  readonly type: string;
  readonly reason: string;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, maxReasonUnits) : '');
const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

/** Type and reason of an error as Elasticsearch words it, its cause included. */
export function reasonOf(error: unknown): { readonly type: string; readonly reason: string } {
  if (typeof error === 'string') return { type: '', reason: textOf(error) };
  const cause = fieldOf(error, 'caused_by');
  const because = textOf(fieldOf(cause, 'reason'));
  const reason = textOf(fieldOf(error, 'reason'));
  return {
    type: textOf(fieldOf(error, 'type')),
    reason: because === '' || reason.includes(because) ? reason : `${reason}: ${because}`,
  };
}

/** Tells apart what the client threw. */
export function answerOf(thrown: unknown): ServerAnswer {
  const name = textOf(fieldOf(thrown, 'name'));
  const said = { status: 0, type: '', reason: messageOf(thrown).slice(0, maxReasonUnits) };
  if (name === 'ResponseError') {
    const status = Number(fieldOf(thrown, 'statusCode') ?? 0);
    const body = fieldOf(thrown, 'body');
    const { type, reason } = reasonOf(fieldOf(body, 'error') ?? body);
    return { kind: 'answer', status, type, reason: reason === '' ? `status ${status}` : reason };
  }
  if (name === 'ProductNotSupportedError') return { ...said, kind: 'stranger' };
  if (name === 'TimeoutError') return { ...said, kind: 'late' };
  if (name === 'ConnectionError' || name === 'NoLivingConnectionsError') return { ...said, kind: 'silence' };
  // What is no JSON came from something in between, or was cut off.
  if (name === 'DeserializationError')
    return { ...said, kind: 'silence', reason: 'the answer cannot be read' };
  return { ...said, kind: 'other' };
}

const goOn = 'run the same command again: it goes on where it stopped.';
const tls = /certificate|self.signed|fingerprint|ssl|tls/i;

/** Whether a disk of the cluster is so full that indices take no more. */
const isFloodStage = ({ type, reason }: Pick<ServerAnswer, 'type' | 'reason'>): boolean =>
  type === 'cluster_block_exception' && /read-only-allow-delete|flood-stage/.test(reason);

/** The problem that an answer amounts to; `where` names the nodes. */
export function problemOf(answer: ServerAnswer, where: string): Problem {
  return problemOfWay(answer, where) ?? problemOfRefusal(answer, where);
}

/** What kept an answer of Elasticsearch 9 from coming at all. */
function problemOfWay({ kind, status, type, reason }: ServerAnswer, where: string): Problem | undefined {
  if (kind === 'silence' || kind === 'late') {
    const secure = tls.test(reason);
    return new Problem(
      'index-unreachable',
      kind === 'late'
        ? `Elasticsearch at ${where} did not answer in time: ${reason}`
        : `Elasticsearch at ${where} cannot be reached: ${reason}`,
      secure
        ? 'Name the certificate of its authority with --index-ca-file, or its SHA-256 with --index-fingerprint.'
        : `Check the address given with --index, and that Elasticsearch runs there; then ${goOn}`,
    );
  }
  if (kind === 'stranger' || status === 406 || type === 'media_type_header_exception') {
    return new Problem(
      'index-version',
      `what answers at ${where} is not Elasticsearch 9${kind === 'stranger' ? '' : `: ${reason}`}`,
      'Evidex needs Elasticsearch 9; OpenSearch and earlier versions of Elasticsearch are not supported.',
    );
  }
  return undefined;
}

/** What the server does not do, and says why. */
function problemOfRefusal(answer: ServerAnswer, where: string): Problem {
  const { status, type, reason } = answer;
  if (status === 401) {
    return new Problem(
      'index-denied',
      `Elasticsearch at ${where} does not accept these credentials: ${reason}`,
      'Set EVIDEX_INDEX_API_KEY, or EVIDEX_INDEX_USER and EVIDEX_INDEX_PASSWORD.',
    );
  }
  if (isFloodStage(answer)) {
    return new Problem(
      'index-full',
      `Elasticsearch at ${where} takes no more, its disk is full: ${reason}`,
      `Free or add disk in the cluster; when the indices are writable again, ${goOn}`,
    );
  }
  if (status === 403 && type !== 'cluster_block_exception') {
    return new Problem(
      'index-denied',
      `Elasticsearch at ${where} does not allow this: ${reason}`,
      'Give the user or API key the right that is named; docs/with-elasticsearch.md lists all that Evidex needs.',
    );
  }
  if (type === 'index_not_found_exception') {
    return new Problem(
      'index-missing',
      `Elasticsearch at ${where} does not have the index of this case: ${reason}`,
      'Check the address and --index-prefix. Where the index is lost, `evidex verify CASE --index --mend` makes an empty one, which the next ingest fills.',
    );
  }
  if (status === 429 || status >= 500 || type === 'cluster_block_exception') {
    return new Problem(
      'index-unreachable',
      `Elasticsearch at ${where} takes no requests: ${reason}`,
      `When the cluster is well again, ${goOn}`,
    );
  }
  return new Problem(
    'failed',
    `Elasticsearch at ${where} refused a request: ${type === '' ? '' : `${type}: `}${reason}`,
    'Run it again with --debug to see where this came from.',
  );
}

/** Whether it was thrown by the client, and not foreseen by us or a fault of our own. */
export const isServerAnswer = (thrown: unknown): boolean =>
  codeOf(thrown) === undefined && answerOf(thrown).kind !== 'other';
