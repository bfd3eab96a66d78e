/** Reads comments on slides, the older and the threaded ones (ECMA-376 part 1, 19.4; MS-PPTX 2.6.1). */
import type { Sink } from '../contract.ts';
import { parseW3cTime } from '../time/w3c-time.ts';
import type { CommentAuthors } from './comment-authors.ts';
import { attribute, type XmlHandler } from './xml.ts';
import { maxEvents } from './annotation-limits.ts';

/** Fills `authors` by id from either form of the authors part. */
export const slideAuthorHandler = (authors: CommentAuthors): XmlHandler => ({
  readsAttributes: true,
  open(name, attributes) {
    if (name === 'cmAuthor' || name === 'author')
      authors.add(attribute(attributes, 'id') ?? '', attribute(attributes, 'name') ?? '', attributes);
    return true;
  },
  close: () => undefined,
  text: () => undefined,
});

export function slideCommentHandler(sink: Sink, authors: CommentAuthors): XmlHandler {
  let reading = false;
  let events = 0;
  return {
    open(name, attributes) {
      if (name === 'text' || name === 't') reading = true;
      if (name !== 'cm' && name !== 'reply') return true;
      const author = authors.nameOf(attribute(attributes, 'authorId') ?? '');
      if (author !== '') sink.text(`${author}: `, 'comments');
      const time = parseW3cTime(attribute(attributes, 'dt') ?? attribute(attributes, 'created') ?? '');
      if (!time || events >= maxEvents) return true;
      events += 1;
      sink.event({ time, kind: 'comment', message: author.slice(0, 200) });
      return true;
    },
    close(name) {
      if (name === 'text' || name === 't') reading = false;
      if (name === 'text' || name === 'p') sink.text('\n', 'comments');
    },
    text(data) {
      if (reading) sink.text(data, 'comments');
    },
  };
}
