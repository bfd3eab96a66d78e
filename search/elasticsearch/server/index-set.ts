/**
 * The index set of a case: four indices of one version behind four aliases. A set is made and filled beside the one
 * that is read, and takes its place in one step.
 */
import type { Client } from '@elastic/elasticsearch';
import { z } from 'zod';
import { Problem } from '../../../schemas/problem.ts';
import { asking, type Connection } from './connection.ts';
import { indexBody, type IndexKind, indexKinds, mappingVersion } from './mapping.ts';
import { answerOf } from './server-answer.ts';

/** Where the four kinds are read and written: aliases, or the indices of a set that is being built. */
export interface IndexNames {
  readonly entries: string;
  readonly parts: string;
  readonly places: string;
  readonly texts: string;
}

export interface IndexSet {
  /** From 1; all four indices of a set have the same. */
  readonly version: number;
  /** The indices themselves. */
  readonly names: IndexNames;
}

export interface IndexSetOptions {
  /** Of all names: lower case, as Elasticsearch asks of indices. */
  readonly prefix: string;
  /** Kept in the indices: a prefix that two cases were given must not mix them. */
  readonly caseId: string;
  readonly shards: number;
  readonly replicas: number;
}

const namesOf = (make: (kind: IndexKind) => string): IndexNames =>
  Object.fromEntries(indexKinds.map((kind) => [kind, make(kind)])) as unknown as IndexNames;
const concreteName = (prefix: string, kind: IndexKind, version: number): string =>
  `${prefix}-${kind}-${String(version).padStart(6, '0')}`;

const indexState = z.object({
  aliases: z.record(z.string(), z.unknown()).default({}),
  mappings: z
    .object({ _meta: z.object({ evidex: z.number(), case: z.string() }).partial().optional() })
    .default({}),
});
const indexStates = z.record(z.string(), indexState);
type IndexState = z.infer<typeof indexState>;

export class IndexSets {
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #options: IndexSetOptions;
  /** The names that readers and the writer of the live set use. */
  readonly aliases: IndexNames;

  /** Throws `wrong-value` for a prefix that cannot be one. */
  constructor(connection: Connection, options: IndexSetOptions) {
    if (!/^[a-z0-9][a-z0-9._-]{0,150}$/.test(options.prefix)) {
      throw new Problem(
        'wrong-value',
        `--index-prefix: "${options.prefix}" cannot begin the name of an index`,
        'Allowed are small letters, digits, ".", "_" and "-", a letter or digit first.',
      );
    }
    this.#connection = connection;
    this.#client = connection.client;
    this.#options = options;
    this.aliases = namesOf((kind) => `${options.prefix}-${kind}`);
  }

