/** What old Office documents have in common: the compound file they lie in, its properties, macros and objects. */
import type { Code } from '../../schemas/status.ts';
import { type ExtractInput, LimitError, type Outcome, type Sink } from '../contract.ts';
import { CountedSink } from '../office/counted-sink.ts';
import { writeProperties } from '../office/properties.ts';
import type { CompoundEntry } from '../ole/compound-directory.ts';
import { CompoundFile } from '../ole/compound-file.ts';
import { type StorageContents, storageContents } from '../ole/storage-file.ts';
import { giveStorages, ObjectAllowance } from './embedded-storages.ts';
import { readPropertySets } from './property-sets.ts';

/** Names of modules that are said. */
const maxModules = 200;
/** Streams of a project that are none of its modules ([MS-OVBA] 2.2.1). */
const projectStreams = /^(?:dir|_VBA_PROJECT|__SRP_.*)$/i;

export class OfficeFile {
  readonly file: CompoundFile;
  readonly contents: StorageContents;
  readonly sink: CountedSink;
  readonly allowance: ObjectAllowance;
  readonly #maxBytes: number;
  /** The first damage of what the text lies in. */
  damage: { readonly code: Code; readonly detail: string } | undefined;

  private constructor(file: CompoundFile, input: ExtractInput, sink: Sink) {
    this.file = file;
    this.contents = storageContents(file);
    this.sink = new CountedSink(sink);
    this.allowance = new ObjectAllowance(input.content.size);
    this.#maxBytes = input.limits.maxHeldBytes;
    for (const { code, detail } of file.damage) this.warn(code, detail);
  }

  /** Undefined where the content is no compound file. */
  static open(input: ExtractInput, sink: Sink): OfficeFile | undefined {
    const file = CompoundFile.open(input.content);
    return file && new OfficeFile(file, input, sink);
  }

  warn(code: Code, detail: string): void {
    this.damage ??= { code, detail };
    this.sink.warn(code, detail.slice(0, 500));
  }

  /** A stream that is needed whole, as far as it is there; undefined where there is none. */
  read(...path: readonly string[]): Buffer | undefined {
    const entry = this.file.find(...path);
    if (!entry) return undefined;
    const { bytes, damage } = this.file.read(entry, this.#maxBytes);
    if (bytes.length === this.#maxBytes && entry.size > bytes.length)
      throw new LimitError('too-large', `${entry.size} bytes in the stream ${entry.name}`);
    if (damage) this.warn(damage.code, `${entry.name}: ${damage.detail}`);
    return bytes;
  }

  inside(storage: CompoundEntry | undefined): readonly CompoundEntry[] {
    return this.contents.get(storage) ?? [];
  }

  /** What the document says of itself, into metadata and text. */
  readProperties(): void {
    const values = readPropertySets(this.file);
    this.sink.metadata(values);
    writeProperties(values, this.sink);
  }

  /** Whether there was any text until now; from here on it counts anew. */
  takeText(): boolean {
    const { hasText } = this.sink;
    this.sink.hasText = false;
    return hasText;
  }

  /** Says that there are macros, and what their modules are called. */
  nameMacros(): void {
    const modules = this.file.entries
      .filter(({ name, parent }) => parent?.name.toUpperCase() === 'VBA' && !projectStreams.test(name))
      .map(({ name }) => name);
    if (modules.length === 0) return;
    const names = modules.slice(0, maxModules).join(', ');
    this.sink.warn('active-content', 'VBA macros');
    this.sink.metadata({ other: { Macros: names } });
  }

  async giveStorages(storages: readonly CompoundEntry[]): Promise<void> {
    await giveStorages(this.file, storages, this);
  }
}

/** Damage of what the text lies in leaves an empty document only where nothing at all was read. */
export function outcomeOf({ sink, damage }: OfficeFile, hasProperties: boolean): Outcome {
  if (sink.hasText || !damage) return { status: 'extracted' };
  const detail = hasProperties ? `${damage.detail}; only its properties are there` : damage.detail;
  return { status: 'failed', code: damage.code, detail };
}
