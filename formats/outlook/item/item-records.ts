/**
 * How an item that has no bytes of a file is written: the message of a store by its properties, one record behind another.
 * Its SHA-256 is the item's; it is computed by Evidex and comparable with no other tool's. Decision 0112 has the reasons.
 *
 * A record is its kind (1 byte), the length of its head (2) and of its value (6), little endian, then both.
 */

/** What a content of this kind begins with; the number is raised whenever the same item would be written in another way. */
export const itemMagic = Buffer.from('Evidex Outlook item 1\n\0\0', 'latin1');

export const recordKinds = {
  /** Head: id (2), type (2). */
  property: 1,
  /** Head: type (2), 0 and a number (4) or 1 and a name (UTF-16), then the set's GUID as text. */
  named: 2,
  recipient: 3,
  /** Head: the attachment's locator. */
  attachment: 4,
  /** The bytes of the attachment before it. */
  data: 5,
  /** Records of an embedded message follow, up to its `end`. */
  message: 6,
  /** Ends a recipient, an attachment or a message. */
  end: 7,
  /** Head: a code, a blank, and what is missing of the message, for people. */
  damage: 8,
  /** Head: how the item was found, where no folder leads to it. */
  found: 9,
} as const;

export type RecordKind = (typeof recordKinds)[keyof typeof recordKinds];

export const recordHeadBytes = 9;

/** How an item was found: by pages from before a change (removed, or as it was before it was changed), or in a folder that is lost. */
export const foundStates = ['recovered', 'earlier', 'orphaned'] as const;
export type FoundState = (typeof foundStates)[number];

/**
 * Properties that say where an item lies in its store, or what the store itself notes of it, not what it is. With them no
 * copy of an item would have the hash of another one.
 */
export const storeProperties: ReadonlySet<number> = new Set([
  0x0e05, // ParentDisplay
  0x0e08, // MessageSize, which depends on the format
  0x0e09, // ParentEntryId
  0x0e0f, // ResponsibilityFlag, of the transport
  0x0e17, // MessageStatus
  0x0e20, // AttachSize, as above
  0x0e21, // AttachNumber
  0x0e23, // InternetArticleNumber
  0x0e27, // NTSecurityDescriptor
  0x0e30, // ReplItemid and what follows: replication
  0x0e33,
  0x0e34,
  0x0e38,
  0x0e3c,
  0x0e3d,
  0x0ff4, // Access
  0x0ff5, // RowType
  0x0ff6, // InstanceKey
  0x0ff7, // AccessLevel
  0x0ff8, // MappingSignature
  0x0ff9, // RecordKey
  0x0ffa, // StoreRecordKey
  0x0ffb, // StoreEntryId
  0x0ffe, // ObjectType
  0x0fff, // EntryId
  0x3007, // CreationTime: when the copy was made; the item's own times have it
  0x3008, // LastModificationTime, likewise
  0x3000, // RowId
  0x3d01, // RowType of old stores
  0x340d, // StoreSupportMask
  0x65e0, // SourceKey
  0x65e1, // ParentSourceKey
  0x65e2, // ChangeKey
  0x65e3, // PredecessorChangeList
  0x6619, // Unread counts of the server
  0x67a4, // ChangeNumber
  0x67f2, // LtpRowId
  0x67f3, // LtpRowVer
]);
