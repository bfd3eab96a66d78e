/** Writes small office files (ECMA-376, OpenDocument 1.2) of our own text. */
import { type Parts, relations, zipParts } from '../fixtures/make-office.ts';
import { escapeXml as x } from './sample-file.ts';

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006';
const ooxml = 'http://schemas.openxmlformats.org';

export interface Properties {
  readonly title: string;
  readonly author: string;
  /** W3C date and time with zone. */
  readonly created: string;
  readonly modified?: string;
  readonly lastAuthor?: string;
}

const properties = ({
  title,
  author,
  created,
  modified = created,
  lastAuthor = author,
}: Properties): Parts => ({
  'docProps/core.xml': `${head}<cp:coreProperties xmlns:cp="${ooxml}/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>${x(title)}</dc:title><dc:creator>${x(author)}</dc:creator><cp:lastModifiedBy>${x(lastAuthor)}</cp:lastModifiedBy><dcterms:created>${created}</dcterms:created><dcterms:modified>${modified}</dcterms:modified></cp:coreProperties>`,
  'docProps/app.xml': `${head}<Properties xmlns="${office}/extended-properties"><Application>Quill Office</Application><Company>Quillmere Strategy Ltd</Company></Properties>`,
});

/** `overrides`: content types by part; the main part's type is what tells the formats apart. */
const ooxmlStart = (main: string, overrides: Readonly<Record<string, string>>): Parts => ({
  '[Content_Types].xml': `${head}<Types xmlns="${ooxml}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${Object.entries(
    overrides,
  )
    .map(
      ([part, type]) =>
        `<Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.${type}+xml"/>`,
    )
    .join('')}</Types>`,
  '_rels/.rels': relations(
    ['rId1', 'officeDocument', main],
    ['rId2', 'extended-properties', 'docProps/app.xml'],
  ).replace(
    '</Relationships>',
    `<Relationship Id="rId3" Type="${ooxml}/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
  ),
});

export interface WordDocument extends Properties {
  readonly paragraphs: readonly string[];
  readonly table?: readonly (readonly string[])[];
  readonly header?: string;
  readonly comment?: { readonly author: string; readonly date: string; readonly text: string };
  /** Struck words that the tracked changes still hold. */
  readonly struck?: { readonly author: string; readonly date: string; readonly text: string };
}

const run = (text: string): string => `<w:r><w:t xml:space="preserve">${x(text)}</w:t></w:r>`;
const paragraph = (inner: string): string => `<w:p>${inner}</w:p>`;

export function makeDocx(document: WordDocument): Uint8Array {
  const { paragraphs, table = [], header, comment, struck } = document;
  const part = (root: string, inner: string): string =>
    `${head}<w:${root} xmlns:w="${ooxml}/wordprocessingml/2006/main" xmlns:r="${office}/relationships">${inner}</w:${root}>`;
  const rows = table
    .map((row) => `<w:tr>${row.map((cell) => `<w:tc>${paragraph(run(cell))}</w:tc>`).join('')}</w:tr>`)
    .join('');
  const deleted = struck
    ? paragraph(
        `<w:del w:id="9" w:author="${x(struck.author)}" w:date="${struck.date}"><w:r><w:delText xml:space="preserve">${x(struck.text)}</w:delText></w:r></w:del>`,
      )
    : '';
  const noted = comment
    ? '<w:p><w:commentRangeStart w:id="1"/><w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r></w:p>'
    : '';
  const body = `<w:body>${paragraphs.map((text) => paragraph(run(text))).join('')}${deleted}${noted}${rows ? `<w:tbl>${rows}</w:tbl>` : ''}<w:sectPr>${header ? '<w:headerReference w:type="default" r:id="rId1"/>' : ''}</w:sectPr></w:body>`;
  const more: Record<string, string> = {};
  const types: Record<string, string> = { 'word/document.xml': 'wordprocessingml.document.main' };
  const targets: [string, string, string][] = [];
  if (header) {
    more['word/header1.xml'] = part('hdr', paragraph(run(header)));
    types['word/header1.xml'] = 'wordprocessingml.header';
    targets.push(['rId1', 'header', 'header1.xml']);
  }
  if (comment) {
    more['word/comments.xml'] = part(
      'comments',
      `<w:comment w:id="1" w:author="${x(comment.author)}" w:date="${comment.date}">${paragraph(run(comment.text))}</w:comment>`,
    );
    types['word/comments.xml'] = 'wordprocessingml.comments';
    targets.push(['rId2', 'comments', 'comments.xml']);
  }
  return zipParts({
    ...ooxmlStart('word/document.xml', types),
    'word/document.xml': part('document', body),
    'word/_rels/document.xml.rels': relations(...targets),
    ...more,
    ...properties(document),
  });
}

export interface Workbook extends Properties {
  readonly sheets: readonly {
    readonly name: string;
    readonly hidden?: boolean;
    readonly rows: readonly (readonly string[])[];
  }[];
}

const columnOf = (index: number): string => String.fromCodePoint(65 + index);

