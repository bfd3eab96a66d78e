/** Parses the parts of one package and remembers how that went, so that damage in one part costs only that part. */
import { AlternateContent } from './alternate-content.ts';
import type { Outcome } from '../contract.ts';
import type { CountedSink } from './counted-sink.ts';
import type { AnchorPlace } from '../../schemas/anchor.ts';
import type { Code } from '../../schemas/status.ts';
import type { OfficePackage } from './package.ts';
import { MarkupWords } from './markup-words.ts';
import { parseRecords } from './records/record-elements.ts';
import { decodePartName, resolvePartName } from './part-names.ts';
import { attribute, parseXml, type XmlHandler } from './xml.ts';

/** What no handler took. */
type Words = Pick<MarkupWords, 'lines' | 'isCut' | 'isDeep'>;

/** Of a binary workbook: its parts are records, but for those that other programs share. */
export const isRecordPart = (name: string): boolean =>
  /(?:^|\/)(?:(?:worksheets|chartsheets|dialogsheets|macrosheets|intlsheets|tables|pivotTables|pivotCache|externalLinks|queryTables|revisions|slicers|slicerCaches|timelines|timelineCaches)\/[^/]+|(?:workbook|styles|sharedStrings|comments\d*|connections|metadata|sheetMetadata|calcChain|xmlMaps|userNames|volatileDependencies))\.bin$/i.test(
    name,
  );

/** What a part points at (OPC, ECMA-376 part 2, 6.5). */
export interface Relationship {
  readonly id: string;
  /** The last step of the type's URI (`hyperlink`), the same in transitional and strict files. */
  readonly type: string;
  /** A part's name without leading slash; for an external one the target as written. */
  readonly target: string;
  readonly external: boolean;
}

/** Stops a part that relates to millions of others. */
const maxRelationships = 100_000;

export class PartReader {
  readonly package: OfficePackage;
  readonly #sink: CountedSink;
  readonly #names = new Set<string>();
  #read = 0;
  #isCut = false;
  #firstFailure: { code: Code; detail: string } | undefined;

  constructor(source: OfficePackage, sink: CountedSink) {
    this.package = source;
    this.#sink = sink;
  }

  /**
   * Parses a part; whether any of it could be read. A missing or damaged part warns. An `aside` part, such as
   * the properties, does not count as having read something of the document. `place` is where words of its markup
   * are cited; the part itself where none is given.
   */
  async parse(
    name: string,
    handler: XmlHandler,
    weight: 'content' | 'aside' = 'content',
    place?: AnchorPlace,
  ): Promise<boolean> {
    const entry = this.package.find(name);
    if (!entry) return this.#fail({ code: 'partial-read', detail: `the part ${name} is missing` });
    this.#names.add(entry.name);
    let elements = 0;
    const counting: XmlHandler = {
      open(tag, attributes) {
        elements += 1;
        return handler.open(tag, attributes);
      },
      close: (tag) => handler.close(tag),
      text: (data) => handler.text(data),
      otherwise: (text) => handler.otherwise?.(text),
      reads: (tag) => handler.reads?.(tag) !== false,
      values: handler.values,
      readsAttributes: handler.readsAttributes,
    };
    let words: Words | undefined;
    try {
      if (isRecordPart(entry.name))
        await parseRecords(
          this.package.read(entry),
          counting,
          () => this.#sink.drain(),
          (found) => (words = found),
        );
      else {
        const markup = new MarkupWords(new AlternateContent(counting));
        words = markup;
        await parseXml(this.package.read(entry), markup, () => this.#sink.drain());
        if (elements === 0) this.#fail({ code: 'corrupt', detail: `the part ${name} holds no XML` });
      }
    } catch (error) {
      const { code = 'corrupt', message } = error as { code?: Code; message: string };
      this.#fail({ code, detail: isRecordPart(entry.name) ? `the part ${name}: ${message}` : message });
      if (weight === 'content') this.#isCut = true;
    }
    if (words) this.#writeWords(words, entry.name, place);
    if (elements > 0 && weight === 'content') this.#read += 1;
    return elements > 0;
  }

  /** What stands in the markup itself is hidden text, behind that of the part. */
  #writeWords(words: Words, name: string, place: AnchorPlace | undefined): void {
    const part = name.slice(0, 200);
    if (words.isDeep)
      this.#sink.warn('partial-read', `${part}: text that is nested too deeply stands by itself`);
    if (words.isCut) this.#sink.warn('text-cut', `${part}: words in its markup are too many`);
    if (words.lines.length === 0) return;
    this.#sink.anchor(place ?? { part }, 'hidden');
    this.#sink.text(`${words.lines.join('\n')}\n`, 'hidden');
    this.#sink.anchor({}, 'hidden');
  }

  /** Whether a part of this name, as the package writes it, was parsed. */
  hasRead(name: string): boolean {
    return this.#names.has(name);
  }

  #fail(failure: { code: Code; detail: string }): false {
    this.#firstFailure ??= failure;
    this.#sink.warn(failure.code, failure.detail.slice(0, 500));
    return false;
  }

  /** The relationships of a part ('' for the package's own); none where there are none. */
  async relationships(part: string): Promise<readonly Relationship[]> {
    const slash = part.lastIndexOf('/') + 1;
    const name = `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
    const found: Relationship[] = [];
    if (!this.package.find(name)) return found;
    const handler: XmlHandler = {
      open(tag, attributes) {
        const target = attribute(attributes, 'Target');
        if (tag !== 'Relationship' || target === undefined || found.length >= maxRelationships) return true;
        const external = attribute(attributes, 'TargetMode') === 'External';
        const type = attribute(attributes, 'Type') ?? '';
        found.push({
          id: attribute(attributes, 'Id') ?? '',
          type: type.slice(type.lastIndexOf('/') + 1),
          target: external ? target : resolvePartName(part, decodePartName(target)),
          external,
        });
        return true;
      },
      close: () => undefined,
      text: () => undefined,
    };
    await this.parse(name, handler, 'aside');
    return found;
  }

  /** How the document ended: `extracted` if any part of its content was read. */
  outcome(): Outcome {
    // A document without text whose reading broke off is not one that holds none.
    const isKnown = this.#read > 0 && !(this.#isCut && !this.#sink.hasText);
    if (isKnown) return { status: 'extracted' };
    const failure = this.#firstFailure ?? {
      code: 'corrupt' as const,
      detail: 'the package holds no document',
    };
    if (failure.code === 'password-required')
      return { status: 'encrypted', code: failure.code, detail: failure.detail };
    return { status: 'failed', ...failure, detail: failure.detail.slice(0, 500) };
  }
}
