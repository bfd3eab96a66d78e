/** Reads what a presentation keeps beside its slides: embedded objects, macros, links ([MS-PPT] 2.10). */
import { giveObject } from './embedded-storages.ts';
import { inflatePart } from './drawn-pictures.ts';
import type { OfficeFile } from './office-file.ts';
import type { SlideDirectory } from './slide-directory.ts';
import { recordAt, recordsIn, type SlideRecord, textOf, types } from './slide-records.ts';

/** Objects of one presentation; stops a list that names one a million times. */
const maxObjects = 10_000;

export class SlideObjects {
  readonly #office: OfficeFile;
  readonly #stream: Buffer;
  readonly #directory: SlideDirectory;
  readonly #given = new Set<number>();

  constructor(office: OfficeFile, stream: Buffer, directory: SlideDirectory) {
    this.#office = office;
    this.#stream = stream;
    this.#directory = directory;
  }

  /** Those that the document lists; strings beside them are targets of links and names, for `said`. */
  async give(list: SlideRecord, said: (text: string) => void): Promise<void> {
    for (const holder of recordsIn(this.#stream, list.from, list.to)) {
      let name = '';
      let part: number | undefined;
      for (const record of recordsIn(this.#stream, holder.from, holder.to)) {
        const text = record.type === types.string ? textOf(this.#stream, record) : undefined;
        if (text !== undefined && record.instance === 2) name = text;
        if (text !== undefined && (text.includes('://') || text.startsWith('mailto:'))) said(text);
        if (record.type === types.objectAtom && record.to - record.from >= 20)
          part = this.#stream.readUInt32LE(record.from + 16);
      }
      if (part !== undefined) await this.#givePart(part, name);
    }
  }

  /** The project of macros is an object like others. */
  async giveMacros(holder: SlideRecord): Promise<void> {
    for (const record of recordsIn(this.#stream, holder.from, holder.to)) {
      if (record.type !== types.macrosAtom || record.to - record.from < 8) continue;
      const part = this.#stream.readUInt32LE(record.from);
      if (part === 0 || this.#stream.readUInt32LE(record.from + 4) === 0) continue;
      this.#office.sink.warn('active-content', 'VBA macros');
      await this.#givePart(part, 'vbaProject.bin');
    }
  }

  async #givePart(part: number, name: string): Promise<void> {
    const at = this.#directory.places.get(part);
    const record = at === undefined ? undefined : recordAt(this.#stream, at);
    if (!record || this.#given.has(record.start) || this.#given.size >= maxObjects) return;
    if (record.type !== types.objectStorage) return;
    this.#given.add(record.start);
    const stored = this.#stream.subarray(record.from, record.to);
    const bytes = record.instance === 1 ? inflatePart(stored.subarray(4)) : stored;
    const locator = `object:${part}`;
    const { sink } = this.#office;
    if (!bytes) {
      const ended = { status: 'failed', code: 'corrupt', detail: 'the object does not unpack' } as const;
      await sink.child({ locator, name, relation: 'embedded', ended });
      return;
    }
    if (record.instance === 1) sink.expanding(bytes.length);
    await giveObject(sink, { locator, name: name.slice(0, 200), bytes });
    await sink.drain();
  }
}
