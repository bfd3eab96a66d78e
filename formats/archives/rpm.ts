/**
 * Reads RPM packages: what the package says of itself, its changes and scripts as text, and its payload, a compressed
 * archive, as the one member, which is opened in its turn.
 */
import type { Metadata } from '../../schemas/metadata.ts';
import type { Extract, Outcome, Sink } from '../contract.ts';
import { unixTime } from '../time/archive-time.ts';
import { readRpmHeader, type RpmHeader } from './rpm-header.ts';

export const version = '1';

const leadBytes = 96;
/** Values that are written as text, by tag. */
const fields: readonly (readonly [tag: number, name: string])[] = [
  [1000, 'Name'],
  [1001, 'Version'],
  [1002, 'Release'],
  [1022, 'Architecture'],
  [1004, 'Summary'],
  [1005, 'Description'],
  [1010, 'Distribution'],
  [1011, 'Vendor'],
  [1014, 'Licence'],
  [1015, 'Packager'],
  [1020, 'URL'],
  [1007, 'Built on'],
  [1044, 'Source package'],
];
/** What is run when it is installed. */
const scripts: readonly (readonly [tag: number, name: string])[] = [
  [1023, 'before it is installed'],
  [1024, 'after it is installed'],
  [1025, 'before it is removed'],
  [1026, 'after it is removed'],
];
const tags = {
  name: 1000,
  version: 1001,
  release: 1002,
  architecture: 1022,
  built: 1006,
  changeTime: 1080,
  changeName: 1081,
  changeText: 1082,
  format: 1124,
  packing: 1125,
};
/** Changes that are written; some packages have those of thirty years. */
const maxChanges = 5_000;

const endings: Readonly<Record<string, string>> = {
  gzip: '.gz',
  bzip2: '.bz2',
  xz: '.xz',
  lzma: '.lzma',
  zstd: '.zst',
};

const textOf = ({ texts }: RpmHeader, tag: number): string => texts.get(tag)?.[0] ?? '';
const timeOf = (seconds: number | undefined) => (seconds ? unixTime(seconds, String(seconds)) : undefined);

async function writeHeader(header: RpmHeader, sink: Sink): Promise<void> {
  for (const [tag, name] of fields)
    if (textOf(header, tag) !== '') sink.text(`${name}: ${textOf(header, tag)}\n`);
  const times = header.numbers.get(tags.changeTime) ?? [];
  const texts = header.texts.get(tags.changeText) ?? [];
  for (const [index, name] of (header.texts.get(tags.changeName) ?? []).slice(0, maxChanges).entries()) {
    const time = timeOf(times[index]);
    sink.text(`${time?.instant?.slice(0, 10) ?? ''} ${name}\n${texts[index] ?? ''}\n`);
    if (index % 200 === 199) await sink.drain();
  }
  const run = scripts.filter(([tag]) => textOf(header, tag) !== '');
  if (run.length > 0) sink.warn('active-content', `scripts: ${run.map(([, name]) => name).join(', ')}`);
  for (const [tag, name] of run) {
    sink.anchor({ part: `script ${name}` }, 'hidden');
    sink.text(`${textOf(header, tag)}\n`, 'hidden');
  }
}

function metadataOf(header: RpmHeader, label: string): Metadata {
  const created = timeOf(header.numbers.get(tags.built)?.[0]);
  const packager = textOf(header, 1015);
  return {
    ...(label !== '' && { title: label }),
    ...(created && { created }),
    ...(packager !== '' && { authors: [packager] }),
  };
}

export const extract: Extract = async ({ content }, sink): Promise<Outcome> => {
  const signature = readRpmHeader(content, leadBytes);
  // The header itself begins at a multiple of eight.
  const header = signature && readRpmHeader(content, Math.ceil(signature.end / 8) * 8);
  if (!header)
    return {
      status: 'failed',
      code: content.size < 200 ? 'truncated' : 'corrupt',
      detail: 'no header of a package',
      completeness: 'partial',
    };
  const label = [tags.name, tags.version, tags.release]
    .map((tag) => textOf(header, tag))
    .filter((part) => part !== '')
    .join('-');
  sink.metadata(metadataOf(header, label));
  await writeHeader(header, sink);
  const bytes = content.size - header.end;
  sink.expect(bytes > 0 ? 1 : 0);
  if (bytes <= 0) {
    sink.warn('truncated', 'the payload is missing');
    return { status: 'extracted', completeness: 'partial' };
  }
  const ending = endings[textOf(header, tags.packing)] ?? '';
  await sink.child({
    locator: String(header.end),
    name: `${label === '' ? 'payload' : label}.${textOf(header, tags.format) || 'cpio'}${ending}`.slice(
      0,
      255,
    ),
    relation: 'member',
    declaredSize: bytes,
    open: () => content.slices(header.end),
  });
  return { status: 'extracted', completeness: 'complete' };
};
