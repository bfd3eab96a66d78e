/** Addresses that several people read, or nobody: by the part before the @. RFC 2142, and others that are as usual. */

const roles: ReadonlySet<string> = new Set(
  `abuse accounts admin administrator all billing bounce bounces careers contact customerservice daemon donotreply
   do-not-reply email enquiries enquiry events feedback finance ftp hello help helpdesk hostmaster hr info information
   inquiries inquiry it jobs list listserv mail mailbox mailer-daemon marketing media members membership news newsletter
   noc no-reply noreply notifications notification office orders payments postmaster press reception recruitment
   registrar reply root sales secretary security service services shop staff subscribe support team undisclosed
   unsubscribe usenet uucp webmaster www`
    .trim()
    .split(/\s+/u),
);

/** `address` in small letters. */
export function isRoleAddress(address: string): boolean {
  const at = address.lastIndexOf('@');
  if (at <= 0) return false;
  // `info+uk@` is delivered where `info@` is (RFC 5233).
  const local = address.slice(0, at);
  return roles.has(local) || roles.has(local.split('+', 1)[0] ?? '');
}
