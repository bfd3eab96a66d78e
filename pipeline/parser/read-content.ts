/** Has a content read by whoever reads its format, and by the reader of ZIP what is a package that nobody reads. */
import type { Code } from '../../schemas/status.ts';
import type { ExtractInput, NamedReader, Outcome, Sink } from '../../formats/contract.ts';
import { extractWithCodes } from '../../formats/coded/coded-text.ts';
import { sliceContent } from '../../formats/content.ts';
import { findOtherFile } from '../../formats/identify/text-tail.ts';
import { readerName } from '../../formats/reader-name.ts';
import { type Format, formats } from '../../formats/registry.ts';
import { messageOf } from '../../schemas/problem.ts';
import { handOver, isHandedOver, MeasuredSink } from './hand-over.ts';
import { ledgerCodeOf } from './hold.ts';
import { TwiceReadSink } from './twice-read-sink.ts';
import type { IdentifiedContent, VisitContext } from './visit-context.ts';

export interface Reading {
  readonly outcome: Outcome;
  /** Name and version of what read it. */
  readonly by?: string;
}

const unsupported = (format: Format | undefined): Outcome => ({
  status: 'unsupported',
  code: format && format.id !== 'unknown' ? 'no-extractor' : 'unidentified',
});

const zip = formats.find(({ id }) => id === 'zip');

/** By format: an `import` of what is loaded already still costs as much as a small document's hashes. */
const readers = new Map<Format, NamedReader>();

async function loadReader(format: Format | undefined): Promise<NamedReader | undefined> {
  if (!format) return undefined;
  const known = readers.get(format);
  if (known) return known;
  const extractor = await format.load?.();
  if (!extractor) return undefined;
  const reader: NamedReader = {
    name: readerName(format.id, extractor),
    extract: (input, sink) => extractWithCodes(extractor.extract, input, sink),
  };
  readers.set(format, reader);
  return reader;
}

/** Its members are items all the same; of a document the text stays unread, and its status says so. */
async function openPackage(
  format: Format | undefined,
  input: ExtractInput,
  sink: Sink,
): Promise<Reading | undefined> {
  const reader = format?.package && (await loadReader(zip));
  if (!reader) return undefined;
  const outcome = await reader.extract({ ...input, format: 'zip' }, sink);
  const isRead = outcome.status === 'extracted' && format.package === 'archive';
  return { outcome: isRead ? outcome : unsupported(format), by: reader.name };
}

const isPackage = ({ content, format }: ExtractInput): boolean =>
  format !== 'zip' && Buffer.from(content.read(0, 4)).toString('latin1') === 'PK\x03\x04';

/** By its own reader; the parts of an office package that this one can make nothing of are items all the same. */
async function readOwn(reader: NamedReader, input: ExtractInput, sink: Sink): Promise<Outcome> {
  if (!isPackage(input)) return reader.extract(input, sink);
  const once = new TwiceReadSink(sink);
  const outcome = await reader.extract(input, once);
  if (outcome.status === 'failed') await (await loadReader(zip))?.extract({ ...input, format: 'zip' }, once);
  return outcome;
}

async function readAs(
  format: Format | undefined,
  identified: IdentifiedContent,
  sink: Sink,
  { limits, tika, passwords }: VisitContext,
  tell: (by: string) => void,
): Promise<Reading> {
  const { content, charset, found } = identified;
  const input: ExtractInput = { content, format: found.format ?? '', limits, charset, passwords };
  // An archive of programs is nothing but its members, which need no other reader.
  const isArchive = format?.package === 'archive';
  const chosen = identified.reader ?? (isArchive ? undefined : tika?.choose(format, identified));
  const tooLarge: Code | undefined = typeof chosen === 'string' ? chosen : undefined;
  const reader = typeof chosen === 'object' ? chosen : await loadReader(format);
  if (!reader || reader === chosen) {
    // Before Tika reads it, too: its parts are the same items in a case that was made without.
    const opened = await openPackage(identified.reader ? undefined : format, input, sink);
    if (opened && !reader)
      return tooLarge ? { ...opened, outcome: { status: 'unsupported', code: tooLarge } } : opened;
  }
  const other = identified.reader
    ? undefined
    : await findOtherFile(content, format, charset, () => sink.drain());
  let reading: Reading = {
    outcome: tooLarge ? { status: 'unsupported', code: tooLarge } : unsupported(format),
    by: reader?.name,
  };
  if (reader) {
    tell(reader.name);
    const own = { ...input, content: other?.isCut ? sliceContent(content, 0, other.start) : content };
    const further = reader === chosen ? undefined : tika?.further(identified);
    if (further) reading = await readWithHelp(format, [reader, further], own, sink);
    else {
      const outcome = await (reader === chosen ? reader.extract(own, sink) : readOwn(reader, own, sink));
      reading = { outcome, by: reader.name };
    }
  }
  if (other) await sink.unaccounted('trailing-data', { start: other.start, end: content.size });
  return reading;
}

/** By its own reader, and where this one must give up, by the second as well. */
async function readWithHelp(
  format: Format | undefined,
  readers: readonly [own: NamedReader, further: NamedReader],
  input: ExtractInput,
  sink: Sink,
): Promise<Reading> {
  const measured = new MeasuredSink(sink);
  const [own] = readers;
  let outcome: Outcome;
  try {
    outcome = await readOwn(own, input, measured);
  } catch (error) {
    outcome = outcomeOfError(error);
  }
  if (outcome.status === 'extracted' || !isHandedOver(format, outcome)) return { outcome, by: own.name };
  return handOver(outcome, readers, input, measured);
}

function outcomeOfError(error: unknown): Outcome {
  const code = ledgerCodeOf(error, 'parser-error');
  return { status: 'failed', code, detail: messageOf(error), completeness: 'partial' };
}

/** What came of it; whatever a reader throws is its outcome. */
export async function readContent(
  format: Format | undefined,
  identified: IdentifiedContent,
  sink: Sink,
  context: VisitContext,
): Promise<Reading> {
  if (identified.content.size === 0) return { outcome: { status: 'extracted' } };
  let by: string | undefined;
  try {
    return await readAs(format, identified, sink, context, (name) => (by = name));
  } catch (error) {
    return { outcome: outcomeOfError(error), by };
  }
}
