/** Collects what a document points at outside itself: link targets into `hidden`, each once; the rest as warnings. */
import type { Sink } from '../contract.ts';
import type { Relationship } from './part-reader.ts';
import { hasOwnWords, saysMore } from '../program-names.ts';
import { maxWarningsOfKind } from '../value-limits.ts';

/** Links that are remembered; stops a document of a million from filling the memory. Those beyond stand there each time. */
const maxLinks = 50_000;
/** Longer ones are not remembered, for the same reason. */
const maxTargetUnits = 4000;

export class LinkList {
  readonly #sink: Sink;
  readonly #seen = new Set<string>();
  #warnings = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  add(target: string): void {
    const line = target.trim();
    if (line === '' || this.#seen.has(line) || (line.startsWith('#') && !hasOwnWords(line))) return;
    if (this.#seen.size < maxLinks && line.length <= maxTargetUnits) this.#seen.add(line);
    this.#sink.text(`${line}\n`, 'hidden');
  }

  /** External relationships: links are text, all others (templates, objects, pictures) would be fetched on opening. */
  addRelationships(relations: readonly Relationship[]): void {
    for (const { external, type, target } of relations) {
      if (!external) continue;
      this.add(target);
      if (type !== 'hyperlink') this.#warn(`${type}: ${target}`);
    }
  }

  /**
   * The code of a field (ECMA-376 part 1, 17.16.5): where it names something outside its quoted strings, of others the
   * whole where it says more than the field's name, its switches and how a value is written.
   */
  addField(code: string): void {
    const match = /^\s{0,100}(HYPERLINK|INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|DDEAUTO|DDE)\b/i.exec(code);
    for (const quoted of match ? code.matchAll(/"([^"]{1,4000})"/g) : []) this.add(quoted[1] ?? '');
    if (match && match[1]?.toUpperCase() !== 'HYPERLINK') this.#warn(code.trim());
    if (saysMore(code, !match)) this.add(code);
  }

  #warn(detail: string): void {
    if (this.#warnings >= maxWarningsOfKind) return;
    this.#warnings += 1;
    this.#sink.warn('external-reference', detail.slice(0, 300));
  }
}
