/** Gives the objects embedded in an old Office document as children: a file that was put into it, or what another program made. */
import type { Sink } from '../contract.ts';
import { openOleObject } from '../office/ole-object.ts';
import type { CompoundEntry } from '../ole/compound-directory.ts';
import type { CompoundFile } from '../ole/compound-file.ts';
import { makeStorageFile, type StorageContents } from '../ole/storage-file.ts';

/** An object is held to be opened. */
const maxObjectBytes = 64 * 1024 * 1024;
const maxNameUnits = 200;

/** Notes on the object and how it is shown; one that has nothing else holds nothing. */
const isOwnStream = (name: string): boolean =>
  (name.startsWith('\u0001') || name.startsWith('\u0003')) && !name.endsWith('Ole10Native');

/** Bytes of all objects of a document: none has more than its file, however often streams name the same sectors. */
export class ObjectAllowance {
  left: number;
  constructor(bytes: number) {
    this.left = bytes;
  }
}

/** Bytes of an object as children: the file in it where it holds one, the whole otherwise. */
export async function giveObject(
  sink: Sink,
  { locator, name, bytes }: { readonly locator: string; readonly name: string; readonly bytes: Buffer },
): Promise<void> {
  const file = openOleObject(bytes);
  const given = file ?? { name, bytes, damage: undefined };
  if (given.damage) sink.warn(given.damage.code, `the file in ${name}: ${given.damage.detail}`.slice(0, 500));
  await sink.child({
    locator,
    name: (given.name === '' ? name : given.name).slice(0, maxNameUnits),
    relation: 'embedded',
    declaredSize: given.bytes.length,
    open: () => given.bytes,
  });
}

/** Every storage of `storages` that holds more than notes on how it is shown. */
export async function giveStorages(
  file: CompoundFile,
  storages: readonly CompoundEntry[],
  { contents, allowance, sink }: { contents: StorageContents; allowance: ObjectAllowance; sink: Sink },
): Promise<void> {
  for (const storage of storages) {
    const inside = contents.get(storage) ?? [];
    if (inside.every(({ name, kind }) => kind === 'stream' && isOwnStream(name))) continue;
    const name = storage.name.slice(0, maxNameUnits);
    const locator = `storage:${storage.name}`;
    const made = makeStorageFile(file, storage, contents, Math.min(maxObjectBytes, allowance.left));
    if (!made) {
      const detail = 'the object holds more bytes than the file can have';
      await sink.child({
        locator,
        name,
        relation: 'embedded',
        ended: { status: 'failed', code: 'too-large', detail },
      });
      continue;
    }
    allowance.left -= made.bytes.length;
    for (const { code, detail } of made.damage) sink.warn(code, `in the object ${name}: ${detail}`);
    await giveObject(sink, { locator, name, bytes: made.bytes });
    await sink.drain();
  }
}
