/**
 * Who parses what: one verdict for every item that a parser finds. A content is parsed once, whoever reaches it
 * first; what a parser held when it died is free again, and what killed two parsers is condemned.
 *
 * The ledger is asked once for all items of a message, and takes its time: meanwhile nobody else is told anything of the
 * contents that it is asked about.
 */
import type { ItemCommit } from '../../case/catalogue/commits.ts';
import { volumeDetail } from '../../case/volumes.ts';
import type { Removals } from '../../case/catalogue/removals.ts';
import type { KnownContent, Work } from '../../case/catalogue/work.ts';
import { asRestricted, restrictedSet } from '../../case/restricted.ts';
import type { Verdict } from '../protocol/messages.ts';
import { CutContents } from './cut-contents.ts';
import type { Cost, FoundItem, Hashes } from '../../schemas/findings.ts';
import type { Code } from '../../schemas/status.ts';

/** The hash sets that hold a content, by name. */
export interface SetMatch {
  readonly known?: string;
  readonly notable?: string;
  /** Nobody is to open it. */
  readonly restricted?: string;
}

/** An item that a parser has found, and its path in the evidence. */
export interface Question {
  readonly found: FoundItem;
  readonly path: string;
  /** What is shown of the set that it is a volume of. */
  readonly volumeOf?: string | undefined;
}

export interface Decision {
  readonly verdict: Verdict;
  /** The file is left for now alone: it is asked about again when what another parser says of its content is known. */
  readonly later?: true;
  readonly commit: ItemCommit;
}

/** Decides after identification whether a rule of the run leaves the item out; the name of the rule. */
export type SkipRule = (found: FoundItem, path: string) => string | undefined;

/** A question that only what is held, and the ledger, can answer. */
interface OpenQuestion {
  readonly found: FoundItem;
  readonly sha256: string;
  readonly sets: SetMatch;
}

/** As what a parser reached the content that it holds, and in which unit. */
interface Holding {
  readonly as: 'file' | 'member';
  readonly unit: object | undefined;
}

/** What the ledger says of a content, and whether a file of a source is known to have it. */
interface LedgerContent {
  readonly content: KnownContent | undefined;
  readonly isOfFile: boolean;
}

/** What the claims ask of the catalogue. */
export type ClaimLedger = Pick<Work, 'knownContent' | 'contentsOfFiles' | 'recordedItems'> &
  Pick<Removals, 'tombstones'>;

const crashesToCondemn = 2;

const nothing: ReadonlySet<string> = new Set();

const without = (say: 'leave' | 'pass', commit: ItemCommit): Decision => ({ verdict: { say }, commit });

/** Never parsed, under this list or without it: in each run it is told so of every item that has the content. */
const leaveRestricted = (found: FoundItem, set: string, notable?: string): Decision => {
  const ended = { status: 'skipped' as const, code: 'restricted' as const, detail: set };
  const flags = { known: asRestricted(set), ...(notable === undefined ? {} : { notable }) };
  return without('leave', { found: { ...found, ended }, ...flags });
};

/** Its bytes are read with those of the other volumes, as one item. */
const leaveVolume = (found: FoundItem, set: string, { notable }: SetMatch): Decision => {
  const ended = {
    status: 'skipped' as const,
    code: 'volume' as const,
    detail: volumeDetail(set).slice(0, 500),
  };
  return without('leave', { found: { ...found, ended }, ...(notable === undefined ? {} : { notable }) });
};

/** The ledger passes it over: it has its tombstone, and what a parser says of it is not kept. */
const leaveRemoved = ({ found }: Question): Decision =>
  without('leave', { found: { ...found, ended: { status: 'skipped', code: 'removed' } } });

