/** Reads the comments of a Visio drawing, each at its page (MS-VSDX 2.2.3.2). */
import type { AnchorPlace } from '../../schemas/anchor.ts';
import type { Sink } from '../contract.ts';
import { maxEvents } from './annotation-limits.ts';
import type { CommentAuthors } from './comment-authors.ts';
import { parseW3cTime } from '../time/w3c-time.ts';
import { attribute, type XmlHandler } from './xml.ts';

/** `placeOf` gives the place of a page by its id. */
export function visioCommentHandler(
  sink: Sink,
  authors: CommentAuthors,
  placeOf: (page: string) => AnchorPlace | undefined,
): XmlHandler {
  let isComment = false;
  let events = 0;
  return {
    readsAttributes: true,
    open(name, attributes) {
      const valueOf = (key: string): string => attribute(attributes, key) ?? '';
      if (name === 'AuthorEntry') authors.add(valueOf('ID'), valueOf('Name'), attributes);
      if (name !== 'CommentEntry') return true;
      isComment = true;
      sink.anchor(placeOf(valueOf('PageID')) ?? { part: 'comments' }, 'comments');
      const author = authors.nameOf(valueOf('AuthorID'));
      if (author !== '') sink.text(`${author}: `, 'comments');
      for (const key of ['Date', 'EditDate']) {
        const time = parseW3cTime(valueOf(key));
        if (!time || events >= maxEvents) continue;
        events += 1;
        sink.event({ time, kind: 'comment', message: author.slice(0, 200) });
      }
      return true;
    },
    close(name) {
      if (name === 'CommentEntry') sink.text('\n', 'comments');
      isComment &&= name !== 'CommentEntry';
      if (name === 'Comments') for (const author of authors.unused()) sink.text(`${author}\n`, 'hidden');
    },
    text(data) {
      if (isComment) sink.text(data, 'comments');
    },
  };
}
