/** What is said of a field that there is none of: the fields that there are, and which is probably meant. */
import { fieldAliases, fields } from './fields.ts';
import { participantField, senderField } from './mailbox-fields.ts';
import { withinEdits } from './pattern.ts';

const known = [...Object.keys(fields), participantField, senderField, ...Object.keys(fieldAliases)];

/** What other programs call fields that are here under another name, or in another way. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  filename: ['name:'],
  file: ['name:', 'path:'],
  folder: ['path:'],
  dir: ['path:'],
  directory: ['path:'],
  filetype: ['type:'],
  ext: ['type:'],
  extension: ['type:'],
  mime: ['type:'],
  mimetype: ['type:'],
  contenttype: ['type:'],
  recipient: ['to:', 'cc:', 'bcc:'],
  recipients: ['to:', 'cc:', 'bcc:'],
  email: ['participant:'],
  participants: ['participant:'],
  text: ['body:'],
  content: ['body:'],
  contents: ['body:'],
  tag: ['label:'],
  tags: ['label:'],
  person: ['entity:'],
  organisation: ['entity:'],
  organization: ['entity:'],
  messageid: ['thread:'],
  'message-id': ['thread:'],
  conversation: ['thread:'],
  attachment: ['name:', 'item:attachment'],
  attachments: ['name:', 'item:attachment'],
  filesize: ['size:'],
  lastmodified: ['modified:'],
  owner: ['custodian:'],
  is: ['has:', 'in:', 'item:', 'deleted:true', 'gone:true'],
};

/** What is probably meant by `name`, as it is typed; none where nothing is like it. */
function meantBy(name: string): readonly string[] {
  const lower = name.toLowerCase();
  if (Object.hasOwn(elsewhere, lower)) return elsewhere[lower] ?? [];
  const most = lower.length > 5 ? 2 : 1;
  return lower.length < 3 ? [] : known.filter((one) => withinEdits(one, lower, most)).map((one) => `${one}:`);
}

/** The message, and what can stand there. */
export function unknownField(name: string): [message: string, expected: string[]] {
  const meant = meantBy(name);
  const question = meant.length === 0 ? '' : `; did you mean ${meant.join(' or ')}`;
  return [
    `there is no field "${name}"${question}; put "quotes" around text with a colon`,
    [...known, 'meta.KEY', 'production.FIELD'],
  ];
}