  /**
   * The set behind the aliases; undefined where there is none yet. Throws `index-foreign` where an alias names
   * what is not of this case, `index-version` for another mapping unless any will do (to copy it into a new one),
   * `index-damaged` for half a set.
   */
  async live(options: { readonly anyMapping?: boolean } = {}): Promise<IndexSet | undefined> {
    const { anyMapping = false } = options;
    const states = await this.#states(Object.values(this.aliases));
    const found = indexKinds.flatMap((kind) => {
      const alias = this.aliases[kind];
      const holders = Object.entries(states).filter(
        ([name, { aliases }]) => name === alias || alias in aliases,
      );
      if (holders.length > 1) throw this.#foreign(alias, `names ${holders.length} indices`);
      const [holder] = holders;
      return holder === undefined ? [] : [this.#checked(kind, alias, ...holder, anyMapping)];
    });
    const [first] = found;
    if (first === undefined) return undefined;
    if (found.length < indexKinds.length || found.some((version) => version !== first)) {
      throw new Problem(
        'index-damaged',
        `the indices of the case at ${this.#connection.where} do not belong together: of ${indexKinds.length}, ${found.length} are there, with versions ${found.join(', ')}`,
        'Restore all of them from one snapshot, or delete them: `evidex verify CASE --index --mend` then makes an empty index, which the next ingest fills.',
      );
    }
    return this.set(first);
  }

  set(version: number): IndexSet {
    return { version, names: namesOf((kind) => concreteName(this.#options.prefix, kind, version)) };
  }

  /** Versions of which any index is there, aliased or not, in order. */
  async versions(): Promise<number[]> {
    const shape = new RegExp(`^${this.#options.prefix.replaceAll('.', '\\.')}-[a-z]+-(\\d{6})$`);
    const states = await this.#states([`${this.#options.prefix}-*`]);
    const found = Object.keys(states).flatMap((name) => shape.exec(name)?.[1] ?? []);
    return [...new Set(found.map(Number))].sort((a, b) => a - b);
  }

  /** Templates and the four indices of a version, empty; those that an earlier try made are taken as they are. */
  async create(version: number): Promise<IndexSet> {
    const set = this.set(version);
    // All at once: the master makes one change of the cluster's state of what waits for it.
    await Promise.all(indexKinds.map((kind) => this.#createIndex(kind, set.names[kind])));
    const states = await this.#states(Object.values(set.names));
    for (const kind of indexKinds) {
      const state = states[set.names[kind]];
      if (state !== undefined) this.#checked(kind, set.names[kind], set.names[kind], state);
    }
    return set;
  }

  /** The number for a first set: one that was begun and never finished, else 1. */
  async firstVersion(): Promise<number> {
    return (await this.versions()).at(-1) ?? 1;
  }

  /** The number for a set beside those that are there. */
  async nextVersion(): Promise<number> {
    return ((await this.versions()).at(-1) ?? 0) + 1;
  }

  /** Lets the aliases name this set and no other, all in one step. */
  async swapTo(set: IndexSet): Promise<void> {
    const live = await this.live({ anyMapping: true });
    if (live?.version === set.version) return;
    await this.#ask(() =>
      this.#client.indices.updateAliases({
        actions: indexKinds.flatMap((kind) => [
          ...(live === undefined
            ? []
            : [{ remove: { index: live.names[kind], alias: this.aliases[kind], must_exist: true } }]),
          { add: { index: set.names[kind], alias: this.aliases[kind], is_write_index: true } },
        ]),
      }),
    );
  }

  /** Deletes the indices of a set; those that are gone already are no error. */
  async drop(set: IndexSet): Promise<void> {
    await this.#ask(() =>
      this.#client.indices.delete({ index: Object.values(set.names), ignore_unavailable: true }),
    );
  }

  /** Deletes the templates: for a case that leaves. */
  async dropTemplates(): Promise<void> {
    await Promise.all(
      Object.values(this.aliases).map((name) =>
        this.#ask(() => this.#client.indices.deleteIndexTemplate({ name }, { ignore: [404] })),
      ),
    );
  }

  /** Whether the index takes the terms that it is given as they are. Throws `index-damaged`. */
  async checkAnalysis(set: IndexSet): Promise<void> {
    const sample = "united एक 1st don't";
    const { tokens } = await this.#ask(() =>
      this.#client.indices.analyze({ index: set.names.entries, field: 'body', text: sample }),
    );
    const words = tokens?.map(({ token }) => token).join(' ') ?? '';
    if (words === sample) return;
    throw new Problem(
      'index-damaged',
      `the analysis of ${set.names.entries} at ${this.#connection.where} gives "${words.slice(0, 100)}" for "${sample}"`,
      'Build the index anew with `evidex reindex`.',
    );
  }

  async #createIndex(kind: IndexKind, index: string): Promise<void> {
    await this.#ask(() =>
      this.#client.indices.putIndexTemplate({
        name: this.aliases[kind],
        index_patterns: [`${this.aliases[kind]}-*`],
        priority: 500,
        template: this.#body(kind),
      }),
    );
    await this.#ask(async () => {
      try {
        await this.#client.indices.create({ index, wait_for_active_shards: 1 });
      } catch (error) {
        if (answerOf(error).type !== 'resource_already_exists_exception') throw error;
      }
    });
  }

  #body(kind: IndexKind) {
    const body = indexBody(kind, this.#options);
    const mappings = body.mappings as { readonly _meta?: object };
    return {
      settings: body.settings,
      mappings: { ...body.mappings, _meta: { ...mappings._meta, case: this.#options.caseId } },
    };
  }

  #checked(
    kind: IndexKind,
    alias: string,
    name: string,
    { mappings }: IndexState,
    anyMapping = false,
  ): number {
    const version = new RegExp(`-${kind}-(\\d{6})$`).exec(name)?.[1];
    if (version === undefined || name !== concreteName(this.#options.prefix, kind, Number(version)))
      throw this.#foreign(alias, `names ${name}`);
    const { case: owner, evidex } = mappings._meta ?? {};
    if (owner !== this.#options.caseId)
      throw this.#foreign(
        alias,
        `names ${name}, which is ${owner === undefined ? 'no index of Evidex' : `of the case ${owner}`}`,
      );
    if (evidex === mappingVersion || anyMapping) return Number(version);
    throw new Problem(
      'index-version',
      `${name} at ${this.#connection.where} is of mapping version ${evidex ?? 'unknown'}, this program has version ${mappingVersion}`,
      'Build the index anew with `evidex reindex`.',
    );
  }

  #foreign(alias: string, says: string): Problem {
    return new Problem(
      'index-foreign',
      `${alias} at ${this.#connection.where} is not the index of this case: it ${says}`,
      'Name another prefix with --index-prefix, or take the alias away.',
    );
  }

  async #states(names: readonly string[]): Promise<Readonly<Record<string, IndexState>>> {
    const answer = await this.#ask(() =>
      this.#client.indices.get({
        index: [...names],
        ignore_unavailable: true,
        allow_no_indices: true,
        features: ['aliases', 'mappings'],
      }),
    );
    return indexStates.parse(answer);
  }

  #ask<T>(request: () => Promise<T>): Promise<T> {
    return asking(this.#connection, request);
  }
}
