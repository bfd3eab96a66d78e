/** `evidex accounts`: who may log in to a server for a team, and what each may do in which case. */
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { AccountChange, AccountStore } from '../accounts/account-store.ts';
import { checkPassword, hashPassword } from '../accounts/password.ts';
import { basename } from 'node:path';
import { type Account, accountName, fullName, roles } from '../schemas/account.ts';
import { Problem } from '../schemas/problem.ts';
import { escapeLine } from './frame/escape.ts';
import { countOf } from './frame/quantities.ts';
import { type Context, defineVerb } from './frame/verb.ts';
import { openAccounts } from './open/open-accounts.ts';
import { serverFolderOf } from './run/server-folder.ts';
import { openServerLog, type ServerLog } from './run/server-log.ts';
import { describeCheck, describeRecord } from './run/audit-words.ts';

/** Longer ones are no passwords; stops a device that never ends. */
const maxPasswordBytes = 4_096;

const options = z.strictObject({
  name: accountName.optional().describe('the account; all of them where it is left out').meta({ placeholder: 'NAME' }),
  add: z.boolean().default(false).describe('make the account'),
  fullName: fullName.optional().describe('the name of the person, which pages and labels show with it').meta({ placeholder: 'PERSON' }),
  password: z.boolean().default(false).describe('read a new password from stdin; it ends all sessions'),
  issuer: z.url({ protocol: /^https?$/u }).optional().describe('who says who it is when it logs in with OpenID Connect').meta({ placeholder: 'URL' }),
  subject: z.string().min(1).max(255).optional().describe('as whom that issuer knows it (sub)').meta({ placeholder: 'SUBJECT' }),
  role: z.enum(['none', ...roles]).optional().describe('its role in the case that --case names; what --open names is open to it there'),
  disabled: z.boolean().optional().describe('nobody logs in as it any more, and its sessions end; --no-disabled lets it in again'),
  endSessions: z.boolean().default(false).describe('end all its sessions, and forget the browsers it is known from'),
  backUp: z.string().min(1).optional().describe('write a copy of all accounts and roles, without sessions, to a new file').meta({ placeholder: 'FILE' }),
  log: z.boolean().default(false).describe('who changed what, who logged in, and whether that log is unbroken'),
  serverFolder: z.string().min(1).optional().describe('where accounts are kept; server in your own folder where it is left out').meta({ placeholder: 'FOLDER' }),
}); // prettier-ignore
type Options = z.output<typeof options>;

const changes = ['add', 'fullName', 'password', 'issuer', 'role', 'disabled', 'endSessions'] as const;
const isChange = (given: Options): boolean =>
  changes.some((key) => given[key] !== undefined && given[key] !== false) || given.disabled === false;

async function readPassword(stdin: Readable): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of stdin) {
    parts.push(Buffer.from(part as Buffer));
    bytes += (part as Buffer).length;
    if (bytes > maxPasswordBytes) throw new Problem('wrong-value', 'what stdin gives is too long for a password');
  }
  return Buffer.concat(parts).toString('utf8').replace(/\r?\n$/u, '');
} // prettier-ignore

/** What is to become of the account itself; the password is read last, when nothing else is wrong. */
async function changeOf(given: Options, name: string, stdin: Readable): Promise<AccountChange> {
  const { issuer, subject, disabled } = given;
  const password = given.password ? await readPassword(stdin) : undefined;
  if (password !== undefined) checkPassword(password, name);
  return {
    ...(given.fullName !== undefined && { fullName: given.fullName }),
    ...(issuer !== undefined && subject !== undefined && { identity: { issuer, subject } }),
    ...(disabled !== undefined && { isDisabled: disabled }),
    ...(password !== undefined && { passwordHash: await hashPassword(password) }),
  };
}

interface Work {
  readonly store: AccountStore;
  readonly log: ServerLog;
  readonly name: string;
}

/** The words of each change, in the order in which they are made. */
async function change({ store, log, name }: Work, context: Context<Options>): Promise<void> {
  const { options: given, caseFolder, scope, stdin, out } = context;
  const change = await changeOf(given, name, stdin);
  const unknown = new Problem('not-found', `there is no account ${name}`, 'Make it with --add.');
  if (given.add)
    await log.keep(['add', name], async () => {
      if (!(await store.add(name)))
        throw new Problem('wrong-value', `the account ${name} is there already`, 'Leave --add out.');
    });
  if (Object.keys(change).length > 0) {
    const { passwordHash, identity, isDisabled, fullName: full } = change;
    const words = [
      ...(full === undefined ? [] : ['full-name', full]),
      ...(identity ? ['identity', identity.issuer, identity.subject] : []),
      ...(passwordHash === undefined ? [] : ['password']),
      ...(isDisabled === undefined ? [] : [isDisabled ? 'disable' : 'enable']),
    ];
    await log.keep(['change', name, ...words], async () => {
      if (!(await store.change(name, change))) throw unknown;
    });
  }
  const { role } = given;
  if (role !== undefined && caseFolder) {
    const of = { caseId: caseFolder.id, caseName: basename(caseFolder.path) };
    const words = ['role', name, of.caseId, of.caseName, role, ...scope.open];
    await log.keep(words, async () => {
      if (role === 'none') await store.takeRole(name, of.caseId);
      else if (!(await store.giveRole(name, { ...of, role, open: scope.open }))) throw unknown;
    });
  }
  if (given.endSessions || given.password || given.disabled === true)
    await log.keep(['end-sessions', name], async () => {
      const ended = await store.endSessions(name);
      if (given.endSessions) out.note(`${countOf(ended, 'session')} ended.`);
    });
}

