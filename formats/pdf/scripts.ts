/** Reads the scripts that a PDF runs when it is opened (ISO 32000-2, 12.6.4.17): as text, never to be run. */
import type { Remarks } from './object-strings.ts';
import type { PdfDocument } from './open-document.ts';

/** Scripts that are read; stops a list of a million. */
const maxScripts = 1000;

/** Each with its name before it. */
export function readScripts({ pdfium, handle }: PdfDocument): Remarks {
  const { api, readString } = pdfium;
  const scripts: string[] = [];
  const stated = api.FPDFDoc_GetJavaScriptActionCount(handle);
  const count = Math.min(stated, maxScripts);
  for (let index = 0; index < count; index += 1) {
    const action = api.FPDFDoc_GetJavaScriptAction(handle, index);
    if (action === 0) continue;
    const name = readString((buffer, bytes) => api.FPDFJavaScriptAction_GetName(action, buffer, bytes));
    const script = readString((buffer, bytes) => api.FPDFJavaScriptAction_GetScript(action, buffer, bytes));
    api.FPDFDoc_CloseJavaScriptAction(action);
    scripts.push(`${name}: ${script}`.toWellFormed().replaceAll('\0', ''));
  }
  return { lines: scripts, isCut: stated > maxScripts };
}
