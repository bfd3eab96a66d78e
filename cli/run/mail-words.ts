/** What a report says of messages and their copies. */
import type { MailCounts } from '../../case/ledger/coverage.ts';
import { countOf, formatCount } from '../frame/quantities.ts';

const maxListed = 5;

/** Lines; none where there is no mail. */
export function describeMails({ mails, groups, withoutHash, sharedIds, firstShared }: MailCounts): string[] {
  if (mails + withoutHash === 0) return [];
  const without =
    withoutHash === 0
      ? ''
      : `; ${countOf(withoutHash, 'item')} with a sender and without a message hash, which are not compared`;
  const shared = firstShared
    .slice(0, maxListed)
    .map(({ messageIdHash, contents }) => `  ${formatCount(contents)} contents: mih:${messageIdHash}`);
  return [
    `${countOf(mails, 'message')} at the top of their families: ${countOf(groups, 'different mail')}${without}`,
    ...(sharedIds === 0
      ? []
      : [
          `${countOf(sharedIds, 'message id')} in mails of different content, which are no copies:`,
          ...shared,
          ...(sharedIds > shared.length ? [`  … and ${formatCount(sharedIds - shared.length)} more`] : []),
        ]),
  ];
}