function describeAccount({ name, fullName: full, ...account }: Account): string {
  const ways = [
    ...(account.hasPassword ? ['password'] : []),
    ...(account.identity ? [`${account.identity.subject} of ${account.identity.issuer}`] : []),
  ];
  const head = [
    name,
    ...(full === undefined ? [] : [full]),
    ways.length > 0 ? ways.join(', ') : 'no way to log in yet',
    ...(account.isDisabled ? ['DISABLED'] : []),
  ];
  const inCases = account.roles.map(
    ({ caseName, role, open }) => `    ${caseName}: ${role}${open.length > 0 ? `, open: ${open.join(', ')}` : ''}`,
  );
  return [head.join('  '), ...inCases].map((line) => escapeLine(line)).join('\n');
} // prettier-ignore

async function showLog(log: ServerLog, { out, config }: Context<Options>): Promise<boolean> {
  const { check, records } = await log.read();
  for await (const record of records) await out.row(record, () => describeRecord(record, config.displayZone));
  await out.row({ check }, () => describeCheck(check).join('\n'));
  return !check.broken;
}

async function listAccounts(
  store: AccountStore,
  { options: { name }, caseFolder, out }: Context<Options>,
): Promise<number> {
  const isMeant = (account: Account): boolean =>
    (name === undefined || account.name === name) &&
    (name !== undefined || !caseFolder || account.roles.some(({ caseId }) => caseId === caseFolder.id));
  const found = (await store.accounts()).filter((account) => isMeant(account));
  if (name !== undefined && found.length === 0) throw new Problem('not-found', `there is no account ${name}`);
  for (const account of found) await out.row(account, () => describeAccount(account));
  if (found.length === 0) out.note(caseFolder ? 'No account has a role in this case.' : 'There are no accounts yet.');
  return found.length;
} // prettier-ignore

export const verb = defineVerb({
  details:
    'Accounts lie in the folder of the server, with their roles and sessions; a case carries none of it, and a role holds for the case of that id wherever it lies. What is changed here holds at once for a server that runs. Each change is kept in the log of that folder, and a role also in the log of its case. An account is never deleted, so that its name in a log is never another’s: --disabled shuts it. With a name and nothing to change, or with neither, accounts are listed; with --case those that have a role in it.',
  positionals: ['name'],
  options,
  settings: ['displayZone'],
  access: 'optional',
  isScoped: true,
  output: 'list',
  examples: [
    ['evidex accounts ann --add --full-name "Ann Hale" --password < password.txt', 'make an account that logs in with a password'],
    ['evidex accounts ann --role reviewer --case CASE --open privilege', 'its role in a case, and what of the withheld is open to it'],
    ['evidex accounts bo --add --issuer https://login.example --subject 8c1f', 'make one that logs in with OpenID Connect'],
    ['evidex accounts ann --role none --case CASE', 'take its role in a case away'],
    ['evidex accounts ann --disabled', 'let nobody in as it any more'],
    ['evidex accounts --back-up accounts-copy.sqlite', 'copy all accounts and roles'],
  ],
  exitCodes: { 3: 'with --log: the log is broken' },
  check({ options: given, casePath }) {
    const see = 'See `evidex accounts --help`.';
    if (given.name === undefined && isChange(given)) throw new Problem('usage', 'the account is missing', see);
    if ((given.issuer === undefined) !== (given.subject === undefined))
      throw new Problem('usage', '--issuer and --subject go together', see);
    if (given.role !== undefined && casePath === undefined)
      throw new Problem('usage', 'the case is missing', 'Name the case that the role is in with --case CASE.');
  },
  async run(context) {
    const { options: given, stores, who, userFolder, readOnly } = context;
    if (readOnly && given.role !== undefined) throw new Problem('usage', 'a role is kept in the log of its case', 'Leave out --read-only.');
    const folder = serverFolderOf(given.serverFolder, userFolder);
    const log = await openServerLog(folder, stores, { who, verb: 'accounts' });
    const store = await openAccounts(folder);
    try {
      if (given.name !== undefined && isChange(given)) await change({ store, log, name: given.name }, context);
      const { backUp } = given;
      if (backUp !== undefined) await log.keep(['back-up', backUp], () => store.backUp(backUp));
      if (given.log) return { exitCode: (await showLog(log, context)) ? 0 : 3 };
      return backUp === undefined ? { resultCount: await listAccounts(store, context) } : {};
    } finally {
      await store.close();
      await log.close();
    }
  },
}); // prettier-ignore
