/** Writes messages (RFC 5322, 2045) and mailboxes (RFC 4155) with lines that end in a line feed, as a Unix mail store keeps them. */

export interface Message {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly cc?: string;
  readonly subject: string;
  /** RFC 5322, with its zone. */
  readonly date: string;
  readonly replyTo?: string;
  readonly references?: string;
  readonly body: string;
  readonly attachments?: readonly {
    readonly name: string;
    readonly type: string;
    readonly bytes: Uint8Array;
  }[];
}

/** An encoded word (RFC 2047) where the text is not ASCII. */
const header = (text: string): string =>
  /[^\x20-\x7e]/.test(text) ? `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=` : text;

const address = (text: string): string => {
  const [, name, rest] = /^([^<]*)(<.*)$/.exec(text) ?? [];
  return name && rest ? `${header(name.trim())} ${rest}` : text;
};

const base64 = (bytes: Uint8Array): string =>
  (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\n');

export function makeMessage(message: Message): Buffer {
  const { attachments = [] } = message;
  const lines = [
    `From: ${address(message.from)}`,
    `To: ${message.to.split(', ').map(address).join(', ')}`,
    ...(message.cc ? [`Cc: ${message.cc.split(', ').map(address).join(', ')}`] : []),
    `Subject: ${header(message.subject)}`,
    `Date: ${message.date}`,
    `Message-ID: <${message.id}>`,
    ...(message.replyTo ? [`In-Reply-To: <${message.replyTo}>`] : []),
    ...(message.references ? [`References: ${message.references}`] : []),
    'X-Mailer: Quill Mail 5.2',
    'MIME-Version: 1.0',
  ];
  const text = [
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    message.body,
    '',
  ];
  if (attachments.length === 0) return Buffer.from([...lines, ...text].join('\n'));
  const boundary = `part-${message.id.replaceAll(/[^a-z0-9]/gi, '-')}`;
  const parts = attachments.flatMap(({ name, type, bytes }) => [
    `--${boundary}`,
    `Content-Type: ${type}`,
    'Content-Transfer-Encoding: base64',
    /[^\x20-\x7e]/.test(name)
      ? `Content-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(name)}`
      : `Content-Disposition: attachment; filename="${name}"`,
    '',
    base64(bytes),
  ]);
  return Buffer.from(
    [
      ...lines,
      `Content-Type: multipart/mixed; boundary="${boundary}"`,
      '',
      `--${boundary}`,
      ...text,
      ...parts,
      `--${boundary}--`,
      '',
    ].join('\n'),
  );
}

/** Messages one after the other; `stamps` are the times of their separator lines. */
export function makeMailbox(messages: readonly { readonly bytes: Buffer; readonly stamp: string }[]): Buffer {
  return Buffer.concat(
    messages.flatMap(({ bytes, stamp }) => [
      Buffer.from(`From store@quillmere.example ${stamp}\n`),
      Buffer.from(bytes.toString().replaceAll(/^(>*From )/gm, '>$1')),
      Buffer.from('\n'),
    ]),
  );
}
