/** Answers for programs: the same questions as the pages, as JSON whose form a schema says. */
import { z } from 'zod';
import { safeJson } from '../cli/frame/escape.ts';
import { type AnyRoute, defineRoute } from './route.ts';
import type { Reading } from './served-case.ts';

/** What a program is told of a question that was not answered. */
export const refusal = z.object({
  error: z.object({
    code: z.string().describe('of the problem'),
    message: z.string(),
    hint: z.string().optional().describe('what to do next'),
  }),
});

/** Whether an address is one that programs ask, so that they are told in their form that nothing is there. */
export const isForPrograms = (path: string): boolean => /^\/case\/[^/]+\/api(?:\/|$)/u.test(path);

/** For who has no session, or one that ended. */
export const notLetIn = (): Uint8Array<ArrayBuffer> =>
  jsonBytes({ error: { code: 'not-let-in', message: 'no session, or one that ended' } });

/** For an address of programs that no route has, or of a case that is not open to who asks: no word differs. */
export const nothingForPrograms = (): Uint8Array<ArrayBuffer> =>
  jsonBytes({
    error: {
      code: 'not-found',
      message: 'nothing is answered at this address',
      hint: 'What may be asked stands in /openapi.json.',
    },
  });

interface JsonRoute<Asked, Given> {
  readonly path: `/api/${string}`;
  readonly summary: string;
  readonly asked: z.ZodType<Asked>;
  /** Each that `asked` knows, in words. */
  readonly parameters: Readonly<Record<string & keyof Asked, string>>;
  readonly gives: z.ZodType<Given>;
  readonly words: (asked: Asked) => readonly string[];
  /** Held to `gives`: what that does not have is left out. */
  readonly answer: (reading: Reading, asked: Asked) => Promise<unknown>;
  /** For the audit log. */
  readonly resultCount?: (given: Given) => number;
}

/** As text: nothing in it is taken for a page, whatever a browser is told of it. */
export const jsonBytes = (value: unknown): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(`${safeJson(value)}\n`));

export const jsonType = 'application/json; charset=utf-8';

/** Gives a route of JSON its types. */
export function defineJsonRoute<Asked, Given>(route: JsonRoute<Asked, Given>): AnyRoute {
  const { path, summary, asked, parameters, gives, words, answer, resultCount } = route;
  return {
    ...defineRoute({
      method: 'get',
      path,
      least: 'reader',
      title: summary,
      asked,
      words: (one) => ['api', ...words(one)],
      async answer(reading, one) {
        const given = gives.parse(await answer(reading, one));
        const count = resultCount?.(given);
        return {
          bytes: jsonBytes(given),
          contentType: jsonType,
          ...(count === undefined ? {} : { resultCount: count }),
        };
      },
    }),
    json: { summary, parameters, gives },
  };
}
