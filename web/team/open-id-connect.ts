/**
 * Logs somebody in at a provider of OpenID Connect. What it says of them is who they are and nothing else: groups and
 * claims give no role, the account that the subject of this issuer is mapped to has those that it was given here.
 */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  discovery,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { z } from 'zod';
import type { OpenIdConnectSettings } from '../../accounts/server-folder.ts';
import type { Identity } from '../../schemas/account.ts';
import { Problem } from '../../schemas/problem.ts';

/** A provider that does not answer keeps who logs in waiting, and a connection. */
const timeoutSeconds = 10;

/** What the browser keeps while somebody is at the provider: what comes back has to belong to it. */
const entering = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  to: z.string(),
});

export const returnPath = '/login/openid/return';

const isOfThisMachine = ({ hostname }: URL): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);

export class OpenIdConnect {
  readonly title: string;
  readonly #settings: OpenIdConnectSettings;
  #configuration: Promise<Configuration> | undefined;

  /** Throws `wrong-value` for an issuer that would be asked in the clear. */
  constructor(settings: OpenIdConnectSettings) {
    const issuer = new URL(settings.issuer);
    if (issuer.protocol !== 'https:' && !isOfThisMachine(issuer))
      throw new Problem('wrong-value', `the issuer ${settings.issuer} is not asked over https`);
    this.#settings = settings;
    this.title = settings.title;
  }

  /** Asked when somebody logs in first, and again where it could not be had: the server starts without its provider. */
  #found(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings;
    const url = new URL(issuer);
    this.#configuration ??= discovery(url, clientId, clientSecret, undefined, {
      timeout: timeoutSeconds,
      ...(url.protocol === 'http:' && { execute: [allowInsecureRequests] }),
    }).catch((error: unknown) => {
      this.#configuration = undefined;
      throw error;
    });
    return this.#configuration;
  }

  /** Where to send somebody, and what their browser is to keep meanwhile. */
  async begin(origin: string, to: string): Promise<{ readonly address: URL; readonly kept: string }> {
    const configuration = await this.#found();
    const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
    const address = buildAuthorizationUrl(configuration, {
      redirect_uri: `${origin}${returnPath}`,
      scope: 'openid',
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const kept = JSON.stringify({ state, nonce, verifier, to });
    return { address, kept: Buffer.from(kept).toString('base64url') };
  }

  /** Who came back to `address`, and where they wanted to go. Throws where the provider refuses, or it is not theirs. */
  async end(
    address: URL,
    kept: string | undefined,
  ): Promise<{ readonly identity: Identity; readonly to: string }> {
    const { state, nonce, verifier, to } = entering.parse(
      JSON.parse(Buffer.from(kept ?? '', 'base64url').toString('utf8')),
    );
    const tokens = await authorizationCodeGrant(await this.#found(), address, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new Error('the provider gave no ID token');
    return { identity: { issuer: claims.iss, subject: claims.sub }, to };
  }
}
