/** What somebody who can write to a case may do to its audit log, each on a copy of a small case. */
import { appendFileSync, copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { hashRecord, sha256 } from '../../case/audit-lines.ts';
import { canonicalJson } from '../../case/canonical-json.ts';

type Record = { [key: string]: unknown; seq: number; verb: string; of?: number };

/** The files of one case, and ways to write them as this program would. */
export class CaseFiles {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  lines(name = 'audit.jsonl'): string[] {
    return readFileSync(this.path(name), 'utf8').trimEnd().split('\n');
  }

  write(lines: readonly string[], name = 'audit.jsonl'): void {
    writeFileSync(this.path(name), lines.map((line) => `${line}\n`).join(''));
  }

  records(): Record[] {
    return this.lines().map((line) => JSON.parse(line) as Record);
  }

  sql(name: string, ...statements: string[]): void {
    const database = new DatabaseSync(this.path(name));
    for (const statement of statements) database.exec(statement);
    database.close();
  }

  /** Log and head as if these records alone had been written; `hide` is put in front of one of them as an unfinished line. */
  rechain(records: readonly Record[], hide?: { readonly at: number; readonly text: string }): void {
    let prev = '0'.repeat(64);
    const lines = records.flatMap((record, index) => {
      const hidden = hide?.at === index ? hide.text : undefined;
      const partial = hidden && { bytes: Buffer.byteLength(hidden), sha256: sha256(hidden) };
      const bare = { ...record, seq: index + 1, prev, ...(partial && { partial }), hash: undefined };
      const hash = hashRecord(bare);
      prev = hash;
      return [...(hidden ? [hidden] : []), canonicalJson({ ...bare, hash })];
    });
    this.write(lines);
    const size = statSync(this.path('audit.jsonl')).size;
    this.sql(
      'audit-head.sqlite',
      `UPDATE head SET seq = ${records.length}, hash = '${prev}', size = ${size}`,
    );
  }

  /** The numbers that records get where those that `drop` names were never written. */
  numbersWithout(drop: (record: Record) => boolean): Map<number, number> {
    const kept = this.records().filter((record) => !drop(record));
    return new Map(kept.map(({ seq }, index) => [seq, index + 1]));
  }

  /** The other records; numbers of what began a command are set right. */
  without(drop: (record: Record) => boolean): Record[] {
    const numbers = this.numbersWithout(drop);
    return this.records()
      .filter(({ seq }) => numbers.has(seq))
      .map((record) => (record.of === undefined ? record : { ...record, of: numbers.get(record.of)! }));
  }

  recordOf(verb: string): number {
    return this.records().find((record) => record.verb === verb)?.seq ?? 0;
  }
}

const isNote = ({ verb }: Record): boolean => verb === 'note';

/** By the words of the table in `docs/audit.md`. The case has taken one file in, was noted on, labelled and searched. */
export const manipulations: { readonly [name: string]: (files: CaseFiles) => void } = {
  'nothing at all': () => undefined,
  'a byte of a record changed': (files) =>
    files.write(files.lines().map((line, index) => (index === 4 ? line.replace('note', 'nope') : line))),
  'a record taken out': (files) => files.write(files.lines().toSpliced(4, 1)),
  'two records exchanged': (files) => {
    const [a, b, c, d, ...rest] = files.lines();
    files.write([a!, b!, d!, c!, ...rest]);
  },
  'the last records cut off': (files) => files.write(files.lines().slice(0, -2)),
  'cut off in the middle of the last record': (files) =>
    writeFileSync(files.path('audit.jsonl'), readFileSync(files.path('audit.jsonl')).subarray(0, -50)),
  'the log deleted': (files) => rmSync(files.path('audit.jsonl')),
  'a line of no record appended': (files) => appendFileSync(files.path('audit.jsonl'), 'garbage\n'),
  'the head deleted': (files) => rmSync(files.path('audit-head.sqlite')),
  'the head deleted, and the log cut off': (files) => {
    files.write(files.lines().slice(0, 4));
    rmSync(files.path('audit-head.sqlite'));
  },
  'log, words and head deleted': (files) => {
    for (const name of ['audit.jsonl', 'audit-details.jsonl', 'audit-head.sqlite']) rmSync(files.path(name));
  },
  'an older pair of log and head put back': (files) => files.rechain(files.records().slice(0, 2)),
  'records taken out, log and head written anew': (files) =>
    files.rechain(files.records().filter((record) => !isNote(record))),
  'records taken out, all numbers set right, log and head written anew': (files) =>
    files.rechain(files.without(isNote)),
  'records hidden as an unfinished line, log and head written anew': (files) => {
    const at = files.records().findIndex(isNote);
    const text = files
      .lines()
      .slice(at, at + 2)
      .join('\n');
    files.rechain(files.without(isNote), { at, text });
  },
  'the time of records changed, log and head written anew': (files) =>
    files.rechain(files.records().map((record, index) => (index === 4 ? { ...record, at: '1999-01-01T00:00:00.000Z' } : record))), // prettier-ignore
  'the user of records changed, log and head written anew': (files) =>
    files.rechain(files.records().map((record) => ({ ...record, user: 'somebody' }))),
  'a command of another verb in the place of one, log and head written anew': (files) =>
    files.rechain(files.records().map((record) => (isNote(record) ? { ...record, verb: 'search' } : record))),
  'words of a record changed': (files) =>
    files.write(files.lines('audit-details.jsonl').map((line) => line.replace('incriminating', 'harmless')), 'audit-details.jsonl'), // prettier-ignore
  'words of a record taken away': (files) =>
    files.write(files.lines('audit-details.jsonl').toSpliced(2, 1), 'audit-details.jsonl'),
  'all words deleted': (files) => rmSync(files.path('audit-details.jsonl')),
  'a trigger in the file of the head': (files) =>
    files.sql('audit-head.sqlite', 'CREATE TRIGGER t BEFORE INSERT ON head BEGIN SELECT RAISE(IGNORE); END'),
  'a note deleted from the case': (files) => files.sql('catalogue.sqlite', 'DELETE FROM note'),
  'a label deleted from the case': (files) => files.sql('catalogue.sqlite', 'DELETE FROM label'),
  'a run deleted from the case': (files) => files.sql('catalogue.sqlite', 'DELETE FROM run'),
  'the records that the case keeps deleted from it': (files) =>
    files.sql('catalogue.sqlite', 'DELETE FROM audit_head'),
  'a note added to the case under the record of another': (files) =>
    files.sql('catalogue.sqlite', "INSERT INTO note (target, id, text, at, by, record) SELECT target, id, 'planted', at, by, record FROM note"), // prettier-ignore
  'a note added to the case under a record that is not there': (files) =>
    files.sql('catalogue.sqlite', "INSERT INTO note (target, id, text, at, by, record) SELECT target, id, 'planted', at, by, 99 FROM note"), // prettier-ignore
  'a label added to the case under the record of a search': (files) =>
    files.sql('catalogue.sqlite', `UPDATE label SET key = key || 'x'; INSERT INTO label (target, id, key, name, added_at, added_by, added_record, change) SELECT target, id, 'planted', 'planted', added_at, added_by, ${files.recordOf('search')}, change FROM label`), // prettier-ignore
  'a record appended by hand as the program would': (files) => {
    const last = files.records().at(-1)!;
    const bare = { ...last, seq: last.seq + 1, prev: last['hash'], hash: undefined };
    appendFileSync(files.path('audit.jsonl'), `${canonicalJson({ ...bare, hash: hashRecord(bare) })}\n`);
  },
  'the records since the last that wrote to the case taken out, head written anew': (files) =>
    files.rechain(files.records().slice(0, files.recordOf('label') + 1)),
  'log, words, head and case written anew so that they agree': (files) => {
    const numbers = files.numbersWithout(isNote);
    files.rechain(files.without(isNote));
    const hashOf = (verb: string): string => String(files.records().find((record) => record.verb === verb)?.['hash']); // prettier-ignore
    files.sql(
      'catalogue.sqlite',
      'DELETE FROM note; DELETE FROM audit_head;',
      ...['ingest', 'label'].map((verb) => `INSERT INTO audit_head VALUES (${files.recordOf(verb)}, '${hashOf(verb)}')`),
      `UPDATE label SET added_record = ${files.recordOf('label')}`,
    ); // prettier-ignore
    const details = files.lines('audit-details.jsonl').map((line) => JSON.parse(line) as { seq: number });
    files.write(
      details.flatMap((one) =>
        numbers.has(one.seq) ? [canonicalJson({ ...one, seq: numbers.get(one.seq) })] : [],
      ),
      'audit-details.jsonl',
    );
  },
  'the text of a note changed in the case': (files) =>
    files.sql('catalogue.sqlite', "UPDATE note SET text = 'another'"),
  'a note moved to another item of the case': (files) =>
    files.sql('catalogue.sqlite', "UPDATE note SET target = 2, id = x'00'"),
  'the author of a note changed in the case': (files) =>
    files.sql('catalogue.sqlite', "UPDATE note SET by = 'Bob'"),
  'another label in the place of one in the case': (files) =>
    files.sql('catalogue.sqlite', "UPDATE label SET key = 'cold', name = 'cold'"),
  'the files read, or copied, past the program': (files) => {
    for (const name of ['audit.jsonl', 'catalogue.sqlite'])
      copyFileSync(files.path(name), `${files.folder}.copy`);
  },
};

export const manipulate = (name: string, folder: string): void =>
  manipulations[name]?.(new CaseFiles(folder));
