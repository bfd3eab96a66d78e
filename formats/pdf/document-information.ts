/** Reads what a PDF says of itself: information dictionary, language, page count. */
import type { Metadata } from '../../schemas/metadata.ts';
import type { PdfDocument } from './open-document.ts';
import { parsePdfDate } from '../time/pdf-date.ts';
import { maxValueUnits } from '../value-limits.ts';

/** Keys of the producer’s own that are read, more than are kept, so that what is cut is told; stops a million keys. */
const maxCustomKeys = 1000;
/** Keys of this reader and of programs, whose values nobody wrote. */
const ofPrograms = /^(?:creator|producer|created|modified|PTEX\..*|GTS_.*|ISO_PDF.*)$/;

const without = <T extends object>(values: T): T =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  ) as T;

const split = (text: string, separator: RegExp) =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .slice(0, 10_000);

function readOther(document: PdfDocument, read: (key: string) => string): Record<string, string> {
  const { api, readBytes } = document.pdfium;
  const other: Record<string, string> = {};
  const count = Math.min(api.EPDF_GetMetaKeyCount(document.handle, true), maxCustomKeys);
  for (let index = 0; index < count; index += 1) {
    const key = readBytes((buffer, bytes) =>
      api.EPDF_GetMetaKeyName(document.handle, index, true, buffer, bytes),
    );
    const value = key === '' ? '' : read(key);
    if (value !== '') other[key.slice(0, 100)] = value;
  }
  return other;
}

/** What a person or a system of theirs put there: words that no other field has. */
export const ownWords = ({ other = {} }: Metadata): string[] =>
  Object.entries(other)
    .filter(([key]) => !ofPrograms.test(key))
    .map(([key, value]) => `${key}: ${value}`);

/** The normalised metadata; a date that does not parse is kept as it stands under `other`. */
export function readInformation(document: PdfDocument): Metadata {
  const { api, readString } = document.pdfium;
  const read = (key: string) =>
    readString((buffer, bytes) => api.FPDF_GetMetaText(document.handle, key, buffer, bytes))
      .toWellFormed()
      .replaceAll('\0', '')
      .trim()
      .slice(0, maxValueUnits);
  const [creator, producer] = [read('Creator'), read('Producer')];
  const [rawCreated, rawModified] = [read('CreationDate'), read('ModDate')];
  const created = parsePdfDate(rawCreated);
  const modified = parsePdfDate(rawModified);
  const language = readString((buffer, bytes) => api.EPDFCatalog_GetLanguage(document.handle, buffer, bytes));
  const other = without({
    ...readOther(document, read),
    creator,
    producer,
    created: created ? '' : rawCreated,
    modified: modified ? '' : rawModified,
  });
  return without({
    title: read('Title'),
    authors: split(read('Author'), /;/),
    subject: read('Subject'),
    keywords: split(read('Keywords'), /[,;]/),
    application: creator || producer,
    language: language.trim().slice(0, 100),
    created,
    modified,
    pages: api.FPDF_GetPageCount(document.handle),
    other: Object.keys(other).length > 0 ? other : undefined,
  });
}
