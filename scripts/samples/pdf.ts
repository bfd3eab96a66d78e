/** Writes small PDF files (ISO 32000-1): pages of lines in Helvetica, information, attached files. */

export interface PdfDocument {
  readonly title: string;
  readonly author: string;
  /** PDF date without the prefix: `20190402101500Z`, `20190402101500+01'00'`. */
  readonly created: string;
  /** Lines by page, in Windows-1252; a page without lines shows only a grey picture, as a scan does. */
  readonly pages: readonly (readonly string[])[];
  readonly attachment?: { readonly name: string; readonly type: string; readonly data: string };
}

const literal = (text: string): string => `(${text.replaceAll(/[\\()]/g, String.raw`\$&`)})`;

const stream = (dictionary: string, data: string): string =>
  `<<${dictionary}/Length ${data.length}>>\nstream\n${data}\nendstream`;

const picture = stream(
  '/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8',
  '\u0000\u0080\u00ff\u0040',
);

/** The same bytes for the same document. */
export function makePdf({ title, author, created, pages, attachment }: PdfDocument): Buffer {
  const objects: string[] = [
    '',
    '',
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>',
    picture,
  ];
  const add = (object: string): string => `${objects.push(object)} 0 R`;
  const kids = pages.map((lines) => {
    const text = lines.map((line) => `${literal(line)} Tj T*`).join(' ');
    const drawn =
      lines.length > 0 ? `BT /F 11 Tf 64 770 Td 16 TL ${text} ET` : 'q 460 0 0 650 64 90 cm /P Do Q';
    const contents = add(stream('', drawn));
    return add(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>/XObject<</P 4 0 R>>>>/Contents ${contents}>>`,
    );
  });
  let names = '';
  if (attachment) {
    const type = attachment.type.replaceAll('/', '#2F');
    const held = add(stream(`/Type/EmbeddedFile/Subtype/${type}`, attachment.data));
    const name = literal(attachment.name);
    const spec = add(`<</Type/Filespec/F${name}/UF${name}/EF<</F ${held}>>>>`);
    names = `/Names<</EmbeddedFiles<</Names[${name} ${spec}]>>>>`;
  }
  objects[0] = `<</Type/Catalog/Pages 2 0 R/Lang(en-GB)${names}>>`;
  objects[1] = `<</Type/Pages/Kids[${kids.join(' ')}]/Count ${kids.length}>>`;
  const information = add(
    `<</Title${literal(title)}/Author${literal(author)}/Creator(Quill Writer 3)/CreationDate(D:${created})/ModDate(D:${created})>>`,
  );
  return assemble(objects, information);
}

function assemble(objects: readonly string[], information: string): Buffer {
  let text = '%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n';
  const rows = objects.map((object, index) => {
    const row = `${String(text.length).padStart(10, '0')} 00000 n \n`;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return row;
  });
  const size = objects.length + 1;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}trailer\n<</Size ${size}/Root 1 0 R/Info ${information}>>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
