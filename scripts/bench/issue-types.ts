/** Which of Tika's media types are of formats that we read: what lies in a container and is none of them is left out. */
import { formats } from '../../formats/registry.ts';
import type { TikaDocument } from './tika-client.ts';

const readable = formats.filter((format) => format.role !== undefined);
const known = new Set(readable.flatMap((format) => format.mediaTypes.map((type) => type.toLowerCase())));
const containers = new Set(
  readable.filter((format) => format.role === 'container').flatMap((format) => format.mediaTypes),
);

/** Types that Tika names in its own way, and texts that are no `text/…`. */
const alsoReadable = new Set(
  `application/x-tika-ooxml application/x-tika-ooxml-protected application/x-zip-compressed application/javascript
   application/x-sh application/x-bat application/x-sql application/x-httpd-php
   application/mbox application/x-mbox application/pgp-encrypted application/pgp-signature application/x-xfa
   application/x-bzip application/x-gtar application/x-xz`.split(/\s+/),
);

/** Whether what Tika calls so is of a format that we read: the registry's, any text, any XML. */
export function isReadableType(mediaType: string): boolean {
  const type = mediaType.toLowerCase();
  // A Mac's resource forks.
  if (type === 'multipart/appledouble') return false;
  return (
    known.has(type) || alsoReadable.has(type) || /^(?:text|message|multipart)\/|\+(?:xml|json)$/.test(type)
  );
}

/** What Tika opens as a container has no text in its first object. */
export const isTikaContainer = (mediaType: string): boolean => containers.has(mediaType);

/** The objects of a container that lie in none but readable ones; the file itself is always among them. */
export function readableObjects(documents: readonly TikaDocument[]): TikaDocument[] {
  const closed = documents
    .slice(1)
    .filter((document) => !isReadableType(document.mediaType))
    .map((document) => document.path);
  return documents.filter(
    ({ path }, index) =>
      index === 0 || !closed.some((outer) => path === outer || path.startsWith(`${outer}/`)),
  );
}
