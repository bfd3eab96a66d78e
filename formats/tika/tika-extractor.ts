/**
 * Reads a content by what Tika tells of it: text and metadata, and what is embedded as children. A child is its bytes
 * where Tika gives them; they are then read as any others are. Of the rest a child is what Tika reported of it.
 */
import { codeOf, messageOf } from '../../schemas/problem.ts';
import type { Code } from '../../schemas/status.ts';
import type { Child, Content, Extract, ExtractInput, NamedReader, Outcome, Sink } from '../contract.ts';
import { formats } from '../registry.ts';
import { reportOf } from './report.ts';
import { readAnswer, type TikaDocument } from './tika-documents.ts';
import { metadataOf } from './tika-metadata.ts';
import { isUnread, outcomeOf } from './tika-outcome.ts';
import { hasBytes, type Paired, pair, readUnpacked, type Unpacked } from './unpacked.ts';

/** Raised whenever what we make of an answer changes. */
const version = '2';

/** What came of a question: the answer, or why there is none. */
export type TikaReply =
  { readonly bytes: Uint8Array } | { readonly code: Code; readonly detail?: string | undefined };

/** `text` of a document and of all it embeds, or the bytes of what it `embeds`. */
export interface TikaQuestion {
  /** SHA-256 of the content, hex. */
  readonly document: string;
  readonly want: 'text' | 'embedded';
  /** An earlier answer was no answer, so nothing else is to be asked meanwhile. */
  readonly alone: boolean;
}

export type AskTika = (question: TikaQuestion, content: Content) => Promise<TikaReply>;

const formatOf: ReadonlyMap<string, string> = new Map([
  ...formats.flatMap(({ id, mediaTypes }) => mediaTypes.map((type) => [type.toLowerCase(), id] as const)),
  // A message as a PST holds it has the properties of one that was saved from Outlook.
  ['application/x-tika-pst-mail-item', 'msg'] as const,
]);

const holds = new Map(formats.map((format) => [format.id, format.holds]));

/** Mail stores and archives are no families: what lies in them belongs to nothing but itself. */
function relationIn(format: string): Child['relation'] {
  const held = holds.get(format);
  if (held === 'members') return 'member';
  return held === 'attachments' ? 'attachment' : 'embedded';
}

/** Tika sets an empty line for each thing that it leaves out: one between two paragraphs is enough. */
const tidied = (text: string): string => text.trim().replaceAll(/\n{3,}/gu, '\n\n');

const pieceUnits = 256 * 1024;

async function pushText(text: string, sink: Sink): Promise<void> {
  for (let at = 0; at < text.length; at += pieceUnits) {
    sink.text(text.slice(at, at + pieceUnits));
    await sink.drain();
  }
}

/** The reader of contents, for one Tika Server and one content by its SHA-256. */
export function tikaReader(ask: AskTika, serverVersion: string, document: string): NamedReader {
  const name = `tika ${serverVersion}/${version}`;
  const extract: Extract = async (input, sink) => {
    const reply = await askForText(ask, document, input.content);
    if ('code' in reply) return withoutAnswer(reply, input.format);
    const { answer } = reply;
    if (isUnread(answer)) return unread(input.format);
    await pushText(tidied(answer.text), sink);
    sink.metadata(metadataOf(answer.object));
    const outcome = outcomeOf(answer, sink);
    const unpacked = answer.embedded.some(hasBytes) ? await askForBytes(ask, document, input, sink) : [];
    const relation = relationIn(input.format);
    for (const one of pair(answer.embedded, unpacked)) await sink.child(childOf(one, relation, name));
    return outcome;
  };
  return { name, extract };
}

/** The same words as where no Tika is asked. */
function unread(format: string): Outcome {
  const isKnown = format !== 'unknown' && formats.some(({ id }) => id === format);
  return { status: 'unsupported', code: isKnown ? 'no-extractor' : 'unidentified' };
}

/** What Tika does not take is in the end what nobody reads. */
function withoutAnswer(
  { code, detail }: { code: Code; detail?: string | undefined },
  format: string,
): Outcome {
  const read = formats.find(({ id }) => id === format)?.load !== undefined;
  return code === 'tika-refused' && !read
    ? { status: 'unsupported', code, detail }
    : { status: 'failed', code, detail };
}

type Answered =
  { readonly answer: TikaDocument } | { readonly code: Code; readonly detail?: string | undefined };

async function askForText(ask: AskTika, document: string, content: Content): Promise<Answered> {
  let detail = '';
  for (const alone of [false, true]) {
    const reply = await ask({ document, want: 'text', alone }, content);
    if ('code' in reply) return reply;
    try {
      return { answer: readAnswer(reply.bytes) };
    } catch (error) {
      if (codeOf(error) !== 'garbled-answer') throw error;
      detail = messageOf(error);
    }
  }
  return { code: 'tika-garbage', detail };
}

/** Nothing is lost where it fails: the children are then what Tika reported. */
async function askForBytes(
  ask: AskTika,
  document: string,
  { content, limits }: ExtractInput,
  sink: Sink,
): Promise<Unpacked[]> {
  const reply = await ask({ document, want: 'embedded', alone: false }, content);
  if (!('code' in reply)) return readUnpacked(reply.bytes, limits);
  sink.warn(reply.code, `the bytes of what it embeds: ${reply.detail ?? ''}`);
  return [];
}

function childOf({ document, unpacked }: Paired, relation: Child['relation'], by: string): Child {
  const name = document?.name || unpacked?.name || `embedded-${document?.id ?? ''}`;
  const locator = document ? `tika/${document.id}` : `tika/+${unpacked?.name ?? ''}`;
  if (unpacked) return { locator, name, relation, declaredSize: unpacked.size, open: unpacked.open };
  return reportedChild(document as TikaDocument, locator, name, relation, by);
}

/** A document of which there are no bytes: its content, and so its id, is what Tika reported of it. */
function reportedChild(
  document: TikaDocument,
  locator: string,
  name: string,
  relation: Child['relation'],
  by: string,
): Child {
  const report = reportOf(document);
  const format = formatOf.get(document.mediaType.toLowerCase()) ?? 'unknown';
  const extract: Extract = async (_input, sink) => {
    await pushText(tidied(document.text), sink);
    sink.metadata(metadataOf(document.object));
    for (const one of pair(document.embedded, [])) await sink.child(childOf(one, relationIn(format), by));
    return isUnread(document) ? unread(format) : outcomeOf(document, sink);
  };
  return {
    locator,
    name,
    relation,
    open: () => report,
    reader: { name: by, extract, format, mediaType: document.mediaType || 'application/octet-stream' },
  };
}
