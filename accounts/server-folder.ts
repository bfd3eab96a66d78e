/** The folder of a server for a team: its accounts, the log of what became of them, its own settings. No case has a part in it. */
import { closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { codeOf, messageOf, Problem } from '../schemas/problem.ts';

const othersMayRead = 0o077;
/** A larger file is another one. */
const maxBytes = 1024 * 1024;

const openIdConnect = z.strictObject({
  /** As it stands in what the provider says of itself. */
  issuer: z.url({ protocol: /^https?$/u }),
  clientId: z.string().min(1),
  /** Absent for a client that is public, which PKCE alone protects. */
  clientSecret: z.string().min(1).optional(),
  /** As the page to log in calls it. */
  title: z.string().min(1).max(100),
});
export type OpenIdConnectSettings = z.infer<typeof openIdConnect>;

const serverFile = z.strictObject({
  sessions: z
    .strictObject({
      idleMinutes: z.number().int().min(1).max(1_440).default(60),
      longestHours: z.number().int().min(1).max(24).default(12),
    })
    .prefault({}),
  openIdConnect: openIdConnect.optional(),
});
export type ServerSettings = z.infer<typeof serverFile>;

/** Each an absolute path; the log is named as that of a case. */
export interface ServerFolder {
  readonly path: string;
  readonly accounts: string;
  readonly settings: string;
}

/**
 * Makes it where there is none. Throws `failed` where it cannot be made, `wrong-value` where others may read it: it holds
 * what passwords are guessed against.
 */
export function openServerFolder(asked: string): ServerFolder {
  const path = resolve(asked);
  const hint = 'Name a folder of yours with --server-folder; it is made where it is not there.';
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Problem('failed', `the folder ${path} cannot be made: ${messageOf(error)}`, hint);
  }
  const { uid, mode } = statSync(path);
  if (process.getuid && (uid !== process.getuid() || (mode & othersMayRead) !== 0))
    throw new Problem(
      'wrong-value',
      `the folder ${path} is another user's, or others may look into it`,
      `Take the rights of others away (chmod 700). ${hint}`,
    );
  return { path, accounts: join(path, 'accounts.sqlite'), settings: join(path, 'server.json') };
}

function readSettingsFile(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { uid, mode, size } = fstatSync(file);
    if (process.getuid && (uid !== process.getuid() || (mode & othersMayRead) !== 0))
      throw new Error('it belongs to another user, or others may read it');
    if (size > maxBytes) throw new Error('it is too large');
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** What `server.json` sets, and what holds without it. Throws `wrong-value` for one that cannot be taken. */
export function readServerSettings({ settings: path }: ServerFolder): ServerSettings {
  try {
    const text = readSettingsFile(path);
    return serverFile.parse(text === undefined ? {} : JSON.parse(text));
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
    const what = issue ? `${issue.path.join('.')}: ${issue.message}` : messageOf(error);
    throw new Problem('wrong-value', `${path} cannot be taken: ${what}`, 'Correct the file (chmod 600).');
  }
}
