/** How a document ended, by what Tika tells of it. */
import type { TikaObject } from './tika-answer.ts';
import type { Outcome, Sink } from '../contract.ts';
import { type TikaDocument, valueOf } from './tika-documents.ts';

const maxDetail = 200;

/** Names of things in Java's memory: others each time. */
const addresses = /\$\$Lambda\S*|@[\da-f]{4,}\b/gu;

/** The first line of Java's stack trace: the error and its message. */
const lineOf = (trace: string): string =>
  trace.slice(0, 2000).split('\n', 1).join('').replaceAll(addresses, '…').slice(0, maxDetail);

/** Why Tika has no parser's word for it, or undefined. */
function exceptionOf(object: TikaObject): string | undefined {
  const found = ['container_exception', 'runtime', 'embedded_exception']
    .map((name) => valueOf(object, `X-TIKA:EXCEPTION:${name}`))
    .find((value) => value !== '');
  return found;
}

const parsersOf = (object: TikaObject): string => [object['X-TIKA:Parsed-By'] ?? []].flat().join(' ');

/** Whether Tika has no parser for it either. */
export const isUnread = (document: TikaDocument): boolean =>
  document.text.trim() === '' &&
  document.embedded.length === 0 &&
  /\bEmptyParser\b/u.test(parsersOf(document.object));

/** Tells in the sink what was cut or left, and gives the outcome. */
export function outcomeOf(document: TikaDocument, sink: Sink): Outcome {
  const { object } = document;
  let whole = true;
  if (valueOf(object, 'X-TIKA:EXCEPTION:write_limit_reached') === 'true') {
    sink.warn('tika-too-large', 'the text goes on beyond the largest answer that is taken');
    whole = false;
  }
  if (valueOf(object, 'X-TIKA:EXCEPTION:embedded_resource_limit_reached') === 'true') {
    sink.warn('member-limit', 'it embeds more than Tika is asked for');
    whole = false;
  }
  const exception = exceptionOf(object);
  if (exception !== undefined && /\bEncryptedDocumentException\b/u.test(exception))
    return { status: 'encrypted', code: 'password-required' };
  // What is embedded may be nothing at all: Tika takes it for an error.
  if (exception !== undefined && !/\bZeroByteFileException\b/u.test(exception))
    return { status: 'failed', code: 'parser-error', detail: lineOf(exception), completeness: 'partial' };
  return { status: 'extracted', completeness: whole ? 'complete' : 'partial' };
}
