/** Gives a PDF whose end is lost a new catalog and page tree over the pages that are still there. */
import { memoryContent } from '../content.ts';
import type { Content } from '../contract.ts';
import { maxSearchedBytes } from './searched-bytes.ts';

/** Characters of an object looked at for its type; a page's dictionary is short. */
const objectChars = 4000;
/** Pages taken over; stops a file of nothing but page headers. */
const maxPages = 100_000;

interface PageList {
  readonly pages: readonly string[];
  readonly highest: number;
}

/** Objects in compressed object streams are not found: their end is lost with the file's. */
function findPages(text: string): PageList {
  const pages = new Map<number, string>();
  let highest = 0;
  for (const match of text.matchAll(/\b(\d{1,7})[ \r\n]{1,2}(\d{1,5})[ \r\n]{1,2}obj\b/g)) {
    const number = Number(match[1]);
    highest = Math.max(highest, number);
    const start = match.index + match[0].length;
    const body = text.slice(start, start + objectChars).split(/endobj|stream/, 1)[0] ?? '';
    // A later object of the same number replaces the earlier one, as an update does.
    if (/\/Type\s{0,4}\/Page\b/.test(body)) pages.set(number, `${number} ${match[2]} R`);
    if (pages.size >= maxPages) break;
  }
  return { pages: [...pages.values()], highest };
}

/** The content with a catalog, page tree and trailer appended, or undefined where no page is left. */
export function rebuildPageTree(content: Content): Content | undefined {
  if (content.size > maxSearchedBytes) return undefined;
  const bytes = content.read(0, content.size);
  const { pages, highest } = findPages(Buffer.from(bytes).toString('latin1'));
  if (pages.length === 0) return undefined;
  const [catalog, tree] = [highest + 1, highest + 2];
  const appended = Buffer.from(
    `\nendstream\nendobj\n${catalog} 0 obj\n<</Type/Catalog/Pages ${tree} 0 R>>\nendobj\n` +
      `${tree} 0 obj\n<</Type/Pages/Kids[${pages.join(' ')}]/Count ${pages.length}>>\nendobj\n` +
      `trailer\n<</Size ${highest + 3}/Root ${catalog} 0 R>>\nstartxref\n0\n%%EOF\n`,
  );
  return memoryContent(Buffer.concat([bytes, appended]));
}