export class Claims {
  readonly #catalogue: ClaimLedger;
  readonly #lookUp: (hashes: Hashes) => SetMatch;
  readonly #skip: SkipRule;
  /** What those came to whose parsing has ended and is not in the ledger yet. */
  readonly #costs = new Map<string, Cost>();
  /** Contents that a parser was given, until their outcome is in the ledger. */
  readonly #held = new Map<string, Holding>();
  /** What ended cut for what else lies in the file of its parser, and what of that was asked about for another file. */
  readonly #cut = new CutContents();
  #hasLater = false;
  /** Contents that the ledger is being asked about, with the end of that. Never one that is held. */
  readonly #asked = new Map<string, Promise<void>>();
  /**
   * Contents that ended before a file of a source had them, and are parsed anew for it. Until then all that is known of
   * them is what a parser said that held them, and evidence may have taken that one over.
   */
  readonly #unproven = new Set<string>();
  readonly #crashes = { ofFiles: new Map<string, number>(), inside: new Map<string, number>() };
  readonly #condemned = new Map<string, Code>();
  /**
   * Condemned by deaths of parsers that had them as members. One that evidence has taken over dies when it likes, on a
   * member that it makes up: that says nothing of a file with the same content.
   */
  readonly #condemnedInside = new Map<string, Code>();
  /** Condemned contents whose members were to be named. */
  readonly #listed = new Set<string>();

  constructor(catalogue: ClaimLedger, lookUp: (hashes: Hashes) => SetMatch, skip: SkipRule) {
    this.#catalogue = catalogue;
    this.#lookUp = lookUp;
    this.#skip = skip;
  }

