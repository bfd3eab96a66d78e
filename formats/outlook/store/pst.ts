/**
 * Reads a store of Outlook's (PST, OST): each message, contact, appointment, task, note and list is a member, under the
 * path of its folder. A member has no bytes of a file; its content is what `item/` writes of its properties.
 */
import type { Child, Extract, ExtractInput, Outcome, Sink } from '../../contract.ts';
import type { ItemTimes } from '../../../schemas/item-times.ts';
import type { FoundState } from '../item/item-records.ts';
import { writeItem } from '../item/write-item.ts';
import type { OutlookMessage } from '../property-bag.ts';
import { ids } from '../property-ids.ts';
import { numberOf, PropertyValues } from '../property-values.ts';
import { FolderPaths, pathPart } from './folder-paths.ts';
import { type FoundNode, Store, storeNode } from './store.ts';

/** Raised whenever the output changes for any input. */
export const version = '4';

/** `PidTagPstPassword`: a check sum of the password, which Outlook asks for and which encodes nothing. */
const passwordId = 0x67ff;
const maxSubjectUnits = 200;

const encodingNames = { none: 'none', permute: 'permute', cyclic: 'cyclic', unknown: 'unknown' } as const;

export const extract: Extract = async (input, sink) => {
  const store = await Store.open(input.content, () => sink.drain());
  if (!store) return { status: 'failed', code: 'truncated', detail: 'the header of the store is cut off' };
  return new Extraction(input, sink, store).run();
};

class Extraction {
  readonly #input: ExtractInput;
  readonly #sink: Sink;
  readonly #store: Store;
  readonly #paths: FolderPaths;
  #orphaned = 0;
  #lost = 0;

  constructor(input: ExtractInput, sink: Sink, store: Store) {
    this.#input = input;
    this.#sink = sink;
    this.#store = store;
    this.#paths = new FolderPaths(store);
  }

  async run(): Promise<Outcome> {
    const { messages, left } = this.#store;
    const { maxMembers } = this.#input.limits;
    this.#sink.expect(messages.length + left);
    let count = 0;
    for (const node of messages) {
      if (count++ >= maxMembers) break;
      await this.#sink.child(this.#child(node));
      if (count % 64 === 0) await this.#sink.drain();
    }
    const isCut = left > 0 || messages.length > maxMembers;
    if (isCut) this.#sink.warn('member-limit');
    this.#describe();
    this.#warn();
    const isWhole = !isCut && this.#lost === 0 && this.#store.damage.isNone && !this.#isShort();
    if (messages.length === 0 && !isWhole)
      return { status: 'failed', code: 'corrupt', detail: 'no item was found', completeness: 'partial' };
    return { status: 'extracted', completeness: isWhole ? 'complete' : 'partial' };
  }

  #child(node: FoundNode): Child {
    const store = this.#store;
    store.takeNotes();
    const number = node.id.toString(16);
    const message = store.openMessage(node);
    const { path, found } = this.#place(node);
    const child = {
      locator: locatorOf(node),
      relation: 'member',
    } as const;
    if (!message) {
      this.#lost += 1;
      const detail = store.takeNotes().join('; ').slice(0, 400) || 'its properties are lost';
      return {
        ...child,
        name: [...path, `[${number}]`].join('/'),
        ended: { status: 'failed', code: 'corrupt', detail },
      };
    }
    const values = new PropertyValues(message.properties);
    const subject = pathPart(values.text(ids.subject).trim()).slice(0, maxSubjectUnits);
    return {
      ...child,
      // Many messages of a folder have one subject: the number tells them apart, for who cites them.
      name: [...path, `${subject} [${number}]`.trim()].join('/'),
      times: timesOf(values),
      // Opened anew, so that what was noted of the name and times is noted where it is missing.
      open: () => this.#write(node, message, found),
    };
  }

  #write(node: FoundNode, message: OutlookMessage, found: FoundState | undefined): Iterable<Uint8Array> {
    const store = this.#store;
    store.takeNotes();
    return writeItem(store.openMessage(node) ?? message, found);
  }

  #place(node: FoundNode): { path: readonly string[]; found: FoundState | undefined } {
    const { names, isOrphaned } = this.#paths.of(node.parent);
    if (node.state === 'recovered') return { path: ['Recovered', ...names], found: 'recovered' };
    if (node.state === 'earlier') return { path: ['Earlier versions', ...names], found: 'earlier' };
    if (!isOrphaned) return { path: names, found: undefined };
    this.#orphaned += 1;
    return { path: ['Orphaned', ...names], found: 'orphaned' };
  }

  #isShort(): boolean {
    return this.#store.header.statedBytes > this.#input.content.size;
  }

  #describe(): void {
    const { header, counts } = this.#store;
    const properties = this.#store.propertiesOf(storeNode);
    const name = properties ? new PropertyValues(properties).text(ids.displayName) : '';
    const other: Record<string, string> = {
      'store.version': String(header.version),
      'store.encoding': encodingNames[header.encoding],
      'store.items': String(counts.messages),
      'store.folders': String(counts.folders),
      'store.hiddenItems': String(counts.associated),
    };
    if (counts.recovered > 0) other['store.recovered'] = String(counts.recovered);
    if (counts.earlier > 0) other['store.earlierVersions'] = String(counts.earlier);
    if (this.#orphaned > 0) other['store.orphaned'] = String(this.#orphaned);
    if (numberOf(properties?.get(passwordId)))
      other['store.password'] = 'set; Outlook asks for it, nothing is encrypted by it';
    this.#sink.metadata({ ...(name ? { title: name } : {}), other });
  }

  #warn(): void {
    const { header, damage } = this.#store;
    if (header.encoding === 'unknown') this.#sink.warn('corrupt', 'the encoding of the blocks is not known');
    if (this.#isShort())
      this.#sink.warn('truncated', `${header.statedBytes - this.#input.content.size} bytes are missing`);
    for (const line of damage.lines()) this.#sink.warn('corrupt', line.slice(0, 400));
  }
}

/** An item may have several earlier versions: the block of its data tells them apart. */
function locatorOf({ id, data, state }: FoundNode): string {
  const number = id.toString(16);
  if (state === 'held') return `node/${number}`;
  return state === 'recovered' ? `recovered/${number}` : `earlier/${number}/${data.toString(16)}`;
}

function timesOf(values: PropertyValues): ItemTimes | undefined {
  const created = values.time(ids.created);
  const modified = values.time(ids.modified);
  if (!created && !modified) return undefined;
  return { ...(created ? { created } : {}), ...(modified ? { modified } : {}) };
}
