/** The page to log in; it works without a script, and says the same whatever was wrong. */
import { html } from 'hono/html';
import { type Html, page } from '../page.ts';

export interface LogInPage {
  /** Where to go then; a path of this server. */
  readonly to: string;
  readonly words?: string | undefined;
  /** As a provider of OpenID Connect is called; undefined where there is none. */
  readonly provider?: string | undefined;
}

export const logInPage = ({ to, words, provider }: LogInPage): Html =>
  page(
    { ways: [] },
    'Log in',
    html`<h1>Log in</h1>
      ${words === undefined ? '' : html`<p class="warn" role="alert">${words}</p>`}
      ${
        provider === undefined
          ? ''
          : html`<p>
              <a href="/login/openid?${new URLSearchParams({ to }).toString()}">Log in with ${provider}</a>
            </p>`
      }
      <form method="post" action="/login">
        <input type="hidden" name="to" value="${to}" />
        <label>Account <input name="name" autocomplete="username" autocapitalize="none" required /></label>
        <label
          >Password <input name="password" type="password" autocomplete="current-password" required
        /></label>
        <button>Log in</button>
      </form>
      <p class="note">What you search, view and mark is kept in the log of its case under your account.</p>`,
  );

/** A path of this server and nothing else: an address of elsewhere would be a way to a page that looks like this one. */
export const ownPath = (to: string | undefined): string =>
  to !== undefined && to.length <= 4_000 && /^\/(?![/\\])[\x21-\x7e]*$/u.test(to) && !to.startsWith('/log')
    ? to
    : '/';
