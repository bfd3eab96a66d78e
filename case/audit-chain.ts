/** The rules by which the lines of an audit log are a chain: who reads it checks by them, and who writes goes on by them. */
import type { StoredRecord } from '../schemas/audit-record.ts';
import { type AuditLine, maxLineBytes, readRecord, sha256 } from './audit-lines.ts';
import { type AuditBreak, type AuditHead, type ClockBack, noHash } from './audit-log.ts';

/**
 * Lines that are no records that may follow one another. A killed writer leaves one or two; line feeds alone, 16 million in
 * the bytes of one line, would each be kept with its place in memory.
 */
const maxHeldLines = 10_000;

/** Lines that are no records: allowed only where the next record covers them as its `partial`. */
class HeldLines {
  readonly lines: AuditLine[] = [];
  firstWrong = '';
  #bytes = 0;

  add(line: AuditLine, wrong: string): void {
    if (this.lines.length === 0) this.firstWrong = wrong;
    this.lines.push(line);
    this.#bytes += line.bytes.length + 1;
  }

  get tooMany(): boolean {
    return this.#bytes > maxLineBytes || this.lines.length > maxHeldLines;
  }

  /** How many of the lines, from the first, `record` does not cover; 0 where it covers all. */
  uncoveredBy(record: StoredRecord): number {
    let bytes = this.#bytes - 1;
    for (const [index, line] of this.lines.entries()) {
      if (bytes === record.partial?.bytes && this.#hashFrom(index) === record.partial.sha256) return index;
      bytes -= line.bytes.length + 1;
    }
    return this.lines.length;
  }

  #hashFrom(first: number): string {
    const feed = Buffer.from('\n');
    const parts = this.lines
      .slice(first)
      .flatMap(({ bytes }, index) => (index === 0 ? [bytes] : [feed, bytes]));
    return sha256(Buffer.concat(parts));
  }
}

/** Follows the chain line by line; what it has confirmed so far. */
export class AuditChain {
  readonly partialLines: number[] = [];
  readonly headLost: number[] = [];
  readonly clockBack: ClockBack[] = [];
  readonly open = new Set<number>();
  head: AuditHead;
  /** The place in the file behind the last record that was confirmed, and whether its line feed stands there. */
  end = 0;
  isWhole = true;
  /** The time of the last record. */
  lastAt: string | undefined;
  #held = new HeldLines();
  #lastLine = 0;
  readonly #stored: AuditHead | undefined;

  /** `stored` is the head that was kept apart; `from` the record that the first line continues. */
  constructor(stored: AuditHead | undefined, from: AuditHead = { seq: 0, hash: noHash }) {
    this.#stored = stored;
    this.head = from;
  }

  get #nextSeq(): number {
    return this.head.seq + 1;
  }

  /** Takes one line: the record that the chain confirms, what is broken, or undefined for a line held back. */
  take(line: AuditLine): StoredRecord | AuditBreak | undefined {
    this.#lastLine = line.number;
    const record = readRecord(line.bytes);
    if (!('seq' in record)) {
      this.#held.add(line, record.wrong);
      return this.#held.tooMany ? this.#heldBreak() : undefined;
    }
    const uncovered = this.#held.uncoveredBy(record);
    if (uncovered > 0) return this.#heldBreak(uncovered);
    const wrong = this.#wrongLink(record);
    if (wrong) return { line: line.number, toLine: line.number, seq: this.#nextSeq, wrong };
    for (const { number } of this.#held.lines) this.partialLines.push(number);
    this.#held = new HeldLines();
    this.head = { seq: record.seq, hash: record.hash };
    this.end = line.end;
    this.isWhole = line.whole;
    this.#lookAtClock(record);
    if (record.headLost) this.headLost.push(record.seq);
    if (record.event === 'started') this.open.add(record.seq);
    else if (record.event === 'ended' && record.of) this.open.delete(record.of);
    return record;
  }

  #lookAtClock({ seq, at }: StoredRecord): void {
    const back = this.lastAt === undefined ? 0 : Date.parse(this.lastAt) - Date.parse(at);
    if (back > 0) this.clockBack.push({ seq, seconds: back / 1000 });
    this.lastAt = at;
  }

  /** What is wrong with the end of the log, if anything. */
  finish(): AuditBreak | undefined {
    const line = this.#lastLine + 1;
    const seq = this.#nextSeq;
    if (!this.#stored) {
      return this.head.seq > 0
        ? { line, toLine: line, seq, wrong: 'the file with the head of the chain is missing' }
        : undefined;
    }
    if (this.#stored.seq > this.head.seq) {
      if (this.#held.lines.length > 0) return this.#heldBreak();
      return {
        line,
        toLine: line,
        seq,
        wrong: `the log ends here, but ${this.#stored.seq} records were written`,
      };
    }
    for (const { number } of this.#held.lines) this.partialLines.push(number);
    return undefined;
  }

  #heldBreak(count = this.#held.lines.length): AuditBreak {
    const { lines, firstWrong } = this.#held;
    return {
      line: lines[0]?.number ?? 0,
      toLine: lines[count - 1]?.number ?? 0,
      seq: this.#nextSeq,
      wrong: firstWrong,
    };
  }

  #wrongLink(record: StoredRecord): string | undefined {
    if (record.seq !== this.#nextSeq) {
      return `record ${record.seq} stands where ${this.#nextSeq} belongs: records are missing or were moved`;
    }
    if (record.prev !== this.head.hash) return 'it does not continue the record before it';
    if (record.partial && this.#held.lines.length === 0)
      return 'the unfinished line that it names is not there';
    if (record.seq === this.#stored?.seq && record.hash !== this.#stored.hash) {
      return 'the head that was kept apart is another record';
    }
    return undefined;
  }
}
