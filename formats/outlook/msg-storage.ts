/** The properties, recipients and attachments of a message file ([MS-OXMSG]) out of the storages of its compound file. */
import { LimitError } from '../contract.ts';
import type { CompoundEntry } from '../ole/compound-directory.ts';
import type { CompoundFile } from '../ole/compound-file.ts';
import { makeStorageFile, storageContents } from '../ole/storage-file.ts';
import { readNames } from './msg-names.ts';
import type {
  OutlookAttachment,
  OutlookDamage,
  OutlookMessage,
  Property,
  PropertyBag,
} from './property-bag.ts';
import { attachMethods, ids } from './property-ids.ts';
import { joinValues, NamedProperties, PropertyMap } from './property-map.ts';
import { fixedSizes, numberOf, types } from './property-values.ts';

const propertyStream = '__properties_version1.0';
const entryBytes = 16;
/** Bytes before the first entry of the property stream (2.4.1): of the file's message, of one within, of a row. */
const heads = { top: 32, inner: 24, row: 8 } as const;
/** Values of one property: stops a list that claims to be endless. */
const maxValues = 5_000;
/** A value is held; a larger one is cut. */
const maxValueBytes = 64 * 1024 * 1024;
/**
 * Bytes read in all, as a multiple of the file. Stops streams that share their sectors, by which a small file comes to any
 * length.
 */
const maxReadings = 8;
const leastReadBytes = 64 * 1024 * 1024;
/** An OLE object is held as the file that it would be. */
const maxObjectBytes = 64 * 1024 * 1024;

/** The message of one file with what lies in it. */
export class MsgFile {
  readonly #file: CompoundFile;
  readonly #children = new Map<CompoundEntry | undefined, Map<string, CompoundEntry>>();
  readonly #names: NamedProperties;
  #bytesLeft: number;

  constructor(file: CompoundFile, fileBytes: number) {
    this.#file = file;
    this.#bytesLeft = Math.max(leastReadBytes, fileBytes * maxReadings);
    for (const entry of file.entries) {
      // What the tree of names has lost belonged to the message, as far as anybody can say.
      const parent = entry.parent ?? (entry.isLost ? file.root : undefined);
      const inside = this.#children.get(parent) ?? new Map<string, CompoundEntry>();
      const name = entry.name.toLowerCase();
      if (!inside.has(name)) inside.set(name, entry);
      this.#children.set(parent, inside);
    }
    const names = this.childrenOf(file.root).get('__nameid_version1.0');
    const stream = (name: string): Buffer => {
      const entry = names && this.childrenOf(names).get(`__substg1.0_${name}`);
      return entry ? this.read(entry, () => undefined) : Buffer.alloc(0);
    };
    this.#names = readNames({
      guids: stream('00020102'),
      entries: stream('00030102'),
      strings: stream('00040102'),
    });
  }

  get names(): NamedProperties {
    return this.#names;
  }

  get root(): CompoundEntry | undefined {
    return this.#file.root;
  }

  /** By name in lower case, in the order of the tree. */
  childrenOf(storage: CompoundEntry | undefined): ReadonlyMap<string, CompoundEntry> {
    return this.#children.get(storage) ?? new Map<string, CompoundEntry>();
  }

  #take(bytes: number): void {
    this.#bytesLeft -= bytes;
    if (this.#bytesLeft < 0)
      throw new LimitError('bomb', 'the streams of the message come to many times the file');
  }

  read(entry: CompoundEntry, tell: (damage: OutlookDamage) => void): Buffer {
    const { bytes, damage } = this.#file.read(entry, maxValueBytes);
    this.#take(bytes.length);
    if (damage) tell(damage);
    else if (entry.size > maxValueBytes)
      tell({ code: 'text-cut', detail: `${entry.size} bytes, of which ${maxValueBytes} were read` });
    return bytes;
  }

  /** Throws at the end where bytes are missing: the attachment keeps what there was. */
  *slices(entry: CompoundEntry): Generator<Uint8Array> {
    const slices = this.#file.slices(entry, entry.size);
    let slice = slices.next();
    for (; !slice.done; slice = slices.next()) {
      this.#take(slice.value.length);
      yield slice.value;
    }
    if (slice.value) throw new LimitError(slice.value.code, slice.value.detail);
  }

  /** The file that an OLE object would be; throws behind it where streams of it are cut off. */
  *object(storage: CompoundEntry): Generator<Uint8Array> {
    const made = makeStorageFile(this.#file, storage, storageContents(this.#file), maxObjectBytes);
    if (!made) throw new LimitError('too-large', `an OLE object of more than ${maxObjectBytes} bytes`);
    this.#take(made.bytes.length);
    yield made.bytes;
    const [first] = made.damage;
    if (first) throw new LimitError(first.code, first.detail);
  }

  message(): OutlookMessage {
    return new MsgMessage(this, this.root, heads.top);
  }
}

