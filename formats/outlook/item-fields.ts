/**
 * What the fields of items that are no mail are called ([MS-OXOCNTC], [MS-OXOCAL], [MS-OXOTASK], [MS-OXOJRNL],
 * [MS-OXONOTE]). A table, so that each is read alike.
 */
import { sets } from './property-ids.ts';

export interface ItemField {
  readonly label: string;
  /** An id, or the set and key of a named property. */
  readonly at: number | readonly [set: string, key: number | string];
  /** The kind of its event, for a time that belongs on the timeline. */
  readonly event?: string;
}

const field = (label: string, at: ItemField['at'], event?: string): ItemField => ({
  label,
  at,
  ...(event !== undefined && { event }),
});
const named =
  (set: string) =>
  (label: string, key: number | string, event?: string): ItemField =>
    field(label, [set, key], event);
const address = named(sets.address);
const appointment = named(sets.appointment);
const task = named(sets.task);
const common = named(sets.common);
const journal = named(sets.journal);

const postal = (label: string, street: number): ItemField[] => [
  // City, country, postal code, state, street: five ids in a row.
  field(`${label} street`, street + 4),
  field(`${label} city`, street),
  field(`${label} state`, street + 3),
  field(`${label} postal code`, street + 2),
  field(`${label} country`, street + 1),
];

const contactFields: readonly ItemField[] = [
  field('Name', 0x3001),
  field('Prefix', 0x3a45),
  field('Given name', 0x3a06),
  field('Middle name', 0x3a44),
  field('Surname', 0x3a11),
  field('Suffix', 0x3a05),
  field('Nickname', 0x3a4f),
  field('Initials', 0x3a0a),
  address('File as', 0x8005),
  field('Company', 0x3a16),
  field('Job title', 0x3a17),
  field('Department', 0x3a18),
  field('Office', 0x3a19),
  field('Profession', 0x3a46),
  field('Manager', 0x3a4e),
  field('Assistant', 0x3a30),
  ...[1, 2, 3].flatMap((number) => [
    address(`E-mail ${number}`, 0x8073 + number * 0x10),
    address(`E-mail ${number} name`, 0x8070 + number * 0x10),
    address(`E-mail ${number} as sent`, 0x8074 + number * 0x10),
  ]),
  address('Instant messages', 0x8062),
  field('Business phone', 0x3a08),
  field('Business phone 2', 0x3a1b),
  field('Home phone', 0x3a09),
  field('Home phone 2', 0x3a2f),
  field('Mobile phone', 0x3a1c),
  field('Other phone', 0x3a1f),
  field('Primary phone', 0x3a1a),
  field('Company phone', 0x3a57),
  field('Assistant’s phone', 0x3a2e),
  field('Callback', 0x3a02),
  field('Car phone', 0x3a1e),
  field('Radio phone', 0x3a1d),
  field('Pager', 0x3a21),
  field('ISDN', 0x3a2d),
  field('Telex', 0x3a2c),
  field('TTY', 0x3a4b),
  field('Business fax', 0x3a24),
  field('Home fax', 0x3a25),
  field('Other fax', 0x3a23),
  address('Business address', 0x801b),
  address('Home address', 0x801a),
  address('Other address', 0x801c),
  field('Street', 0x3a29),
  field('City', 0x3a27),
  field('State', 0x3a28),
  field('Postal code', 0x3a2a),
  field('Country', 0x3a26),
  field('Post office box', 0x3a2b),
  ...postal('Home', 0x3a59),
  ...postal('Other', 0x3a5f),
  address('Web page', 0x802b),
  field('Business page', 0x3a51),
  field('Personal page', 0x3a50),
  field('FTP', 0x3a4c),
  field('Birthday', 0x3a42, 'birthday'),
  field('Anniversary', 0x3a41, 'anniversary'),
  field('Spouse', 0x3a48),
  field('Children', 0x3a58),
  field('Hobbies', 0x3a43),
  field('Language', 0x3a0c),
  field('Location', 0x3a0d),
  field('Referred by', 0x3a47),
  field('Customer number', 0x3a4a),
  field('Government number', 0x3a07),
  field('Organisation number', 0x3a10),
  field('Account', 0x3a00),
  address('Free or busy', 0x80d8),
  ...[1, 2, 3, 4].map((number) => address(`User field ${number}`, 0x804e + number)),
];

const appointmentFields: readonly ItemField[] = [
  appointment('Starts', 0x820d, 'starts'),
  appointment('Ends', 0x820e, 'ends'),
  appointment('Location', 0x8208),
  appointment('Repeats', 0x8232),
  appointment('Attendees', 0x8238),
  appointment('Required', 0x823b),
  appointment('Optional', 0x823c),
  appointment('Organiser', 0x822e),
  appointment('Meeting place', 0x8249),
  appointment('Time zone', 0x8234),
];

const taskFields: readonly ItemField[] = [
  task('Starts', 0x8104, 'starts'),
  task('Due', 0x8105, 'due'),
  task('Completed', 0x810f, 'completed'),
  task('Owner', 0x811f),
  task('Assigned by', 0x8121),
  task('Delegate', 0x8122),
  task('Role', 0x8127),
];

const journalFields: readonly ItemField[] = [
  journal('Entry type', 0x8700),
  journal('Starts', 0x8706, 'starts'),
  journal('Ends', 0x8708, 'ends'),
  journal('What', 0x8712),
];

/** Fields that an item of any kind may have. */
const commonFields: readonly ItemField[] = [
  common('Reminder', 0x8502, 'reminder'),
  common('Flag', 0x8530),
  common('Contacts', 0x853a),
  common('Companies', 0x8539),
  common('Billing', 0x8535),
  common('Mileage', 0x8534),
];

const ofKind: readonly (readonly [RegExp, readonly ItemField[]])[] = [
  [/^ipm\.(?:contact|distlist|abchperson)/i, contactFields],
  [/^ipm\.(?:appointment|schedule|ole\.class)/i, appointmentFields],
  [/^ipm\.task/i, taskFields],
  [/^ipm\.activity/i, journalFields],
];

/** The fields of an item of that class; of mail, those of any item alone. */
export function fieldsOf(messageClass: string): readonly ItemField[] {
  const own = ofKind.find(([pattern]) => pattern.test(messageClass))?.[1] ?? [];
  return [...own, ...commonFields];
}
