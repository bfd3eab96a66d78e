/** A unit of work: files that one parser visits in order, and what is known of their visit so far. */
import type { PendingFile } from '../../case/catalogue/work.ts';
import { deletionsAt } from '../../case/deletion.ts';
import { familyOf } from '../../case/family.ts';
import { mib } from '../../schemas/byte-units.ts';
import type { Limits } from '../../schemas/limits.ts';
import type { Occurrence } from '../../schemas/index-entry.ts';
import type { FoundItem } from '../../schemas/findings.ts';
import { itemId } from '../../sources/item-id.ts';
import { costOfItem } from '../protocol/case-cost.ts';
import type { DocumentMessage } from '../protocol/messages.ts';
import type { Sent } from '../protocol/sent-weight.ts';
import { FileWall } from './file-wall.ts';

/**
 * Events that come of a unit beside one for each byte of its files: stops the parser that evidence has taken over from
 * filling the ledger. An event takes some twenty bytes where it stands, and calendars shrink to a tenth in an archive.
 */
const freeEvents = 250_000;
/**
 * Bytes that a parser may send of a unit: so many for each byte of its files, and these beside. Stops the parser that
 * evidence has taken over from keeping the run busy for ever, with what is only weighed too. An honest one keeps to the
 * accounts of its contents (docs/decisions/0009) and stays far below, with tags in eight times the bytes that they are
 * charged for. What goes into the case is held to less (`FileWall`).
 */
const freeBytes = 512 * mib;
const bytesPerByte = 4096;
/** Bytes of case of a row that counts no second time: those of nearly every member, so that a crash costs a full archive nothing. */
const maxToldBytes = 1_500;

export interface Unit {
  readonly files: readonly PendingFile[];
  /** Contents that are only passed through, to reach one inside them. */
  readonly through: ReadonlySet<string>;
  /** Of a file that killed a parser before: what has come of it so far goes on counting. */
  readonly wall?: FileWall | undefined;
}

/** What the coordinator knows of a source when it names the places of items. */
export interface SourceNames {
  readonly reference: string;
  readonly custodian?: string;
  /** What its intake declares for clocks that state no zone. */
  readonly zone?: string;
}

/** What the path alone says; what contents say of themselves is known when they have been read. */
function deletedAs(path: string): Pick<Occurrence, 'deletions'> {
  const deletions = deletionsAt(path, [], []);
  return { deletions: deletions.length > 0 ? deletions : undefined };
}

interface Reached {
  readonly occurrence: Occurrence;
}

/** How members and bytes of case are limited, as the parser was told. */
export type UnitLimits = Pick<Limits, 'maxMembers' | 'maxCaseRatio'>;

/** Follows the visit of one unit: which content lies where, what is being parsed, what is done. */
export class UnitProgress {
  readonly unit: Unit;
  /** What was told of its files before is in the ledger. */
  isSettled = false;
  readonly #names: (source: number) => SourceNames;
  readonly #files: Map<string, PendingFile>;
  /** Contents whose members may still come, and those being parsed. */
  readonly #reached = new Map<string, Reached & { readonly wall: FileWall | undefined }>();
  /** Contents being parsed, in the order in which they were given out. */
  readonly #open = new Set<string>();
  /** The same by the question that they were asked about in, oldest first. */
  readonly #asked: string[][] = [];
  /** Contents that are weighed, since another parser has them, and how often that was said. */
  readonly #weighed = new Map<string, Reached & { readonly times: number }>();
  /** Files whose content is only passed through: nobody says that they are done. */
  readonly #passed = new Set<string>();
  /** Files that the parser has reported. */
  readonly #reported = new Set<string>();
  /** Members told of each content that was given out. */
  readonly #members = new Map<string, number>();
  readonly #limits: UnitLimits;
  readonly #maxEvents: number;
  #events = 0;
  readonly #maxBytes: number;
  #bytes = 0;
  readonly #fileOf = new Map<string, string>();
  /** By file, what holds the rows of each that was given out. */
  readonly #walls = new Map<string, FileWall>();
  /** By reference. */
  readonly #zones = new Map<string, string | undefined>();

