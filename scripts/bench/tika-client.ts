/** A thin typed client of Tika Server: one file in, one object for the document and one for each it embeds. */
import { readFile } from 'node:fs/promises';

export interface TikaDocument {
  readonly text: string;
  /** Media type without parameters; '' where Tika states none. */
  readonly mediaType: string;
  /** Where it lies: '' for the file, then `/3/1` for the first object in the third. */
  readonly path: string;
}

type TikaObject = Record<string, string | string[] | undefined>;

const textOf = (object: TikaObject, key: string): string => {
  const value = object[key];
  return (Array.isArray(value) ? value[0] : value) ?? '';
};

/** The documents of one file, the file itself first; throws with Tika's status where it gives none. */
export async function readWithTika(url: string, path: string, timeoutMs = 120_000): Promise<TikaDocument[]> {
  const response = await fetch(`${url}/rmeta/text`, {
    method: 'PUT',
    headers: { Accept: 'application/json' },
    body: await readFile(path),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw new Error(`Tika answered ${response.status}`);
  const objects = (await response.json()) as TikaObject[];
  return objects.map((object) => ({
    text: textOf(object, 'X-TIKA:content'),
    mediaType: textOf(object, 'Content-Type').split(';')[0]?.trim() ?? '',
    path: textOf(object, 'X-TIKA:embedded_id_path'),
  }));
}
