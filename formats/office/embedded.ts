/** Gives the files inside an office package (pictures, embedded objects, macros) as children, unopened. */
import type { Child, Sink } from '../contract.ts';
import { bytesOf, type OfficePackage, type PackagePart } from './package.ts';

/** Parts of the format itself: markup that extractors read, printer settings, obfuscated fonts. */
const ownParts = /(?:\.(?:xml|rels|vml|rdf|odttf)|(?:^|\/)(?:printerSettings\d*\.bin|mimetype)|\/)$/i;
const maxNameUnits = 1000;

/** Names with their declared types; stops at the package's entries, which are bounded. */
async function giveChild(
  source: OfficePackage,
  part: PackagePart,
  sink: Sink,
  known: Child['ended'],
): Promise<void> {
  const { name, rawName, entry } = part;
  const slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
  const ended = source.refusalOf(part) ?? known;
  await sink.child({
    locator: `part:${entry.locator}:${name.slice(0, maxNameUnits)}`,
    name: name.slice(slash + 1).slice(0, maxNameUnits),
    rawName,
    relation: 'embedded',
    declaredSize: bytesOf(part),
    ...(ended ? { ended } : { open: () => source.read(part) }),
  });
}

/** Where embedded objects lie, in OOXML and OpenDocument packages. */
const objectParts = /(?:^|\/)embeddings\/[^/]+\.bin$|^Object [^/]{1,20}$/i;
/** An object is held to be opened; a larger one is still a child as it is. */
const maxObjectBytes = 64 * 1024 * 1024;

/** The file within an OLE2 object, beside the object itself. */
async function giveObjectFile(source: OfficePackage, part: PackagePart, sink: Sink): Promise<void> {
  if (bytesOf(part) > maxObjectBytes) return;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of source.read(part)) {
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
  const { damage } = file;
  if (damage)
    sink.warn(damage.code, `the file in ${part.name.slice(0, maxNameUnits)}: ${damage.detail}`.slice(0, 500));
  await sink.child({
    locator: `object:${part.entry.locator}`,
    name: file.name.slice(0, maxNameUnits),
    relation: 'embedded',
    declaredSize: file.bytes.length,
    open: () => file.bytes,
  });
}

/**
 * Every part that is not the format's own markup, and those of `also` (chunks in other formats, shadowed
 * entries), in directory order; `ended` says of which it is known that they cannot be read.
 */
export async function giveChildren(
  source: OfficePackage,
  sink: Sink,
  options: {
    also?: ReadonlySet<PackagePart>;
    own?: (name: string) => boolean;
    ended?: (part: PackagePart) => Child['ended'];
  } = {},
): Promise<void> {
  for (const part of source.parts) {
    const { name } = part;
    const wanted = source.shadowed.has(part) || options.also?.has(part) === true;
    if (!wanted && (ownParts.test(name) || options.own?.(name) === true)) continue;
    if (/(?:^|\/)vbaProject\.bin$/i.test(name)) sink.warn('active-content', 'VBA macros');
    await giveChild(source, part, sink, options.ended?.(part));
    if (objectParts.test(name)) await giveObjectFile(source, part, sink);
    await sink.drain();
  }
}
