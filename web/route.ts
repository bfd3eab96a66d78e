/**
 * What an address of a case answers. To add a page: a file that exports its route (made with `defineRoute`), a row in
 * `routes.ts`, its address in `test/web/`.
 */
import type { z } from 'zod';
import type { Role } from '../schemas/account.ts';
import type { Scope } from '../schemas/scope.ts';
import type { CaseOriginals, SentOriginal } from '../cli/run/served-originals.ts';
import type { Given } from './asked.ts';
import type { CaseExports } from './exports/export-jobs.ts';
import type { Html } from './page.ts';
import type { Person } from './person.ts';
import type { Reading } from './served-case.ts';

/** A page. */
export interface Shown {
  readonly body: Html;
  /** Where the route's own does not say enough. */
  readonly title?: string;
  /** 409: what was sent stands against what somebody else wrote meanwhile. */
  readonly status?: 409;
  /** A page of what goes on: the browser asks for it again after so long. */
  readonly refreshSeconds?: number;
  /** For the audit log. */
  readonly resultCount?: number;
}

/** Where to go now, below the case: what a form leads to when it was done. */
export interface GoTo {
  readonly goTo: string;
  readonly resultCount?: number;
}

/** Bytes that are no page of ours. `policy` is their own `Content-Security-Policy`. */
export interface Bytes {
  readonly bytes: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  readonly contentType: string;
  readonly policy?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly resultCount?: number;
}

/** A file that is kept, never shown: it is sent from another origin, once. */
export interface Download {
  /** As the evidence has it; what it is sent under is made of it. */
  readonly name: string;
  /** Fetches it when it is sent. */
  readonly download: () => Promise<SentOriginal>;
  readonly resultCount?: number;
}

/** What the server ends by itself (`finish`): it fetches and draws originals, and exports. Plain data, for it crosses to the server. */
export interface Unfinished<State = unknown> {
  readonly unfinished: State;
  readonly resultCount?: number;
}

/** By what the server finishes. */
export interface Finishing {
  readonly originals: CaseOriginals;
  /** Absent where the server was given no folder for them. */
  readonly exports: CaseExports | undefined;
  readonly person: Person;
  readonly scope: Scope;
  readonly to: To;
}

export type Finished = Shown | GoTo | Bytes | Download;

export type Answer = Shown | GoTo | Bytes | Unfinished;

export interface Route<Asked = unknown, State = unknown> {
  /** `post` changes something; the browser must have sent the form from a page of ours. */
  readonly method: 'get' | 'post';
  /** Below the case; a part that begins with `:` is given to `asked` by its name. */
  readonly path: `/${string}`;
  /** Who asks must be that, or more. */
  readonly least: Role;
  readonly title: string;
  /** Its words in the navigation of every page, in the order of the table. */
  readonly navigation?: string;
  /**
   * It hands out a stream, or waits for a process of its own, and hardly reads: the server's own process answers it, one
   * after the other. All others that read are answered by processes that can be ended.
   */
  readonly inServer?: true;
  /**
   * It goes over all of the case, and its page says nothing of who asks but what follows from scopes and role: the page
   * is kept until what it was made of is written to (`readers/case-parts.ts`).
   */
  readonly isOfWholeCase?: true;
  /** It answers with a file, a picture or what stands in a frame: no page that somebody is led to. */
  readonly givesBytes?: true;
  /** Of all that the address and the form give, names as they are there. */
  readonly asked: z.ZodType<Asked>;
  /** Kept in the audit log before it is answered, behind the verb `serve`. */
  readonly words: (asked: Asked) => readonly string[];
  /** Throws a `Problem` for what it foresaw. */
  readonly answer: (
    reading: Reading,
    asked: Asked,
  ) => Promise<Exclude<Answer, Unfinished> | Unfinished<State>>;
  /** Of what it left unfinished. Throws a `Problem` for what it foresaw. */
  readonly finish?: (finishing: Finishing, state: State, asked: Asked) => Promise<Finished>;
  /** What is shown where it threw a `Problem`; its message and hint where this is absent. */
  readonly refused?: (to: To, asked: Asked, message: string, hint: string | undefined) => Html;
}

/** An address below the case; parameters that are undefined or empty are left out. */
export type To = (
  path: string,
  parameters?: Readonly<Record<string, string | number | readonly string[] | undefined>>,
) => string;

export interface JsonForm {
  /** What it says, in a few words. */
  readonly summary: string;
  /** Of the address, by name, in words; those in the path too. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly gives: z.ZodType;
}

/** A route as the table has it: what it is asked is its own affair. */
export interface AnyRoute extends Omit<Route, 'asked' | 'words' | 'answer' | 'finish' | 'refused'> {
  /** Of an answer for programs: what is not answered is told them in the same form. */
  readonly json?: JsonForm;
  /** Throws a `Problem` where it cannot be asked that. */
  readonly read: (given: Given) => AskedRoute;
}

/** A route that was asked something. */
export interface AskedRoute {
  readonly words: readonly string[];
  readonly answer: (reading: Reading) => Promise<Answer>;
  readonly finish: (finishing: Finishing, state: unknown) => Promise<Finished>;
  readonly refused: ((to: To, message: string, hint: string | undefined) => Html) | undefined;
}

/** Gives a route its types. */
export function defineRoute<Asked, State>(route: Route<Asked, State>): AnyRoute {
  const { asked: schema, words, answer, finish, refused, ...rest } = route;
  return {
    ...rest,
    read(given) {
      const asked = schema.parse(given);
      return {
        words: words(asked),
        answer: (reading) => answer(reading, asked),
        finish(finishing, state) {
          if (!finish) throw new Error(`nothing finishes ${rest.path}`);
          return finish(finishing, state as State, asked);
        },
        refused: refused && ((to, message, hint) => refused(to, asked, message, hint)),
      };
    },
  };
}