export function makeXlsx(workbook: Workbook): Uint8Array {
  const main = `${ooxml}/spreadsheetml/2006/main`;
  const parts: Record<string, string> = {};
  const types: Record<string, string> = { 'xl/workbook.xml': 'spreadsheetml.sheet.main' };
  for (const [index, { rows }] of workbook.sheets.entries()) {
    const path = `xl/worksheets/sheet${index + 1}.xml`;
    types[path] = 'spreadsheetml.worksheet';
    const cells = rows.map(
      (row, at) =>
        `<row r="${at + 1}">${row.map((text, column) => `<c r="${columnOf(column)}${at + 1}" t="inlineStr"><is><t>${x(text)}</t></is></c>`).join('')}</row>`,
    );
    parts[path] = `${head}<worksheet xmlns="${main}"><sheetData>${cells.join('')}</sheetData></worksheet>`;
  }
  const sheets = workbook.sheets.map(
    ({ name, hidden }, index) =>
      `<sheet name="${x(name)}" sheetId="${index + 1}"${hidden ? ' state="hidden"' : ''} r:id="rId${index + 1}"/>`,
  );
  return zipParts({
    ...ooxmlStart('xl/workbook.xml', types),
    'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${office}/relationships"><sheets>${sheets.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      ...workbook.sheets.map(
        (_, index) => [`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`] as const,
      ),
    ),
    ...parts,
    ...properties(workbook),
  });
}

export interface Presentation extends Properties {
  readonly slides: readonly { readonly lines: readonly string[]; readonly notes?: string }[];
}

export function makePptx(presentation: Presentation): Uint8Array {
  const part = (root: string, lines: readonly string[]): string =>
    `${head}<p:${root} xmlns:p="${ooxml}/presentationml/2006/main" xmlns:a="${ooxml}/drawingml/2006/main" xmlns:r="${office}/relationships"><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/><p:sp><p:nvSpPr><p:cNvPr id="2" name="Text"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>${lines.map((line) => `<a:p><a:r><a:t>${x(line)}</a:t></a:r></a:p>`).join('')}</p:txBody></p:sp></p:spTree></p:cSld></p:${root}>`;
  const parts: Record<string, string> = {};
  const types: Record<string, string> = { 'ppt/presentation.xml': 'presentationml.presentation.main' };
  for (const [index, { lines, notes }] of presentation.slides.entries()) {
    const number = index + 1;
    parts[`ppt/slides/slide${number}.xml`] = part('sld', lines);
    types[`ppt/slides/slide${number}.xml`] = 'presentationml.slide';
    if (notes === undefined) continue;
    parts[`ppt/notesSlides/notesSlide${number}.xml`] = part('notes', [notes]);
    parts[`ppt/slides/_rels/slide${number}.xml.rels`] = relations([
      'rId1',
      'notesSlide',
      `../notesSlides/notesSlide${number}.xml`,
    ]);
  }
  const ids = presentation.slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index + 1}"/>`);
  return zipParts({
    ...ooxmlStart('ppt/presentation.xml', types),
    'ppt/presentation.xml': `${head}<p:presentation xmlns:p="${ooxml}/presentationml/2006/main" xmlns:r="${office}/relationships"><p:sldIdLst>${ids.join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(
      ...presentation.slides.map(
        (_, index) => [`rId${index + 1}`, 'slide', `slides/slide${index + 1}.xml`] as const,
      ),
    ),
    ...parts,
    ...properties(presentation),
  });
}

const odf = 'urn:oasis:names:tc:opendocument:xmlns';
const odfSpaces = `xmlns:office="${odf}:office:1.0" xmlns:text="${odf}:text:1.0" xmlns:table="${odf}:table:1.0" xmlns:meta="${odf}:meta:1.0" xmlns:manifest="${odf}:manifest:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"`;

function makeOdf(
  type: 'text' | 'spreadsheet',
  content: string,
  { title, author, created, modified = created, lastAuthor = author }: Properties,
): Uint8Array {
  const part = (root: string, inner: string): string =>
    `${head}<office:${root} ${odfSpaces} office:version="1.2">${inner}</office:${root}>`;
  const media = `application/vnd.oasis.opendocument.${type}`;
  return zipParts({
    mimetype: media,
    'content.xml': part(
      'document-content',
      `<office:body><office:${type}>${content}</office:${type}></office:body>`,
    ),
    'meta.xml': part(
      'document-meta',
      `<office:meta><meta:generator>QuillOffice/2</meta:generator><dc:title>${x(title)}</dc:title><meta:initial-creator>${x(author)}</meta:initial-creator><dc:creator>${x(lastAuthor)}</dc:creator><meta:creation-date>${created}</meta:creation-date><dc:date>${modified}</dc:date></office:meta>`,
    ),
    'META-INF/manifest.xml': `${head}<manifest:manifest ${odfSpaces}><manifest:file-entry manifest:full-path="/" manifest:media-type="${media}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>`,
  });
}

export const makeOdt = (document: Properties & { readonly paragraphs: readonly string[] }): Uint8Array =>
  makeOdf('text', document.paragraphs.map((text) => `<text:p>${x(text)}</text:p>`).join(''), document);

export function makeOds(
  document: Properties & { readonly sheet: string; readonly rows: readonly (readonly string[])[] },
): Uint8Array {
  const cell = (text: string): string =>
    `<table:table-cell office:value-type="string"><text:p>${x(text)}</text:p></table:table-cell>`;
  const rows = document.rows.map((row) => `<table:table-row>${row.map(cell).join('')}</table:table-row>`);
  return makeOdf(
    'spreadsheet',
    `<table:table table:name="${x(document.sheet)}">${rows.join('')}</table:table>`,
    document,
  );
}
