/** What the pages of one kind of case record need to know of it: a new kind is such a description and its rows in the table of routes. */
import type { Reading } from '../served-case.ts';
import type { Citation, RecordVersion } from '../../schemas/case-record.ts';
import type { RecordBody, RecordKind } from '../../schemas/record-kinds.ts';

/** A field of the form. */
export interface RecordField {
  readonly name: string;
  readonly title: string;
  readonly type: 'line' | 'lines' | 'date' | 'choice';
  /** Of a choice. */
  readonly choices?: readonly string[];
  readonly isRequired?: boolean;
  readonly hint?: string;
  /** Written by the server, and not asked for. */
  readonly isFilled?: true;
  /** What stands in it at first. */
  readonly begins?: string;
}

/** All values as text, as a form has them; a field that is empty, or that no form has, is not there. */
export type Words = Readonly<Record<string, string>>;

export interface KindOfRecord<Kind extends RecordKind = RecordKind> {
  readonly kind: Kind;
  /** Of its list; forms and history lie below. */
  readonly path: `/${string}`;
  readonly title: string;
  /** What one is called in a sentence, with its article. */
  readonly one: string;
  readonly fields: readonly RecordField[];
  /** The field by whose values the list is parted, where it is. */
  readonly partedBy?: string;
  /** Negative where the first comes before. */
  readonly compare: (one: Words, other: Words) => number;
  /** Ways that stand above the list. */
  readonly ways?: readonly {
    readonly path: string;
    readonly asked?: Readonly<Record<string, string>>;
    readonly words: string;
    /** It is a file, and no page. */
    readonly isFile?: true;
  }[];
  /** What the server adds to what a form says. Throws a `Problem` for what is not so. */
  readonly filled?: (reading: Reading, words: Words, cites: readonly Citation[]) => Promise<Words>;
  /** It is reached from another page than the navigation. */
  readonly isApart?: true;
}

/** A version with its body as text. */
export interface WordedRecord extends Omit<RecordVersion<RecordKind>, 'body'> {
  readonly words: Words;
}

export const wordsOf = (body: RecordBody<RecordKind> | undefined): Words =>
  Object.fromEntries(
    Object.entries(body ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );

export const worded = ({ body, ...version }: RecordVersion<RecordKind>): WordedRecord => ({
  ...version,
  words: wordsOf(body),
});