  /**
   * One decision for each question, in their order. `through`: contents that the parser's unit only passes through, to
   * reach one inside them. `unit`: whose question it is; one unit is in one file at a time.
   */
  async decide(
    questions: readonly Question[],
    through: ReadonlySet<string>,
    unit?: object,
  ): Promise<Decision[]> {
    const removed = await this.#catalogue.tombstones(questions.map(({ found }) => found.item));
    const prepared = questions.map((question) =>
      removed.has(question.found.item) ? leaveRemoved(question) : this.#prepare(question, through),
    );
    const contents = new Set(prepared.flatMap((one) => ('sha256' in one ? one.sha256 : [])));
    // Nothing is kept from others while it waits, so that no two can wait for each other's contents.
    for (let others = this.#askedOf(contents); others.length > 0; others = this.#askedOf(contents))
      await Promise.all(others);
    // From here until the ledger is asked nothing may wait: what is free now is kept from others by asking.
    const free = [...contents].filter((sha256) => !this.#held.has(sha256)).sort();
    const ofFiles = new Set(
      prepared.flatMap((one) => ('sha256' in one && one.found.holder === undefined ? one.sha256 : [])),
    );
    return this.#asking(free, ofFiles, (ledger) =>
      prepared.map((one) => ('sha256' in one ? this.#claim(one, ledger, through, unit) : one)),
    );
  }

  #askedOf(contents: ReadonlySet<string>): Promise<void>[] {
    return [...contents].flatMap((sha256) => this.#asked.get(sha256) ?? []);
  }

  /** What can be said without the ledger. */
  #prepare({ found, path, volumeOf }: Question, through: ReadonlySet<string>): Decision | OpenQuestion {
    const { hashes } = found;
    if (!hashes) return without('leave', { found });
    const { restricted, ...sets } = this.#lookUp(hashes);
    if (restricted !== undefined) return leaveRestricted(found, restricted, sets.notable);
    if (volumeOf !== undefined) return leaveVolume(found, volumeOf, sets);
    const rule = this.#skip(found, path);
    if (rule !== undefined) {
      const ended = { status: 'skipped' as const, code: 'rule' as const, detail: rule };
      return without('leave', { found: { ...found, ended } });
    }
    if (sets.known !== undefined) return without('leave', { found, ...sets });
    if (through.has(hashes.sha256)) return without('pass', { found, ...sets });
    return { found, sha256: hashes.sha256, sets };
  }

  /** Asks the ledger, and decides before anybody else is told of these contents. */
  async #asking(
    sha256s: readonly string[],
    ofFiles: ReadonlySet<string>,
    decide: (ledger: ReadonlyMap<string, LedgerContent>) => Decision[],
  ): Promise<Decision[]> {
    if (sha256s.length === 0) return decide(new Map());
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    for (const sha256 of sha256s) this.#asked.set(sha256, ended);
    try {
      const known = await this.#catalogue.knownContent(sha256s);
      const ended = sha256s.filter(
        (sha256) =>
          (ofFiles.has(sha256) || known.get(sha256)?.cutInFile) && known.get(sha256)?.status !== undefined,
      );
      const proven = ended.length > 0 ? await this.#catalogue.contentsOfFiles(ended) : undefined;
      return decide(
        new Map(
          sha256s.map((sha256) => [
            sha256,
            { content: known.get(sha256), isOfFile: proven?.has(sha256) ?? false },
          ]),
        ),
      );
    } finally {
      for (const sha256 of sha256s) this.#asked.delete(sha256);
      end();
    }
  }

  /** `ledger` has every content that was free when it was asked. */
  #claim(
    { found, sha256, sets }: OpenQuestion,
    ledger: ReadonlyMap<string, LedgerContent>,
    through: ReadonlySet<string>,
    unit: object | undefined,
  ): Decision {
    const commit = { found, ...sets };
    // Held when the ledger was asked: it may be free by now, but what the ledger says of it is not known.
    const known = ledger.get(sha256);
    const held = this.#held.get(sha256);
    if (!known || held) {
      if (found.holder === undefined && held?.as !== 'file') return this.#later(commit);
      if (held?.as !== 'file' && !through.has(found.holder ?? '')) {
        if (this.#cut.takeUp(sha256)) {
          this.#held.set(sha256, { as: 'member', unit });
          return { verdict: { say: 'parse' }, commit };
        }
        if (held && held.unit !== unit) this.#cut.ask(sha256);
      }
      return this.#leave(commit, this.#costs.get(sha256));
    }
    const { content, isOfFile } = known;
    const restricted = restrictedSet(content?.known);
    if (restricted !== undefined) return leaveRestricted(found, restricted, sets.notable);
    if (content?.known !== undefined) return without('leave', commit);
    if (content?.status !== undefined) {
      const isProven = isOfFile && !this.#unproven.has(sha256);
      // Where another file of the source holds it. The one that it was cut in asks about no more members, and to pass
      // through that is no reason to try again; a file with this content has more room for it than any that holds it.
      const isCut = content.cutInFile === true && !isOfFile && !through.has(found.holder ?? '');
      if (found.holder === undefined ? isProven : !isCut) return this.#leave(commit, content.cost);
      if (found.holder === undefined) this.#unproven.add(sha256);
    }
    // What holds it has ended, by its limit of crashes perhaps: only what was found then is still finished.
    if (!content && found.holder !== undefined && through.has(found.holder)) return without('leave', commit);
    this.#held.set(sha256, { as: found.holder === undefined ? 'file' : 'member', unit });
    // What it came to before is of no account now: nobody else may take it up beside this one.
    this.#cut.forget(sha256);
    const inside = found.holder === undefined ? undefined : this.#condemnedInside.get(sha256);
    const code = this.#condemned.get(sha256) ?? inside;
    if (code === undefined) return { verdict: { say: 'parse' }, commit };
    // Once: where its list kills a parser too, it is left without.
    const list = code === 'crash-limit' && !this.#listed.has(sha256);
    if (list) this.#listed.add(sha256);
    return { verdict: { say: 'condemned', code, ...(list ? { list } : {}) }, commit };
  }

