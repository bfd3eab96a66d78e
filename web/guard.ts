/** What holds for every request, before anything is looked at: where it came from, and what its answer tells the browser. */
import type { Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Access, Known } from './access.ts';
import { isForPrograms, jsonType, notLetIn } from './json-route.ts';
import { plainPage } from './page.ts';

/** A form is words of a person; stops one that is sent to fill the memory. */
const maxFormBytes = 1024 * 1024;

/** No font of anywhere; scripts, pictures, frames and what our script asks for of this server alone; no copy in a cache. */
const headers: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Not `no-referrer`: with that a browser does not say from where a form was sent.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

const known = ['GET', 'HEAD', 'POST'];

const guard =
  (access: Access): MiddlewareHandler =>
  async (c, next) => {
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    if (access.isEncrypted) c.header('strict-transport-security', 'max-age=31536000');
    const { method } = c.req;
    if (!access.isOwnHost(c.req.header('host')))
      return c.html(plainPage('Not here', 'This server answers to its own address alone.'), 421);
    if (!known.includes(method))
      return c.html(plainPage('Not allowed', 'Pages are read here, and forms are sent.'), 405);
    if (method === 'POST' && !access.isOwnOrigin(c.req.header('origin')))
      return c.html(plainPage('Not allowed', 'The form was not sent from a page of this server.'), 403);
    return next();
  };

/** Adds it, and the entrance; what is added to `app` behind it is for who was let in. */
export function addGuard(app: Hono<Known>, access: Access): void {
  app.use(guard(access));
  app.use(
    bodyLimit({
      maxSize: maxFormBytes,
      // What was not read of it stands in the way of the next request.
      onError: (c) =>
        c.html(plainPage('Too much', 'The form is longer than 1 MiB.'), 413, { connection: 'close' }),
    }),
  );
  // Browsers ask for it by themselves; there is none, and that is no error of the page.
  app.get('/favicon.ico', (c) => c.body(null, 204));
  access.addEntrance(app);
  app.use(async (c, next) => {
    const visitor = await access.visitor(c);
    if (visitor === undefined)
      // A program would take a page for an answer.
      return isForPrograms(c.req.path)
        ? c.body(notLetIn(), 401, { 'content-type': jsonType })
        : access.turnAway(c);
    c.set('visitor', visitor);
    return next();
  });
}
