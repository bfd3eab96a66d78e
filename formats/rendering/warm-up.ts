/** Does once what a first page would wait for: PDFium is loaded, and has drawn a page of our own. */
import { memoryContent } from '../content.ts';
import { renderPage } from './pdf-page.ts';

/** One page with a word on it; PDFium finds its objects without a table. */
const ownPage = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>endobj
4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
5 0 obj<</Length 39>>stream
BT /F 24 Tf 40 300 Td (Warm-up page) Tj ET
endstream endobj
trailer<</Root 1 0 R>>
%%EOF
`;

const width = 900;

export async function warmUp(): Promise<void> {
  const marks = [{ from: 0, words: 'page' }];
  await renderPage(memoryContent(Buffer.from(ownPage, 'latin1')), { as: 'page', page: 1, width, marks });
}