  /**
   * A file of a source whose content another parser has as a member of something else: what that one says must not stand
   * for the file. It stays pending, so that a run after a kill asks too.
   */
  #later(commit: ItemCommit): Decision {
    this.#hasLater = true;
    return { verdict: { say: 'leave' }, later: true, commit };
  }

  /** Whether files were left for later since this was last asked. */
  takeLater(): boolean {
    const had = this.#hasLater;
    this.#hasLater = false;
    return had;
  }

  /**
   * What is in a container is charged to it in full, whoever read it. Where nobody can say yet what it comes to, its parser
   * finds out for itself: to wait for another could be to wait for each other.
   */
  #leave(commit: ItemCommit, cost: Cost | undefined): Decision {
    const { holder, hashes } = commit.found;
    if (holder === undefined || this.#isCondemned(hashes?.sha256 ?? '')) return without('leave', commit);
    return { verdict: cost ? { say: 'leave', cost } : { say: 'weigh' }, commit };
  }

  /** As a member. Nothing comes of it, and to weigh it would cost another parser. */
  #isCondemned(sha256: string): boolean {
    return this.#condemned.has(sha256) || this.#condemnedInside.has(sha256);
  }

  /** Verdicts of what lies in a content that is weighed: nothing is claimed. */
  async weigh(questions: readonly Question[]): Promise<Verdict[]> {
    const prepared = questions.map((question) => this.#prepare(question, nothing));
    const asked = prepared.flatMap((one) =>
      'sha256' in one && !this.#costs.has(one.sha256) ? one.sha256 : [],
    );
    const known = await this.#catalogue.knownContent([...new Set(asked)].sort());
    return prepared.map((one) => {
      if (!('sha256' in one)) return one.verdict;
      const content = known.get(one.sha256);
      if (content?.known !== undefined || this.#isCondemned(one.sha256)) return { say: 'leave' };
      const cost = this.#costs.get(one.sha256) ?? (this.#held.has(one.sha256) ? undefined : content?.cost);
      return cost ? { say: 'leave', cost } : { say: 'weigh' };
    });
  }

  /** Of items that a condemned content names, those that were read before it was condemned. */
  recorded(items: readonly FoundItem[]): Promise<ReadonlySet<string>> {
    return this.#catalogue.recordedItems([...new Set(items.map(({ item }) => item))].sort());
  }

  /** The parsing of a content has ended; until the ledger has its outcome this is what it came to. */
  parsed(sha256: string, cost: Cost): void {
    this.#cut.forget(sha256);
    this.#costs.set(sha256, cost);
  }

  /**
   * The parsing of a content has ended, cut for what else lies in its file. True where another file was told meanwhile that
   * somebody has it: then the outcome is not to be kept, and the content is among what has none, to be reached through the
   * file with the most room. Once for each content.
   */
  cut(sha256: string): boolean {
    if (this.#held.get(sha256)?.as !== 'member' || !this.#cut.end(sha256)) return false;
    this.#held.delete(sha256);
    return true;
  }

  /** Whether its outcome was not kept since it was cut. */
  wasGivenBack(sha256: string): boolean {
    return this.#cut.wasGivenBack(sha256);
  }

  /** The outcome of these is in the ledger. */
  ended(contents: Iterable<string>): void {
    for (const sha256 of contents) {
      // Of the one before: another parser has it since.
      if (this.#cut.wasTakenUp(sha256)) continue;
      this.#unproven.delete(sha256);
      this.#held.delete(sha256);
      this.#costs.delete(sha256);
    }
  }

  /** The parser that held these died before their end. */
  release(contents: Iterable<string>): void {
    for (const sha256 of contents) this.#held.delete(sha256);
  }

  /** A parser died on this content, which it had as a member where `isInside`; true when it is condemned by that. */
  crashed(sha256: string, code: Code, isInside = false): boolean {
    const counts = isInside ? this.#crashes.inside : this.#crashes.ofFiles;
    const crashes = (counts.get(sha256) ?? 0) + 1;
    counts.set(sha256, crashes);
    if (crashes < crashesToCondemn) return false;
    this.condemn(sha256, code, isInside);
    return true;
  }

  /** `isInside`: as a member alone, wherever; else as a file of a source as well. */
  condemn(sha256: string, code: Code, isInside = false): void {
    (isInside ? this.#condemnedInside : this.#condemned).set(sha256, code);
  }
}
