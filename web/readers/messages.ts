/** What crosses between the server and the processes that read for it. */
import type { Config } from '../../schemas/config.ts';
import { codeOf, messageOf } from '../../schemas/problem.ts';
import type { Given } from '../asked.ts';
import type { CaseChange, Written } from '../case-change.ts';
import type { Person } from '../person.ts';
import type { CasePart } from './case-parts.ts';

/** By what a process opens a case for itself. */
export interface CaseToRead {
  readonly id: string;
  /** Of its folder, absolute. */
  readonly path: string;
  /** Nothing is to be written to it. */
  readonly readOnly: boolean;
  readonly config: Config;
}

export interface ReaderQuestion {
  readonly of: CaseToRead;
  /** Both of the route, as the table has them. */
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly given: Given;
  readonly person: Person;
  /** Where the case is: what addresses of the page begin with. */
  readonly address: string;
  /** Number of the question's record in the audit log. */
  readonly record: number;
}

interface Counted {
  readonly resultCount?: number | undefined;
}

/** An answer of a route, made. */
export type MadeAnswer =
  | (Counted & {
      readonly page: string;
      readonly title?: string | undefined;
      readonly status?: 409 | undefined;
      readonly refreshSeconds?: number | undefined;
      /** What of the case it holds for as long as that is not written to; absent where nobody can tell. */
      readonly madeOf?: readonly CasePart[] | undefined;
    })
  | (Counted & { readonly goTo: string })
  | (Counted & { readonly unfinished: unknown })
  | (Counted & {
      readonly bytes: Uint8Array;
      readonly contentType: string;
      readonly policy?: string | undefined;
      readonly headers?: Readonly<Record<string, string>> | undefined;
    });

/** What was thrown: an `Error` itself loses its fields on the way. */
export interface SentProblem {
  readonly message: string;
  readonly code: string | undefined;
  readonly hint: string | undefined;
}

/** A question; what was written that its answer asked for, or why it was not. */
export type ToReader =
  | { readonly question: ReaderQuestion }
  | { readonly written: Written }
  | { readonly notWritten: SentProblem };

/** Asks the server to write, and waits for it. */
export interface ReaderWrites {
  readonly write: readonly CaseChange[];
}

/** Once, when it has started and takes questions. */
export interface ReaderReady {
  readonly ready: true;
}

export interface ReaderReply {
  readonly made?: MadeAnswer;
  readonly problem?: SentProblem;
  /** What the process takes of memory now. */
  readonly residentBytes: number;
}

const hintOf = (thrown: unknown): string | undefined =>
  typeof thrown === 'object' && thrown !== null && 'hint' in thrown && typeof thrown.hint === 'string'
    ? thrown.hint
    : undefined;

export const sentProblem = (thrown: unknown): SentProblem => ({
  message: messageOf(thrown),
  code: codeOf(thrown),
  hint: hintOf(thrown),
});

export const problemOf = ({ message, code, hint }: SentProblem): Error =>
  Object.assign(new Error(message), { code, hint });
