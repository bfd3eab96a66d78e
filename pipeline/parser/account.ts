/**
 * The account of one content: what it and all that lies in it come to, and how much that may be. Decided by the bytes of
 * the content alone, so that neither the order of the files, nor who reached it first, nor the machine shows.
 */
import { constants, zstdCompressSync } from 'node:zlib';
import { kib, mib } from '../../schemas/byte-units.ts';
import type { Cost } from '../../schemas/findings.ts';
import type { Limits } from '../../schemas/limits.ts';
import { type Content, LimitError } from '../../formats/contract.ts';
import type { Sent } from '../protocol/sent-weight.ts';
import type { FileRoom } from './file-room.ts';

/**
 * What each content may come to whatever its size: its rows, and those of the few members that a small archive has. Each
 * file of a folder has its own, and each level of a nest: with 2 MiB, a hundred documents of 10 kB came to 137 MB.
 */
const caseFloorBytes = 128 * kib;
/** Bytes of case for each byte of the content, packed or not: what is proportional to the bytes of the source is never cut. */
const plainCaseBytes = 2;
const expandedFloorBytes = 64 * mib;
const plainExpandedBytes = 2;
/** A content is packed in such pieces to know what it holds; repetitions within one are found. */
const pieceBytes = 16 * mib;
/** Text that a reader may make for nothing before it is ended; takes some seconds at most. */
const maxLeftUnits = 64 * mib;
const packing = {
  params: {
    [constants.ZSTD_c_compressionLevel]: 1,
    [constants.ZSTD_c_enableLongDistanceMatching]: 1,
    [constants.ZSTD_c_windowLog]: 24,
  },
};

export const noCost: Cost = { caseBytes: 0, expandedBytes: 0 };

export class Account {
  readonly #content: Content;
  readonly #limits: Pick<Limits, 'maxCaseRatio' | 'maxRatio'>;
  readonly #progress: () => void;
  #caseBytes = 0;
  #expandedBytes = 0;
  /** Bytes that the content takes when packed, as far as it was needed to know: up to `#packedTo` of it. */
  #packedBytes = 0;
  #packedTo = 0;
  /** What is left out because the account is over. */
  #leftUnits = 0;
  #unopened = 0;
  #unlisted = 0;
  /** Bytes of case of the rows of members that were left. */
  #listedBytes = 0;
  readonly #isFile: boolean;
  readonly #room: FileRoom | undefined;
  /** Bytes of text and of what goes with it, beyond which they are charged to the file too. */
  #proportionalBytes: number;
  #isCutInFile = false;

  /**
   * `isFile`: the content is read as a file of the source, whose every byte is there and is paid for, however well it packs.
   * `room`: of the file that it lies in; none where nothing is told of it. `progress` is called while a large content is
   * packed.
   */
  constructor(
    content: Content,
    limits: Pick<Limits, 'maxCaseRatio' | 'maxRatio'>,
    { isFile, room }: { readonly isFile: boolean; readonly room?: FileRoom | undefined },
    progress: () => void = () => undefined,
  ) {
    this.#content = content;
    this.#isFile = isFile;
    this.#room = room;
    this.#proportionalBytes = plainCaseBytes * content.size;
    this.#limits = limits;
    this.#progress = progress;
  }

