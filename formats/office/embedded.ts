/** Gives the files inside an office package (pictures, embedded objects, macros) as children, unopened. */
import type { Sink } from '../contract.ts';
import type { OfficePackage } from './package.ts';
import type { ZipEntry } from './zip-directory.ts';

/** Parts of the format itself: markup that extractors read, printer settings, obfuscated fonts. */
const ownParts = /(?:\.(?:xml|rels|vml|rdf|odttf)|(?:^|\/)(?:printerSettings\d*\.bin|mimetype)|\/)$/i;
const maxNameUnits = 1000;

/** Names with their declared types; stops at the package's entries, which are bounded. */
async function giveChild(source: OfficePackage, entry: ZipEntry, sink: Sink): Promise<void> {
  const slash = Math.max(entry.name.lastIndexOf('/'), entry.name.lastIndexOf('\\'));
  await sink.child({
    locator: `part:${entry.index}:${entry.name.slice(0, maxNameUnits)}`,
    name: entry.name.slice(slash + 1).slice(0, maxNameUnits),
    relation: 'embedded',
    ...(entry.bytes === undefined ? {} : { declaredSize: entry.bytes }),
    ...(entry.encrypted
      ? { ended: { status: 'encrypted', code: 'password-required' } as const }
      : { open: () => source.read(entry) }),
  });
}

/** Where embedded objects lie, in OOXML and OpenDocument packages. */
const objectParts = /(?:^|\/)embeddings\/[^/]+\.bin$|^Object [^/]{1,20}$/i;
/** An object is held to be opened; a larger one is still a child as it is. */
const maxObjectBytes = 64 * 1024 * 1024;

/** The file within an OLE2 object, beside the object itself. */
async function giveObjectFile(source: OfficePackage, entry: ZipEntry, sink: Sink): Promise<void> {
  if (entry.encrypted || (entry.bytes ?? Infinity) > maxObjectBytes) return;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of source.read(entry)) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxObjectBytes) return;
    }
  } catch {
    // The child itself fails with the reason when it is read.
    return;
  }
  // Few documents hold objects, so their reader is loaded only then.
  const { openOleObject } = await import('./ole-object.ts');
  const file = openOleObject(Buffer.concat(chunks));
  if (!file) return;
  await sink.child({
    locator: `object:${entry.index}`,
    name: file.name.slice(0, maxNameUnits),
    relation: 'embedded',
    declaredSize: file.bytes.length,
    open: () => file.bytes,
  });
}

/**
 * Every part that is not the format's own markup, and those of `also` (chunks in other formats, shadowed
 * entries), in directory order.
 */
export async function giveChildren(
  source: OfficePackage,
  sink: Sink,
  options: { also?: ReadonlySet<ZipEntry>; own?: (name: string) => boolean } = {},
): Promise<void> {
  const shadowed = new Set(source.shadowed);
  for (const entry of source.entries) {
    const wanted = shadowed.has(entry) || options.also?.has(entry) === true;
    if (!wanted && (ownParts.test(entry.name) || options.own?.(entry.name) === true)) continue;
    if (/(?:^|\/)vbaProject\.bin$/i.test(entry.name)) sink.warn('active-content', 'VBA macros');
    await giveChild(source, entry, sink);
    if (objectParts.test(entry.name)) await giveObjectFile(source, entry, sink);
    await sink.drain();
  }
}