  constructor(unit: Unit, names: (source: number) => SourceNames, limits: UnitLimits) {
    this.unit = unit;
    this.#limits = limits;
    const size = unit.files.reduce((sum, file) => sum + file.size, 0);
    this.#maxEvents = freeEvents + size;
    this.#maxBytes = freeBytes + bytesPerByte * size;
    this.#names = names;
    this.#files = new Map(unit.files.map((file) => [file.item, file]));
  }

  /** Files not known to be done. */
  get remaining(): PendingFile[] {
    return [...this.#files.values()];
  }

  /** The file that the parser must be in: the one whose content is open, or the first that remains. */
  get current(): PendingFile | undefined {
    for (const file of this.#files.values()) return file;
    return undefined;
  }

  /** Whether all that was given out has ended: only then may the parser say that it is done. */
  get isDone(): boolean {
    return this.#open.size === 0 && [...this.#files.keys()].every((item) => this.#passed.has(item));
  }

  /** Whether a content is being parsed here. */
  isOpen(sha256: string): boolean {
    return this.#open.has(sha256);
  }

  /** Whether a content was given out here, to be parsed or passed through, and has not ended. */
  hasReached(sha256: string): boolean {
    return this.#reached.has(sha256) || this.#weighed.has(sha256);
  }

  /** Whether a file of the unit has the content, and not a member alone. */
  isOfFile(sha256: string): boolean {
    return this.#fileOf.has(sha256);
  }

  /** The file of the unit that has this id, while it is not done. */
  file(item: string): PendingFile | undefined {
    return this.#files.get(item);
  }

  /**
   * Why a parser cannot honestly report this item here; a parser that evidence has taken over might. `isWeighed`: it is only
   * asked about, to know what its holder comes to.
   */
  findFault(found: FoundItem, isWeighed = false): string | undefined {
    if (found.holder === undefined) {
      if (!this.#files.has(found.item) || this.#reported.has(found.item))
        return 'an item that is not its to report';
      this.#reported.add(found.item);
      return undefined;
    }
    // What is only weighed is another parser's: nothing of it is kept from here.
    const isGiven = isWeighed ? this.hasReached(found.holder) : this.#reached.has(found.holder);
    if (!isGiven) return 'a member of what it was not given';
    if (itemId(found.holder, found.locator ?? '') !== found.item)
      return 'a member under an id that is not its own';
    const members = (this.#members.get(found.holder) ?? 0) + 1;
    this.#members.set(found.holder, members);
    return members > this.#limits.maxMembers ? 'more members than a container may have' : undefined;
  }

  /** Counts events of the unit; false where they are more than its files can hold. */
  takesEvents(count: number): boolean {
    this.#events += count;
    return this.#events <= this.#maxEvents;
  }

  /** Counts bytes that a parser sends of the unit; false where they are more than can come of its files. */
  takesBytes(count: number): boolean {
    this.#bytes += count;
    return this.#bytes <= this.#maxBytes;
  }

  /**
   * Counts the row of a member, which names what holds it; false where more comes of the file than may. `wasTold`: before a
   * parser died, so that the ledger has a row of it, which may still become a long one.
   */
  takesItem(found: FoundItem, wasTold = false): boolean {
    const cost = costOfItem(found);
    return (wasTold && cost <= maxToldBytes) || this.takesRow(found.holder ?? '', cost);
  }

  /** Counts a row that is told of a content. */
  takesRow(sha256: string, caseBytes: number): boolean {
    return this.#reached.get(sha256)?.wall?.takesRow(caseBytes) !== false;
  }

  /** Counts the outcome of a content, whose message took so many bytes. */
  takesDocument(message: DocumentMessage, messageBytes: number): boolean {
    return this.#reached.get(message.hashes.sha256)?.wall?.takesDocument(message, messageBytes) !== false;
  }

  /** Counts text, tags or events that are told of a content. */
  takesSent(sha256: string, sent: Sent): boolean {
    return this.#reached.get(sha256)?.wall?.takesSent(sent) !== false;
  }

  /** Contents given out and not ended. */
  get open(): string[] {
    return [...this.#open];
  }

  /** The content that the parser is in: of what it asked about last and has not ended, the first. */
  get culprit(): string | undefined {
    for (const contents of this.#asked.toReversed()) {
      const culprit = contents.find((sha256) => this.#isIn(sha256));
      if (culprit !== undefined) return culprit;
    }
    return undefined;
  }

  /** Whether the parser may be in it now. */
  #isIn(sha256: string): boolean {
    return this.#open.has(sha256) || this.#weighed.has(sha256);
  }

  /** The parser asks about items; what is entered from now on belongs together. */
  ask(): void {
    while (this.#asked.length > 0 && !this.#asked.at(-1)?.some((sha256) => this.#isIn(sha256)))
      this.#asked.pop();
    this.#asked.push([]);
  }

  /** The place of an item that was found. */
  occurrenceOf(found: FoundItem): Occurrence {
    const holder = this.#occurrenceOfHolder(found.holder);
    if (holder) {
      const name = found.name || `#${found.ordinal ?? 0}`;
      return {
        ...holder,
        item: found.item,
        path: `${holder.path}/${name}`,
        name,
        family: familyOf(found.item, found.relation, holder),
        ...deletedAs(`${holder.path}/${name}`),
      };
    }
    const file = this.#files.get(found.item);
    const { reference, custodian, zone } = this.#names(file?.source ?? 0);
    this.#zones.set(reference, zone);
    const path = file?.path ?? found.name;
    const name = path.slice(path.lastIndexOf('/') + 1);
    return {
      item: found.item,
      path,
      name,
      source: reference,
      ...(custodian ? { custodian } : {}),
      family: familyOf(found.item),
      ...deletedAs(path),
    };
  }

  #occurrenceOfHolder(sha256 = ''): Occurrence | undefined {
    return (this.#reached.get(sha256) ?? this.#weighed.get(sha256))?.occurrence;
  }

  /** A content is weighed: what lies in it may be asked about, nothing else be told of it. */
  weigh(sha256: string, reached: Reached): void {
    this.#weighed.set(sha256, { ...reached, times: (this.#weighed.get(sha256)?.times ?? 0) + 1 });
    this.#asked.at(-1)?.push(sha256);
  }

  weighed(sha256: string): void {
    const known = this.#weighed.get(sha256);
    if (known && known.times > 1) this.#weighed.set(sha256, { ...known, times: known.times - 1 });
    else this.#weighed.delete(sha256);
    // Else those of the next time were counted on top.
    this.#members.delete(sha256);
  }

  /** The zone that the source of a place declares, of those places that were told here. */
  zoneOf({ source }: Occurrence): string | undefined {
    return this.#zones.get(source);
  }

  /**
   * A content is given out to be parsed, to be passed through, or condemned: then its outcome alone is told, or its members
   * once, however much came of it before. `holder`: what it lies in, none of a file.
   */
  enter(
    sha256: string,
    reached: Reached,
    holder: string | undefined,
    as: 'parse' | 'pass' | 'condemned',
  ): void {
    const { occurrence } = reached;
    const wall =
      holder === undefined
        ? this.#wallOf(occurrence.item, as === 'condemned')
        : this.#reached.get(holder)?.wall;
    this.#reached.set(sha256, { ...reached, wall });
    if (as !== 'pass') {
      this.#open.add(sha256);
      this.#asked.at(-1)?.push(sha256);
    }
    if (holder !== undefined) return;
    this.#fileOf.set(sha256, occurrence.item);
    if (as === 'pass') this.#passed.add(occurrence.item);
  }

  #wallOf(file: string, isFresh: boolean): FileWall {
    const before = isFresh ? undefined : this.unit.wall;
    const wall = before ?? new FileWall(this.#files.get(file)?.size ?? 0, this.#limits.maxCaseRatio);
    this.#walls.set(file, wall);
    return wall;
  }

  /** The files that are not done, each as a unit of its own that counts on where this one ended. */
  get again(): Unit[] {
    const { through, wall } = this.unit;
    return this.remaining.map((file) => ({
      files: [file],
      through,
      wall: this.#walls.get(file.item) ?? wall,
    }));
  }

  /** A file ended: it is no longer among those that remain. */
  leave(item: string): PendingFile | undefined {
    const file = this.#files.get(item);
    this.#files.delete(item);
    return file;
  }

  /** A content's parsing ended: its place, and the file that is done by it. */
  end(sha256: string): (Reached & { readonly file: PendingFile | undefined }) | undefined {
    const reached = this.#reached.get(sha256);
    this.#reached.delete(sha256);
    this.#members.delete(sha256);
    this.#open.delete(sha256);
    const item = this.#fileOf.get(sha256);
    const file = item === undefined ? undefined : this.leave(item);
    return reached && { ...reached, file };
  }
}
