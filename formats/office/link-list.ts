/** Collects what a document points at outside itself: link targets into `hidden`, each once; the rest as warnings. */
import type { Sink } from '../contract.ts';
import type { Relationship } from './part-reader.ts';
import { maxWarningsOfKind } from '../value-limits.ts';

/** Stops a document of a million links from filling the memory; the links beyond are still in their parts. */
const maxLinks = 50_000;
const maxTargetUnits = 4000;

export class LinkList {
  readonly #sink: Sink;
  readonly #seen = new Set<string>();
  #warnings = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  add(target: string): void {
    const cut = target.trim().slice(0, maxTargetUnits);
    if (cut === '' || cut.startsWith('#') || this.#seen.has(cut) || this.#seen.size >= maxLinks) return;
    this.#seen.add(cut);
    this.#sink.text(`${cut}\n`, 'hidden');
  }

  /** External relationships: links are text, all others (templates, objects, pictures) would be fetched on opening. */
  addRelationships(relations: readonly Relationship[]): void {
    for (const { external, type, target } of relations) {
      if (!external) continue;
      this.add(target);
      if (type !== 'hyperlink') this.#warn(`${type}: ${target}`);
    }
  }

  /** The code of a field: its quoted strings where it names something outside (ECMA-376 part 1, 17.16.5). */
  addField(code: string): void {
    const match = /^\s{0,100}(HYPERLINK|INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|DDEAUTO|DDE)\b/i.exec(code);
    if (!match) return;
    for (const quoted of code.matchAll(/"([^"]{1,4000})"/g)) this.add(quoted[1] ?? '');
    if (match[1]?.toUpperCase() !== 'HYPERLINK') this.#warn(code.trim());
  }

  #warn(detail: string): void {
    if (this.#warnings >= maxWarningsOfKind) return;
    this.#warnings += 1;
    this.#sink.warn('external-reference', detail.slice(0, 300));
  }
}
