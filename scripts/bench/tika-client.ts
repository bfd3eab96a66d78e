/** A thin typed client of Tika Server: one file in, one object for the document and one for each it embeds. */
import { readFile } from 'node:fs/promises';

export interface TikaDocument {
  readonly text: string;
  /** Media type without parameters; '' where Tika states none. */
  readonly mediaType: string;
}

/** The documents of one file, the file itself first; throws with Tika's status where it gives none. */
export async function readWithTika(url: string, path: string, timeoutMs = 120_000): Promise<TikaDocument[]> {
  const response = await fetch(`${url}/rmeta/text`, {
    method: 'PUT',
    headers: { Accept: 'application/json' },
    body: await readFile(path),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw new Error(`Tika answered ${response.status}`);
  const objects = (await response.json()) as Record<string, string | string[] | undefined>[];
  return objects.map((object) => {
    const stated = object['Content-Type'];
    const mediaType = (Array.isArray(stated) ? stated[0] : stated) ?? '';
    const text = object['X-TIKA:content'];
    return { text: typeof text === 'string' ? text : '', mediaType: mediaType.split(';')[0]?.trim() ?? '' };
  });
}
