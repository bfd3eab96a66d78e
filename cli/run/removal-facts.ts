/** What a removal is about: the one item or source that a name stands for, and by what strings it would be known again. */
import type { RemovalPlan } from '../../case/catalogue/removals.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { isPlainWord } from '../../case/tombstone.ts';
import { Problem } from '../../schemas/problem.ts';
import { everyScope, type Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { escapeLine } from '../frame/escape.ts';
import type { Needle } from './byte-search.ts';
import { itemsNamed } from './find-document.ts';
import { notHeld } from './not-held.ts';
import { refuseVolume } from './volume-words.ts';

export interface RemovalTarget {
  /** Id of the item or the source. */
  readonly id: string;
  /** For people: its source and path, or its reference. */
  readonly shown: string;
  readonly isSource: boolean;
  /** What else it goes by. */
  readonly names: readonly string[];
}

const maxPlaces = 1_000;
const maxShown = 10;
/** Contents whose words, names and hashes are looked for afterwards. */
const maxProbedContents = 200;
const maxWordsOfText = 8;
const maxUnitsOfText = 65_536;
const minUnitsOfWord = 8;
const maxUnitsOfWord = 40;
/** A shorter one stands by chance in other bytes, or in other words. */
const minUnits = 6;

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Throws `not-found`, and `wrong-value` where the name stands for several items. */
export async function itemToRemove(ledger: Ledger, name: string, scope: Scope): Promise<RemovalTarget> {
  const found = new Map((await itemsNamed(ledger, name, scope)).map((item) => [item.id, item]));
  const [item] = found.values();
  if (!item) throw notHeld(name);
  if (found.size > 1) {
    const some = [...found.values()].slice(0, maxShown);
    throw new Problem(
      'wrong-value',
      `${escapeLine(name)} stands for ${found.size} items:\n${some.map(({ source, path }) => `  ${escapeLine(`${source}/${path}`)}`).join('\n')}`,
      'Name each by its source and path.',
    );
  }
  await refuseVolume(ledger, item, 'Remove the set by itself first, then its volumes.');
  const places = await ledger.places.ofItem(item, maxPlaces, everyScope);
  const paths = places.map(({ source, path }) => `${source}/${path}`);
  return {
    id: item.id,
    isSource: false,
    shown: `${item.source}/${item.path}`,
    names: [...new Set([name, ...paths, ...places.map(({ path }) => path)])],
  };
}

/** Throws `not-found`. */
export async function sourceToRemove(ledger: Ledger, reference: string): Promise<RemovalTarget> {
  const source = (await ledger.sources.all(everyScope)).find((one) => one.reference === reference);
  if (!source)
    throw new Problem(
      'not-found',
      `this case has no source ${escapeLine(reference)}`,
      'See `evidex report`.',
    );
  return { id: source.id, isSource: true, shown: reference, names: [reference, source.root] };
}

/** Strings that should stand nowhere in the case afterwards, of the target and of the first contents that go with it. */
export async function needlesOf(
  { ledger, index }: { ledger: Ledger; index: IndexReader },
  target: RemovalTarget,
  { contents, addresses }: Pick<RemovalPlan, 'contents' | 'addresses'>,
): Promise<Needle[]> {
  const needles: Needle[] = [];
  const add = (kind: Needle['kind'], texts: readonly string[]): void => {
    for (const text of texts) if (text.length >= minUnits) needles.push({ kind, text });
  };
  /** A name of letters alone stands in the programs' own words, too, such as those of a schema. */
  const addNames = (kind: 'path' | 'name', texts: readonly string[]): void =>
    add(
      kind,
      texts.filter((text) => !isPlainWord(text)),
    );
  if (target.isSource) add('path', target.names);
  else addNames('path', target.names);
  if (!target.isSource) addNames('name', target.names.map(lastOf));
  addNames('name', addresses);
  for (const sha256 of contents.slice(0, maxProbedContents)) {
    const document = await ledger.documents.get(sha256, everyScope);
    if (document) add('hash', [document.sha256, document.sha1, document.md5]);
    const places = await ledger.places.ofContent(sha256, maxShown, everyScope);
    addNames(
      'path',
      places.map(({ path }) => path),
    );
    addNames(
      'name',
      places.map(({ path }) => lastOf(path)),
    );
    for (const { id } of await ledger.documents.texts(sha256, everyScope))
      add('word', wordsOf((await index.text(id, 0, maxUnitsOfText)) ?? ''));
  }
  return [...new Map(needles.map((needle) => [`${needle.kind} ${needle.text}`, needle])).values()];
}

/** The longest, each once; whole, as the index has them, so that a count of none means that nothing else has them. */
function wordsOf(text: string): string[] {
  const whole = text.length < maxUnitsOfText ? text : text.replace(/[\p{L}\p{N}\p{M}]+$/u, '');
  const words = new Set(whole.match(/[\p{L}\p{N}\p{M}]+/gu));
  return [...words]
    .filter(({ length }) => length >= minUnitsOfWord && length <= maxUnitsOfWord)
    .sort((one, other) => other.length - one.length || (one < other ? -1 : 1))
    .slice(0, maxWordsOfText);
}

/**
 * Those that no entry of the index has, nor the root or the reference of a source (`roots`), so that they are of what went
 * alone; the index must show the removal.
 */
export async function onlyOfRemoved(
  index: IndexReader,
  roots: readonly string[],
  needles: readonly Needle[],
): Promise<Needle[]> {
  const only: Needle[] = [];
  const folded = roots.map((root) => root.toLowerCase());
  for (const needle of needles) {
    const { kind, text } = needle;
    // Bytes are compared without a border: the root `/ev/EX-1` stands in `/ev/EX-10`.
    if (folded.some((root) => root.includes(text.toLowerCase()))) continue;
    const fields = kind === 'hash' ? [] : kind === 'path' ? ['path'] : [undefined, 'name', 'path'];
    const asked: Query[] = fields.map((field) => ({ op: 'match', text, ...(field ? { field } : {}) }));
    const counts = await Promise.all(asked.map((query) => index.count(query, everyScope)));
    if (counts.every((count) => count === 0)) only.push(needle);
  }
  return only;
}