interface Listed {
  readonly id: number;
  readonly type: number;
  /** Eight bytes: a short value, or the size of the stream that has it. */
  readonly value: Buffer;
}

/** One storage as a bag: what the property stream lists, then what streams there are beside. */
function readBag(
  msg: MsgFile,
  storage: CompoundEntry | undefined,
  headBytes: number,
  tell: (damage: OutlookDamage) => void,
): { readonly bag: PropertyBag; readonly head: Buffer } {
  const inside = msg.childrenOf(storage);
  const bag = new PropertyMap(msg.names);
  const stream = inside.get(propertyStream);
  const named = (what: string) => (damage: OutlookDamage) =>
    tell({ code: damage.code, detail: `${what}: ${damage.detail}` });
  const bytes = stream ? msg.read(stream, named('the list of properties')) : Buffer.alloc(0);
  if (!stream) tell({ code: 'corrupt', detail: 'the list of properties is missing' });
  const streamOf = (tag: string) => inside.get(`__substg1.0_${tag}`);
  const add = ({ id, type, value }: Listed): void => {
    const tag = hex(id) + hex(type);
    const isInline = fixedSizes[type] !== undefined && type !== types.guid;
    const entry = isInline ? undefined : streamOf(tag);
    if (entry?.kind === 'storage') return;
    const told = named(`property ${tag.toUpperCase()}`);
    if (isInline) bag.add(inlineProperty(id, type, value));
    else if (entry) bag.add(streamProperty(msg, { id, type, tag }, entry, streamOf, told));
    else if (value.readUInt32LE(0) > 2 && type !== types.object && (type & types.many) === 0)
      told({ code: 'corrupt', detail: 'its stream is missing' });
  };
  for (let at = headBytes; at + entryBytes <= bytes.length; at += entryBytes)
    add({
      id: bytes.readUInt16LE(at + 2),
      type: bytes.readUInt16LE(at),
      value: bytes.subarray(at + 8, at + 16),
    });
  for (const name of inside.keys()) {
    const [, id = '', type = ''] = /^__substg1\.0_([\da-f]{4})([\da-f]{4})$/.exec(name) ?? [];
    if (id !== '')
      add({ id: Number.parseInt(id, 16), type: Number.parseInt(type, 16), value: Buffer.alloc(8) });
  }
  return { bag, head: bytes.subarray(0, headBytes) };
}

const hex = (number: number): string => number.toString(16).padStart(4, '0');

const inlineProperty = (id: number, type: number, value: Buffer): Property => ({
  id,
  type,
  size: fixedSizes[type] ?? 8,
  bytes: () => value.subarray(0, fixedSizes[type]),
});

