/** Opens an office package, or says why it is none. */
import type { ExtractInput, Outcome, Sink } from '../contract.ts';
import { CountedSink } from './counted-sink.ts';
import { OfficePackage } from './package.ts';
import { PartReader, type Relationship } from './part-reader.ts';
import { readProperties } from './properties.ts';

const oleMagic = 'd0cf11e0a1b11ae1';

/** An encrypted OOXML file is an OLE2 file with a stream of this name (MS-OFFCRYPTO 2.3.1). */
function outcomeWithoutParts(input: ExtractInput): Outcome {
  const start = Buffer.from(input.content.read(0, 8));
  if (start.toString('hex') !== oleMagic)
    return input.content.size < 22
      ? { status: 'failed', code: 'truncated', detail: 'shorter than the smallest package' }
      : { status: 'failed', code: 'corrupt', detail: 'not a zip package' };
  const marker = Buffer.from('EncryptedPackage', 'utf16le');
  let at = 0;
  for (const slice of input.content.slices()) {
    // A directory entry starts at a multiple of 128 bytes, so no marker lies across two slices of 64 KiB or more.
    if (Buffer.from(slice).includes(marker))
      return { status: 'encrypted', code: 'password-required', detail: 'encrypted OOXML' };
    at += slice.length;
    if (at > 64 * 1024 * 1024) break;
  }
  return { status: 'failed', code: 'corrupt', detail: 'an OLE2 file, not a zip package' };
}

export interface OpenedPackage {
  readonly reader: PartReader;
  /** What is pushed of the package goes here. */
  readonly sink: CountedSink;
  /** The part that the package's `officeDocument` relationship names. */
  readonly main: string;
  readonly root: readonly Relationship[];
}

/** Opens an OOXML package, reads its properties and finds its main part (`usual` where nothing names it). */
export async function openOoxml(
  input: ExtractInput,
  sink: Sink,
  usual: string,
): Promise<OpenedPackage | Outcome> {
  const opened = await OfficePackage.open(input.content, input.limits, sink);
  if (opened.parts.length === 0) return outcomeWithoutParts(input);
  const counted = new CountedSink(sink);
  const reader = new PartReader(opened, counted);
  const root = await reader.relationships('');
  const named = root.find((relation) => relation.type === 'officeDocument' && opened.find(relation.target));
  const last = usual.slice(usual.lastIndexOf('/') + 1).toLowerCase();
  const similar = opened.parts.find((entry) => entry.name.toLowerCase().endsWith(`/${last}`));
  await readProperties(reader, root, counted);
  return {
    reader,
    root,
    sink: counted,
    main: named?.target ?? (opened.find(usual) ? usual : (similar?.name ?? usual)),
  };
}

/** Opens an OpenDocument package. */
export async function openOdf(
  input: ExtractInput,
  sink: Sink,
): Promise<Pick<OpenedPackage, 'reader' | 'sink'> | Outcome> {
  const opened = await OfficePackage.open(input.content, input.limits, sink);
  if (opened.parts.length === 0) return outcomeWithoutParts(input);
  const counted = new CountedSink(sink);
  return { reader: new PartReader(opened, counted), sink: counted };
}

export const isOutcome = (value: object): value is Outcome => 'status' in value;
