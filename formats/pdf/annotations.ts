/** Reads the annotations of a page: comments, form fields, links, attached files. */
import type { Time } from '../../schemas/time.ts';
import type { PdfDocument } from './open-document.ts';
import { parsePdfDate } from '../time/pdf-date.ts';

/** Annotations of one page that are read; stops a page with millions of them. */
const maxAnnotations = 100_000;
/** Of the lists of one page; stops fields without number that share a list without end. */
const maxOptions = 10_000;

/** Subtypes by fpdf_annot.h. A pop-up repeats the text of its parent. */
const link = 2;
const popup = 16;
const fileAttachment = 17;
const widget = 20;

/** Field types by fpdf_formfill.h. */
const pushButton = 1;
const signature = 7;

const uriAction = 3;
const launchAction = 4;

export interface PageAnnotations {
  /** What fields hold, without their names. */
  readonly values: ReadonlySet<string>;
  readonly comments: readonly { readonly text: string; readonly author: string; readonly modified?: Time }[];
  /** `name: value`, one for each field that has a widget on the page. */
  readonly fields: readonly string[];
  /** Targets of links. */
  readonly links: readonly string[];
  /** Tips of fields, and authors and subjects of annotations that say nothing else. */
  readonly aside: readonly string[];
  /** Whether a link starts a program or a field carries a script. */
  readonly isActive: boolean;
  /** Whether an annotation draws something. */
  readonly isDrawn: boolean;
}

interface Collecting {
  readonly comments: { text: string; author: string; modified?: Time }[];
  readonly fields: Set<string>;
  readonly values: Set<string>;
  readonly links: Set<string>;
  readonly aside: Set<string>;
  optionsLeft: number;
  isActive: boolean;
  isDrawn: boolean;
}

/** What a list offers, as a reader sees it: its value is what is sent, and may be a number (ISO 32000-2, 12.7.5.4). */
function readOptions(
  { pdfium, form }: PdfDocument,
  annotation: number,
  found: Collecting,
): { readonly chosen: readonly string[]; readonly others: readonly string[] } {
  const { api, readString } = pdfium;
  const [chosen, others]: [string[], string[]] = [[], []];
  const count = Math.min(api.FPDFAnnot_GetOptionCount(form, annotation), found.optionsLeft);
  found.optionsLeft -= Math.max(count, 0);
  for (let index = 0; index < count; index += 1) {
    const label = readString((buffer, bytes) =>
      api.FPDFAnnot_GetOptionLabel(form, annotation, index, buffer, bytes),
    ).toWellFormed();
    if (label.trim() === '') continue;
    (api.FPDFAnnot_IsOptionSelected(form, annotation, index) ? chosen : others).push(label);
  }
  return { chosen, others };
}

function readField(document: PdfDocument, annotation: number, found: Collecting): void {
  const { pdfium, form } = document;
  const { api, readString } = pdfium;
  const type = api.FPDFAnnot_GetFormFieldType(form, annotation);
  const tip = readString((buffer, bytes) =>
    api.FPDFAnnot_GetFormFieldAlternateName(form, annotation, buffer, bytes),
  );
  if (tip.trim() !== '') found.aside.add(tip.toWellFormed());
  const name = readString((buffer, bytes) => api.FPDFAnnot_GetFormFieldName(form, annotation, buffer, bytes));
  if (type === pushButton || type === signature) {
    if (name.trim() !== '') found.aside.add(name.toWellFormed());
    return;
  }
  const value = readString((buffer, bytes) =>
    api.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, bytes),
  );
  found.values.add(value);
  const { chosen, others } = readOptions(document, annotation, found);
  const shown = chosen.length > 0 ? chosen.join(', ') : value;
  if (name.trim() !== '' || shown.trim() !== '') found.fields.add(`${name}: ${shown}`);
  const asides = chosen.length > 0 && !chosen.includes(value) ? [value, ...others] : others;
  for (const words of asides) found.aside.add(words.toWellFormed());
  // Keystroke, format, validate, calculate (fpdf_annot.h).
  for (let event = 12; event <= 15; event += 1) {
    const script = readString((buffer, bytes) =>
      api.FPDFAnnot_GetFormAdditionalActionJavaScript(form, annotation, event, buffer, bytes),
    );
    if (script !== '') found.isActive = true;
  }
}

function readLink({ pdfium, handle }: PdfDocument, annotation: number, found: Collecting): void {
  const { api, readBytes } = pdfium;
  const action = api.FPDFLink_GetAction(api.FPDFAnnot_GetLink(annotation));
  if (action === 0) return;
  const type = api.FPDFAction_GetType(action);
  if (type === launchAction) found.isActive = true;
  const isUri = type === uriAction;
  const target = readBytes((buffer, bytes) =>
    isUri
      ? api.FPDFAction_GetURIPath(handle, action, buffer, bytes)
      : api.FPDFAction_GetFilePath(action, buffer, bytes),
  );
  if (target !== '') found.links.add(Buffer.from(target, 'latin1').toString('utf8'));
}

function readComment({ pdfium }: PdfDocument, annotation: number, found: Collecting): void {
  const { api, readString } = pdfium;
  const read = (key: string) =>
    readString((buffer, bytes) =>
      api.FPDFAnnot_GetStringValue(annotation, key, buffer, bytes),
    ).toWellFormed();
  const contents = read('Contents').replace(/\r\n?/g, '\n').trim();
  const subject = read('Subj').trim();
  if (contents === '') {
    for (const said of [subject, read('T').trim()]) if (said !== '') found.aside.add(said);
    return;
  }
  const text = subject === '' ? contents : `${subject}: ${contents}`;
  const modified = parsePdfDate(read('M'));
  found.comments.push({ text, author: read('T').trim(), modified });
}

/**
 * All annotations of a loaded page. `attach` is given the PDFium handle of each attached file and the index of
 * its annotation while the annotation is open.
 */
export async function readAnnotations(
  document: PdfDocument,
  page: number,
  attach: (attachment: number, index: number) => Promise<void>,
): Promise<PageAnnotations> {
  const { api } = document.pdfium;
  const found: Collecting = {
    comments: [],
    fields: new Set(),
    values: new Set(),
    links: new Set(),
    aside: new Set(),
    optionsLeft: maxOptions,
    isActive: false,
    isDrawn: false,
  };
  const count = Math.min(api.FPDFPage_GetAnnotCount(page), maxAnnotations);
  for (let index = 0; index < count; index += 1) {
    const annotation = api.FPDFPage_GetAnnot(page, index);
    if (annotation === 0) continue;
    try {
      const subtype = api.FPDFAnnot_GetSubtype(annotation);
      // Its length, with the two zeros that end it, where it has an appearance.
      if (subtype !== link && subtype !== popup && api.FPDFAnnot_GetAP(annotation, 0, 0, 0) > 2)
        found.isDrawn = true;
      if (subtype === widget) {
        if (document.form !== 0) readField(document, annotation, found);
      } else if (subtype !== popup) {
        if (subtype === link) readLink(document, annotation, found);
        const attachment = subtype === fileAttachment ? api.FPDFAnnot_GetFileAttachment(annotation) : 0;
        if (attachment !== 0) await attach(attachment, index);
        readComment(document, annotation, found);
      }
    } finally {
      api.FPDFPage_CloseAnnot(annotation);
    }
  }
  return { ...found, fields: [...found.fields], links: [...found.links], aside: [...found.aside] };
}
