/** Decides which parts of a message are its text and which are files of their own. */
import type { MimePart } from './mime-tree.ts';

/** Parts of which a reader sees one: the texts of each way to read the same thing. */
export interface BodyChoice {
  readonly ways: readonly (readonly MimePart[])[];
}

export interface BodyPlan {
  /** In reading order; most hold a single way with a single part. */
  readonly body: readonly BodyChoice[];
  /** In part order. */
  readonly attachments: readonly MimePart[];
}

/** Encoded bytes of a text part that is decoded at once; larger HTML becomes a child, larger plain text streams. */
export const maxTextPartBytes = 32 * 1024 * 1024;

/** Text types that are files of their own, not something that is read in place. */
const fileTypes = new Set([
  'text/calendar',
  'text/vcard',
  'text/x-vcard',
  'text/directory',
  'text/css',
  'text/javascript',
  'text/csv',
  'text/xml',
  'text/rtf',
]);
/** Machine-written notes that mail programs show in place (RFC 3464, 8098, 5965). */
const noteTypes = new Set([
  'message/delivery-status',
  'message/global-delivery-status',
  'message/disposition-notification',
  'message/feedback-report',
]);

/** Also what is meant for watches or for AMP (`text/watch-html`, `text/x-amp-html`). */
export const isHtml = (part: MimePart): boolean =>
  /^(?:text\/(?:[\w.]{1,40}-){0,4}html|application\/xhtml\+xml)$/.test(part.type.value);

const isMultipart = (part: MimePart): boolean => part.children.length > 0 || part.asides.length > 0;

export const partFileName = (part: MimePart): string =>
  part.disposition.parameters.get('filename') ?? part.type.parameters.get('name') ?? '';

/** Whether a leaf is read in place. `first` says that nothing was read before it. */
function isBodyText(part: MimePart, first: boolean): boolean {
  const { value } = part.type;
  if (part.disposition.value === 'attachment' || /uue/.test(part.encoding)) return false;
  const text =
    noteTypes.has(value) || !value.includes('/') || (value.startsWith('text/') && !fileTypes.has(value));
  if (!text && !isHtml(part)) return false;
  if (isHtml(part) && part.bodyEnd - part.bodyStart > maxTextPartBytes) return false;
  // A named text behind the first one is a file that was sent along, even where it is marked inline.
  return first || partFileName(part) === '';
}

/** The part of a multipart/related that refers to the others (RFC 2387: `start`, else the first). */
function relatedRoot(part: MimePart): MimePart | undefined {
  const start = part.type.parameters.get('start');
  const named = start === undefined ? undefined : part.children.find((child) => contentId(child) === start);
  return named ?? part.children[0];
}

const contentId = (part: MimePart): string | undefined =>
  part.fields.find((field) => field.name === 'content-id')?.value;

/** What a way to read something amounts to: plain text first, since it hides nothing in markup. */
const isPlain = (way: readonly MimePart[]): boolean => way.some((part) => !isHtml(part));

class Planner {
  readonly body: BodyChoice[] = [];
  readonly attachments: MimePart[] = [];

  visit(part: MimePart): void {
    if (!isMultipart(part)) this.#visitLeaf(part);
    else if (part.type.value === 'multipart/alternative') this.#visitAlternative(part);
    else if (part.type.value === 'multipart/related') this.#visitRelated(part);
    else for (const child of part.children) this.visit(child);
  }

  #visitLeaf(part: MimePart): void {
    if (isBodyText(part, this.body.length === 0)) this.body.push({ ways: [[part]] });
    else this.attachments.push(part);
  }

  #visitRelated(part: MimePart): void {
    const root = relatedRoot(part);
    for (const child of part.children) {
      const resource =
        contentId(child) !== undefined || child.fields.some((field) => field.name === 'content-location');
      if (child !== root && resource) this.#attachAll(child);
      else this.visit(child);
    }
  }

  #attachAll(part: MimePart): void {
    if (!isMultipart(part)) this.attachments.push(part);
    else for (const child of part.children) this.#attachAll(child);
  }

  /** Every child is planned by itself; their texts are the ways, their files are files of this message. */
  #visitAlternative(part: MimePart): void {
    const ways: (readonly MimePart[])[] = [];
    for (const child of part.children) {
      const planner = new Planner();
      planner.visit(child);
      this.attachments.push(...planner.attachments);
      const way = planner.body.flatMap((choice) => choice.ways[0] ?? []);
      if (way.length > 0) ways.push(way);
      // Ways nested inside a way are further ways.
      ways.push(...planner.body.flatMap((choice) => choice.ways.slice(1)));
    }
    if (ways.length === 0) return;
    this.body.push({ ways: [...ways.filter(isPlain), ...ways.filter((way) => !isPlain(way))] });
  }
}

/** The plan of a message, from the root of its part tree. The depth of the tree is limited where it is built. */
export function planBody(root: MimePart): BodyPlan {
  const planner = new Planner();
  planner.visit(root);
  return planner;
}
