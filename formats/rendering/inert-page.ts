/** Puts the pieces of an inert page together: its pictures are decoded and written anew, and it gets a head of ours. */
import { decodePicture } from './picture.ts';
import { type CarriedPicture, type Omissions, type Piece, placeholder } from './inert-html.ts';
import { encodePng } from './png.ts';

/** Pictures that one page shows; and pixels and bytes of all of them. Stops the page of a thousand large ones. */
const maxPictures = 200;
const maxPicturesPixels = 60_000_000;
const maxWrittenBytes = 16 * 1024 * 1024;
const maxPictureBytes = 16 * 1024 * 1024;
const maxSide = 1200;

/** The bytes that an address of this page names, `cid:` or other; undefined where there are none. */
export type FindPart = (address: string) => Uint8Array | undefined;

function bytesOf(address: string, find: FindPart): Uint8Array | undefined {
  if (!/^data:/i.test(address)) return find(address);
  const comma = address.indexOf(',');
  if (comma < 0 || address.length > 2 * maxPictureBytes) return undefined;
  const data = address.slice(comma + 1);
  if (/;\s{0,9}base64\s{0,9}$/i.test(address.slice(0, comma)))
    return Buffer.from(decodeURIComponentLoosely(data), 'base64');
  return Buffer.from(decodeURIComponentLoosely(data), 'latin1');
}

const decodeURIComponentLoosely = (text: string): string =>
  text.replaceAll(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

class Pictures {
  readonly #find: FindPart;
  readonly #known = new Map<string, string | undefined>();
  #pixels = 0;
  #written = 0;

  constructor(find: FindPart) {
    this.#find = find;
  }

  async markup({ address, alt, attributes }: CarriedPicture): Promise<string> {
    if (!this.#known.has(address)) this.#known.set(address, await this.#decode(address));
    const source = this.#known.get(address);
    if (source === undefined || this.#written + source.length > maxWrittenBytes)
      return placeholder(alt, 'cannot be shown');
    this.#written += source.length;
    return `<img${attributes} src="${source}">`;
  }

  async #decode(address: string): Promise<string | undefined> {
    if (this.#known.size >= maxPictures || this.#pixels > maxPicturesPixels) return undefined;
    const bytes = bytesOf(address, this.#find);
    if (!bytes || bytes.length === 0 || bytes.length > maxPictureBytes) return undefined;
    try {
      const picture = await decodePicture(bytes, maxSide);
      this.#pixels += picture.of.width * picture.of.height;
      return `data:image/png;base64,${encodePng(picture).toString('base64')}`;
    } catch {
      // No picture, or one that cannot be decoded: its place says so.
      return undefined;
    }
  }
}

const head = `<!doctype html><html><head><meta charset="utf-8"><title>Rendering</title><style>
html{color-scheme:light;background:#fff;color:#000;font:15px/1.4 sans-serif}
body{margin:8px;overflow-wrap:anywhere}img{max-width:100%;height:auto}
.evidex-gone{color:#555;border:1px dashed #999;padding:0 .3em;font-size:.85em}
.evidex-head{border-bottom:1px solid #999;margin-bottom:.8em;font-size:.9em}.evidex-head pre{white-space:pre-wrap;margin:.2em 0}
</style></head><body>`;

/** `before` is markup of ours. */
export async function inertPage(
  before: string,
  pieces: readonly Piece[],
  find: FindPart,
  omissions: Omissions,
): Promise<Buffer> {
  const pictures = new Pictures(find);
  const written: string[] = [];
  for (const piece of pieces) written.push(typeof piece === 'string' ? piece : await pictures.markup(piece));
  const cut = omissions.isCut ? '<p class="evidex-gone">[what follows is cut]</p>' : '';
  return Buffer.from(`${head}${before}${written.join('')}${cut}</body></html>\n`, 'utf8');
}