  /**
   * What whoever holds the content is charged for it. Where more came of it as a file of the source than may come of a
   * member, this is what may, so that a container is charged much the same whether the file was read before it or not.
   * Never more than a message carries, whatever a parser that evidence has taken over said of contents inside.
   */
  get cost(): Cost {
    const isMore = this.#isFile && this.#isMoreThanOfMember;
    return {
      caseBytes: Math.min(isMore ? this.#memberCaseBytes : this.#caseBytes, Number.MAX_SAFE_INTEGER),
      expandedBytes: Math.min(this.#expandedBytes, Number.MAX_SAFE_INTEGER),
    };
  }

  /** Units of metadata: a quarter of what the content may come to if it were packed already, since they are kept twice. */
  get maxMetadataUnits(): number {
    const perByte = plainCaseBytes + this.#limits.maxCaseRatio;
    return Math.ceil((caseFloorBytes + perByte * this.#content.size) / 4);
  }

  /** Bytes of case: rows, and what stands in them. */
  charge(caseBytes: number): void {
    this.#caseBytes += caseBytes;
    this.#room?.charge(caseBytes);
  }

  /** Bytes of case of text, and of its tags and events. `sent`: as they go to the case. */
  chargeText(caseBytes: number, sent?: Sent): void {
    if (sent) this.#room?.chargeSent(sent);
    this.#caseBytes += caseBytes;
    const beyond = Math.max(0, caseBytes - this.#proportionalBytes);
    this.#proportionalBytes = Math.max(0, this.#proportionalBytes - caseBytes);
    if (beyond > 0) this.#room?.charge(beyond);
  }

  /** What a content inside comes to. */
  add({ caseBytes, expandedBytes }: Cost): void {
    this.#caseBytes += caseBytes;
    this.#expandedBytes += expandedBytes;
  }

  /** Bytes that come out of the content; asked before they are made where their number is stated. */
  expand(bytes: number): void {
    this.#expandedBytes += bytes;
    if (this.#isExpandedOver)
      throw new LimitError('bomb', `expands beyond ${this.#limits.maxRatio} times what it holds`);
  }

  /** Whether members are opened still. */
  get opensMembers(): boolean {
    return !this.isOver && this.#room?.isFull !== true;
  }

  /**
   * Whether something was left out because of what else lies in the file: where another file brings the content, it may come
   * to more.
   */
  get isCutInFile(): boolean {
    return this.#isCutInFile;
  }

  /** Something in a content inside was left out for that. */
  tellCutInside(): void {
    this.#isCutInFile = true;
  }

  /** Whether anything more that comes of the content is left out. */
  get isOver(): boolean {
    return this.#isCaseOver || this.#isExpandedOver;
  }

  get #isCaseOver(): boolean {
    return this.#isFile ? this.#caseBytes > this.#fileCaseBytes : this.#isMoreThanOfMember;
  }

  get #isMoreThanOfMember(): boolean {
    return this.#exceeds(this.#caseBytes, caseFloorBytes, plainCaseBytes, this.#limits.maxCaseRatio);
  }

  /** What may come of a file of the source: never less than of a member. */
  get #fileCaseBytes(): number {
    return caseFloorBytes + (plainCaseBytes + this.#limits.maxCaseRatio) * this.#content.size;
  }

  /** What may come of a member, as far as it is packed. */
  get #memberCaseBytes(): number {
    return (
      caseFloorBytes + plainCaseBytes * this.#content.size + this.#limits.maxCaseRatio * this.#packedBytes
    );
  }

  get #isExpandedOver(): boolean {
    return this.#exceeds(this.#expandedBytes, expandedFloorBytes, plainExpandedBytes, this.#limits.maxRatio);
  }

  #exceeds(bytes: number, floor: number, plain: number, ratio: number): boolean {
    const { size } = this.#content;
    for (;;) {
      if (bytes <= floor + plain * size + ratio * this.#packedBytes) return false;
      if (this.#packedTo >= size) return true;
      this.#packMore();
    }
  }

  #packMore(): void {
    const end = Math.min(this.#content.size, this.#packedTo + pieceBytes);
    const piece = Buffer.concat([...this.#content.slices(this.#packedTo, end)]);
    this.#packedBytes += zstdCompressSync(piece, packing).length;
    this.#packedTo = end;
    this.#progress();
  }

  /**
   * Whether so many more units of text or events are taken. Once the account is over, or the room of the file taken, they
   * are not: its reader may go on for what members it has to name, as long as it does not make far more of them.
   */
  admit(units: number): boolean {
    if (!this.isOver) {
      if (this.#room?.isTaken !== true) return true;
      this.#isCutInFile = true;
    }
    this.#leftUnits += units;
    if (this.#leftUnits > maxLeftUnits) throw new LimitError('over-budget', this.#sayLimit());
    return false;
  }

  /**
   * A member that is not opened, whose row takes these bytes of case: charged, unless not even that has room, which false
   * says. As much again as a quarter is for these rows alone, whatever members that were opened before come to meanwhile.
   */
  leaveMember(caseBytes: number): boolean {
    const allowed = this.#isFile ? this.#fileCaseBytes : this.#memberCaseBytes;
    if (!this.isOver) this.#isCutInFile = true;
    if (this.#listedBytes + caseBytes > allowed / 4 || this.#room?.isTaken === true) {
      this.#unlisted += 1;
      return false;
    }
    this.#listedBytes += caseBytes;
    this.charge(caseBytes);
    this.#unopened += 1;
    return true;
  }

  /** Whether its own text was cut. */
  get isCut(): boolean {
    return this.#leftUnits > 0;
  }

  /** What was left out, or undefined. */
  get leftOut(): string | undefined {
    const parts = [
      this.isCut ? `text of ${this.#leftUnits} units or more` : [],
      this.#unopened > 0 ? `${this.#unopened} members, listed` : [],
      this.#unlisted > 0 ? `${this.#unlisted} members, not listed` : [],
    ].flat();
    return parts.length > 0 ? `${this.#sayLimit()}; left: ${parts.join(', ')}` : undefined;
  }

  #sayLimit(): string {
    if (this.#isCaseOver)
      return `more than ${this.#limits.maxCaseRatio} times what it holds would go into the case`;
    return this.#isExpandedOver
      ? `expands beyond ${this.#limits.maxRatio} times what it holds`
      : `more than ${this.#limits.maxCaseRatio} times the file that it lies in would go into the case`;
  }
}