function streamProperty(
  msg: MsgFile,
  { id, type, tag }: { readonly id: number; readonly type: number; readonly tag: string },
  entry: CompoundEntry,
  streamOf: (tag: string) => CompoundEntry | undefined,
  tell: (damage: OutlookDamage) => void,
): Property {
  const read = (): Buffer => msg.read(entry, tell);
  const isList = (type & types.many) !== 0 && fixedSizes[type & ~types.many] === undefined;
  if (!isList) return { id, type, size: entry.size, bytes: read };
  // The stream of a list has the lengths of its values (2.1.3.2): of strings 4 bytes each, of binaries 8.
  const lengthBytes = (type & ~types.many) === types.binary ? 8 : 4;
  const count = Math.min(Math.floor(entry.size / lengthBytes), maxValues);
  return {
    id,
    type,
    size: entry.size,
    bytes: () => {
      const values: Buffer[] = [];
      for (let index = 0; index < count; index += 1) {
        const part = streamOf(`${tag}-${index.toString(16).padStart(8, '0')}`);
        if (part?.kind === 'stream') values.push(msg.read(part, tell));
        else tell({ code: 'corrupt', detail: `value ${index} is missing` });
      }
      return joinValues(values);
    },
  };
}

class MsgMessage implements OutlookMessage {
  readonly properties: PropertyBag;
  readonly #msg: MsgFile;
  readonly #storage: CompoundEntry | undefined;
  /** Told once each: a stream may be read more than once. */
  readonly #damage = new Map<string, OutlookDamage>();

  constructor(msg: MsgFile, storage: CompoundEntry | undefined, headBytes: number) {
    this.#msg = msg;
    this.#storage = storage;
    const { bag, head } = readBag(msg, storage, headBytes, this.#tell);
    this.properties = bag;
    if (head.length < heads.inner) return;
    this.#compare('recipients', head.readUInt32LE(16));
    this.#compare('attachments', head.readUInt32LE(20));
  }

  readonly #tell = (damage: OutlookDamage): void => {
    if (this.#damage.size < 1_000) this.#damage.set(damage.detail, damage);
  };

  /** The head says how many there are: more than that is a claim, nothing is made of it. */
  #compare(what: 'recipients' | 'attachments', stated: number): void {
    const found = this.#storages(what).length;
    if (found < stated)
      this.#tell({ code: 'partial-read', detail: `${found} of ${stated} ${what} are there` });
  }

  #storages(what: 'recipients' | 'attachments'): CompoundEntry[] {
    const prefix = what === 'recipients' ? '__recip_version1.0_' : '__attach_version1.0_';
    return [...this.#msg.childrenOf(this.#storage)]
      .filter(([name, { kind }]) => kind === 'storage' && name.startsWith(prefix))
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, entry]) => entry);
  }

  damage(): readonly OutlookDamage[] {
    return [...this.#damage.values()];
  }

  #row(entry: CompoundEntry): PropertyBag {
    return readBag(this.#msg, entry, heads.row, ({ code, detail }) =>
      this.#tell({ code, detail: `${entry.name}: ${detail}` }),
    ).bag;
  }

  *recipients(): Generator<PropertyBag> {
    for (const entry of this.#storages('recipients')) yield this.#row(entry);
  }

  *attachments(): Generator<OutlookAttachment> {
    for (const entry of this.#storages('attachments')) {
      const properties = this.#row(entry);
      const inside = this.#msg.childrenOf(entry);
      const storage = inside.get('__substg1.0_3701000d');
      const stream = inside.get('__substg1.0_37010102');
      const locator = entry.name.slice('__'.length);
      if (storage?.kind === 'storage') yield this.#stored(storage, { locator, properties });
      else if (stream) yield { locator, properties, bytes: () => this.#msg.slices(stream) };
      else yield { locator, properties };
    }
  }

  /** A message, or an OLE object as the file that it would be. */
  #stored(
    storage: CompoundEntry,
    given: Pick<OutlookAttachment, 'locator' | 'properties'>,
  ): OutlookAttachment {
    const msg = this.#msg;
    const isMessage =
      msg.childrenOf(storage).has(propertyStream) ||
      numberOf(given.properties.get(ids.attachmentMethod)) === attachMethods.embeddedMessage;
    if (isMessage) return { ...given, message: () => new MsgMessage(msg, storage, heads.inner) };
    return { ...given, bytes: () => msg.object(storage) };
  }
}
