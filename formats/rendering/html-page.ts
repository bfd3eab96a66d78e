/** Shows a page of the web as an inert page. */
import type { Rendering } from '../../schemas/rendering.ts';
import { decodeText } from '../charset/charset.ts';
import { memoryContent } from '../content.ts';
import type { Content } from '../contract.ts';
import { declaredHtmlCharset } from '../web/html.ts';
import { inertPieces, Omissions } from './inert-html.ts';
import { inertPage } from './inert-page.ts';

/** Bytes of a page that are read; the rest is cut. */
const maxPageBytes = 16 * 1024 * 1024;

export async function renderHtml(content: Content): Promise<Rendering> {
  const omissions = new Omissions();
  omissions.isCut = content.size > maxPageBytes;
  const bytes = content.read(0, maxPageBytes);
  const decoded = decodeText(memoryContent(bytes), declaredHtmlCharset(content));
  const pieces = inertPieces([...decoded.chunks()].join(''), omissions);
  const page = await inertPage('', pieces, () => undefined, omissions);
  return { rendered: { as: 'html', ...omissions.told() }, bytes: page };
}
