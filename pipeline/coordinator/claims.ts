/**
 * Who parses what: one verdict for every item that a parser finds. A content is parsed once, whoever reaches it
 * first; what a parser held when it died is free again, and what killed two parsers is condemned.
 */
import type { CatalogueWriter, ItemCommit } from '../../case/catalogue.ts';
import type { Verdict } from '../protocol/messages.ts';
import type { FoundItem, Hashes } from '../../schemas/findings.ts';
import type { Code } from '../../schemas/status.ts';

/** The hash sets that hold a content, by name. */
export interface SetMatch {
  readonly known?: string;
  readonly notable?: string;
}

export interface Decision {
  readonly verdict: Verdict;
  /** The document's revision in the ledger so far; 0 for a new one. */
  readonly revision: number;
  readonly labels: readonly string[];
  readonly commit: ItemCommit;
}

/** Decides after identification whether a rule of the run leaves the item out; the name of the rule. */
export type SkipRule = (found: FoundItem, path: string) => string | undefined;

const crashesToCondemn = 2;

export class Claims {
  readonly #catalogue: Pick<CatalogueWriter, 'knownContent'>;
  readonly #lookUp: (hashes: Hashes) => SetMatch;
  readonly #skip: SkipRule;
  readonly #holders = new Map<string, number>();
  readonly #crashes = new Map<string, number>();
  readonly #condemned = new Map<string, Code>();

  constructor(
    catalogue: Pick<CatalogueWriter, 'knownContent'>,
    lookUp: (hashes: Hashes) => SetMatch,
    skip: SkipRule,
  ) {
    this.#catalogue = catalogue;
    this.#lookUp = lookUp;
    this.#skip = skip;
  }

  /** `through`: contents that the worker's unit only passes through, to reach one inside them. */
  decide(found: FoundItem, path: string, worker: number, through: ReadonlySet<string>): Decision {
    const { hashes } = found;
    const leave = (more: Partial<ItemCommit> = {}): Decision => ({
      verdict: { say: 'leave' },
      revision: 0,
      labels: [],
      commit: { found, ...more },
    });
    if (!hashes) return leave();
    const rule = this.#skip(found, path);
    if (rule !== undefined)
      return leave({ found: { ...found, ended: { status: 'skipped', code: 'rule', detail: rule } } });
    const sets = this.#lookUp(hashes);
    if (sets.known !== undefined) return leave(sets);
    const commit = { found, ...sets };
    if (through.has(hashes.sha256)) return { verdict: { say: 'pass' }, revision: 0, labels: [], commit };
    if (this.#holders.has(hashes.sha256)) return leave(sets);
    const content = this.#catalogue.knownContent(hashes.sha256);
    if (content?.status !== undefined || content?.known !== undefined) return leave(sets);
    // What holds it has ended, by its limit of crashes perhaps: only what was found then is still finished.
    if (!content && found.holder !== undefined && through.has(found.holder)) return leave(sets);
    this.#holders.set(hashes.sha256, worker);
    const code = this.#condemned.get(hashes.sha256);
    const verdict: Verdict = code === undefined ? { say: 'parse' } : { say: 'condemned', code };
    return { verdict, revision: content?.revision ?? 0, labels: content?.labels ?? [], commit };
  }

  /** No parser holds these any more: their outcome is in the ledger, or their parser died before the end. */
  release(contents: Iterable<string>): void {
    for (const sha256 of contents) this.#holders.delete(sha256);
  }

  /** A parser died on this content; true when it is condemned by that. */
  crashed(sha256: string, code: Code): boolean {
    const crashes = (this.#crashes.get(sha256) ?? 0) + 1;
    this.#crashes.set(sha256, crashes);
    if (crashes < crashesToCondemn) return false;
    this.condemn(sha256, code);
    return true;
  }

  condemn(sha256: string, code: Code): void {
    this.#condemned.set(sha256, code);
  }
}
