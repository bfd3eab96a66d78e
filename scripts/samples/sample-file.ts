/** A file of the sample case, and the times that its invented owner would have left on it. */

export interface SampleFile {
  /** Below `samples/share`, `/` between parts. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** ISO 8601 with zone; set on the file when it is written. Git does not keep it: nothing may depend on it. */
  readonly modified: string;
}

/** A file of the share; text is written as UTF-8. */
export function file(path: string, modified: string, content: string | Uint8Array): SampleFile {
  return { path, modified, bytes: typeof content === 'string' ? Buffer.from(content) : content };
}

/** Seconds since 1970 of an ISO 8601 time. */
export const secondsOf = (time: string): number => Math.floor(Date.parse(time) / 1000);

/** Text made safe for XML and HTML. */
export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
