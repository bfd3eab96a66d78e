/** Makes queries from the grammar of the query language, over what is in an index; the same seed, the same queries. */
import type { Leaf, Query } from '../../search/query/ast.ts';
import { fieldOf, textKinds } from '../../search/query/fields.ts';
import type { Target } from '../../search/query/leaf.ts';
import {
  exactLeaf,
  fuzzyLeaf,
  matchLeaf,
  nearLeaf,
  patternLeaf,
  rangeLeaf,
} from '../../search/query/leaf.ts';
import { printQuery } from '../../search/query/print.ts';
import { sequenceOf } from './made-documents.ts';
import type { Material } from './parity-material.ts';

const maxDepth = 3;
/** Tries for one leaf: a value may hold no word, or more than a phrase may have. */
const maxTries = 20;

const escaped = (text: string): string => text.replace(/[\\*?]/g, '\\$&');

export class QueryMaker {
  readonly #material: Material;
  readonly #random: () => number;
  readonly #fields: readonly string[];
  readonly #leaves: readonly (() => Leaf)[];

  constructor(material: Material, seed: number) {
    this.#material = material;
    this.#random = sequenceOf(seed);
    this.#fields = [...material.values.keys()].sort();
    // As often as they are listed.
    this.#leaves = [
      () => this.#word(),
      () => this.#word(),
      () => this.#phrase(),
      () => this.#near(),
      () => this.#wildPhrase(),
      () => this.#wildNear(),
      () => this.#within(),
      () => this.#exact(),
      () => this.#pattern(),
      () => this.#fuzzy(),
      () => this.#value(),
      () => this.#value(),
      () => this.#valuePattern(),
      () => this.#below(),
      () => this.#date(),
      () => this.#size(),
      () => this.#hash(),
    ];
  }

  /** A query as one would type it. */
  next(): string {
    return printQuery(this.#query(maxDepth));
  }

  #below(): Leaf {
    const parts = this.#pick(this.#material.values.get('path') ?? ['x']).split('/');
    const start = `/${parts.slice(0, 1 + this.#upTo(parts.length)).join('/')}`;
    return this.#chance(0.5)
      ? matchLeaf(target('path'), start)
      : patternLeaf(target('path'), `${escaped(start.slice(0, 2 + this.#upTo(start.length - 1)))}*`);
  }

  #query(depth: number): Query {
    const kind = depth === 0 ? 0 : this.#random();
    if (kind < 0.4) return this.#leaf();
    if (kind < 0.55) return { op: 'not', of: this.#query(0) };
    if (kind < 0.6) return this.#made(() => this.#place());
    const op = kind < 0.8 ? 'and' : 'or';
    const of = Array.from({ length: 2 + this.#upTo(2) }, () => this.#query(depth - 1));
    return { op, of: of.flatMap((one) => (one.op === op ? one.of : [one])) };
  }

  #leaf(): Leaf {
    return this.#made<Leaf>(() => this.#pick(this.#leaves)());
  }

  /** Tries again where a value cannot stand in such a query. */
  #made<T extends Query>(make: () => T): T | Leaf {
    for (let tries = 0; tries < maxTries; tries++) {
      try {
        return make();
      } catch (error) {
        if ((error as { code?: string }).code !== 'query-syntax') throw error;
      }
    }
    return matchLeaf(target(), 'word');
  }

  #word(): Leaf {
    const word = this.#pick(this.#passage());
    return matchLeaf(this.#chance(0.2) ? target(this.#pick(textKinds)) : target(), word);
  }

  #phrase(): Leaf {
    return matchLeaf(target(), this.#stretch(2 + this.#upTo(4)).join(' '));
  }

  /** Words as they stand, one or two of them cut to a start, or replaced by any. */
  #wildWords(words: readonly string[]): string[] {
    const wild = this.#upTo(words.length);
    return words.map((word, at) =>
      at === wild
        ? `${escaped(word.slice(0, 3 + this.#upTo(3)))}*`
        : this.#chance(0.05)
          ? '*'
          : escaped(word),
    );
  }

  #wildPhrase(): Leaf {
    return patternLeaf(target(), this.#wildWords(this.#stretch(2 + this.#upTo(3))).join(' '));
  }

  #wildNear(): Leaf {
    const words = this.#wildWords(this.#stretch(2 + this.#upTo(3)));
    return nearLeaf(target(), words.toReversed().join(' '), this.#upTo(4), true);
  }

  #within(): Leaf {
    const words = this.#stretch(4 + this.#upTo(6));
    const [left, right] = [
      words.slice(0, 1 + this.#upTo(2)),
      this.#wildWords(words.slice(-1 - this.#upTo(2))),
    ];
    // Of the sides as a reader would type them, none is of anything but words.
    const of = [right.join(' '), left.map(escaped).join(' ')] as const;
    for (const side of of) patternLeaf(target(), side);
    const distance = this.#upTo(words.length);
    return this.#chance(0.3) ? { op: 'within', of, distance, ordered: true } : { op: 'within', of, distance };
  }

  #exact(): Leaf {
    return exactLeaf(target(), this.#stretch(1 + this.#upTo(2)).join(' '));
  }

  #place(): Query {
    const conditions = ['path', 'name', 'source', 'custodian'].filter((field) =>
      this.#material.values.has(field),
    );
    const of = Array.from({ length: 2 }, () => {
      const field = this.#pick(conditions);
      const value = this.#pick(this.#material.values.get(field) ?? []);
      const leaf = this.#chance(0.5)
        ? matchLeaf(target(field), this.#pick(value.split(/[/\s]+/)) || 'x')
        : patternLeaf(target(field), `${escaped(value.slice(0, 1 + this.#upTo(value.length)))}*`);
      return this.#chance(0.2) ? ({ op: 'not', of: leaf } as const) : leaf;
    });
    return { op: 'place', of: { op: this.#chance(0.7) ? 'and' : 'or', of } };
  }

  #near(): Leaf {
    const words = this.#stretch(3 + this.#upTo(8));
    const named = words.filter((_, at) => at === 0 || at === words.length - 1 || this.#chance(0.3));
    if (this.#chance(0.5)) named.reverse();
    const between = words.length - named.length;
    const distance = Math.max(0, between - 1 + this.#upTo(3));
    return nearLeaf(this.#chance(0.2) ? target('body') : target(), named.join(' '), distance);
  }

  #pattern(): Leaf {
    const word = this.#pick(this.#passage());
    const at = 1 + this.#upTo(Math.max(1, word.length - 1));
    const rest = word.slice(at + 1);
    const pattern = this.#pick([
      `${escaped(word.slice(0, Math.max(3, at)))}*`,
      `${escaped(word.slice(0, at))}?${escaped(rest)}`,
      `${escaped(word.slice(0, at))}*${escaped(rest.slice(-2))}`,
    ]);
    return patternLeaf(target(), pattern);
  }

  #fuzzy(): Leaf {
    const letters = Array.from(this.#pick(this.#passage()));
    const at = 1 + this.#upTo(Math.max(1, letters.length - 1));
    const changed = this.#pick([
      [...letters.slice(0, at), 'e', ...letters.slice(at)],
      [...letters.slice(0, at), ...letters.slice(at + 1)],
      [...letters.slice(0, at), 'o', ...letters.slice(at + 1)],
      [...letters.slice(0, at), letters[at + 1] ?? '', letters[at] ?? '', ...letters.slice(at + 2)],
    ]).join('');
    return fuzzyLeaf(target(), changed, letters.length > 5 && this.#chance(0.5) ? 2 : 1);
  }

  #value(): Leaf {
    const field = this.#pick(this.#fields);
    const value = this.#pick(this.#material.values.get(field) ?? []);
    if (fieldOf(field)?.type !== 'words' || this.#chance(0.5)) return matchLeaf(target(field), value);
    return matchLeaf(target(field), this.#pick(value.split(/\s+/)));
  }

  #valuePattern(): Leaf {
    const field = this.#pick(this.#fields.filter((one) => fieldOf(one)?.type !== 'has'));
    const value = this.#pick(this.#material.values.get(field) ?? []);
    const start = escaped(value.slice(0, 1 + this.#upTo(Math.min(12, value.length))));
    return patternLeaf(
      target(field),
      this.#chance(0.7) ? `${start}*` : `${start}*${escaped(value.slice(-3))}`,
    );
  }

  #date(): Leaf {
    const { kind, date } = this.#pick(this.#material.dates);
    const other = this.#pick(this.#material.dates).date;
    const named = fieldOf(kind)?.type === 'date' && this.#chance(0.7) ? kind : 'date';
    const cut = (value: string): string => value.slice(0, this.#pick([4, 7, 10, value.length]));
    if (this.#chance(0.4)) return matchLeaf(target(named), cut(date));
    const [from, to] = [cut(date), cut(other)].sort();
    return rangeLeaf(target(named), {
      ...(this.#chance(0.8) ? { from: from ?? '' } : {}),
      ...(this.#chance(0.8) ? { to: to ?? '' } : {}),
      fromInclusive: this.#chance(0.5),
      toInclusive: this.#chance(0.5),
    });
  }

  #size(): Leaf {
    const [from = 0, to = 0] = [this.#pick(this.#material.sizes), this.#pick(this.#material.sizes)].sort(
      (a, b) => a - b,
    );
    if (this.#chance(0.2)) return matchLeaf(target('size'), String(from));
    return rangeLeaf(target('size'), {
      from: String(from),
      ...(this.#chance(0.6) ? { to: String(to) } : {}),
      fromInclusive: this.#chance(0.5),
      toInclusive: this.#chance(0.5),
    });
  }

  #hash(): Leaf {
    const hash = this.#pick(this.#material.hashes);
    return matchLeaf(target('hash'), this.#chance(0.3) ? hash : hash.slice(0, 4 + this.#upTo(4)));
  }

  #passage(): readonly string[] {
    return this.#pick(this.#material.passages);
  }

  #stretch(length: number): string[] {
    const words = this.#passage();
    const at = this.#upTo(Math.max(1, words.length - length));
    return words.slice(at, at + length);
  }

  /** 0 to `end`, without it. */
  #upTo(end: number): number {
    return Math.floor(this.#random() * end);
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #pick<T>(list: readonly T[]): T {
    const picked = list[this.#upTo(list.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }
}

const target = (name?: string): Target => (name === undefined ? { position: 0 } : { name, position: 0 });
