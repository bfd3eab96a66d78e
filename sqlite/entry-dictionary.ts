/**
 * Packs entries of the index by what they have in common: an archive of tiny members would come to many times its bytes by
 * the names of their fields alone, and a short one packs to little by itself.
 */
import { deflateSync, inflateSync } from 'node:zlib';

/** The likeliest last: what is near is referred to with fewer bits. */
const parts = [
  // What was not read.
  '{"document":"","item":{"id":"","revision":0,"kind":"folder"},"format":"folder","mediaType":"folder","status":"container","run":1,"revision":1,"metadata":{},"texts":[],"entities":[],"personalData":[],"codes":[],"dates":[{"kind":"modified","date":"2019-01-01T00:00:00Z"},{"kind":"created","date":"',
  '{"document":"","item":{"id":"","revision":0,"kind":"attachment","sha256":""},"format":"(not read)","mediaType":"(not read)","size":1,"status":"skipped","run":1,"revision":1,"metadata":{},"texts":[],"entities":[],"personalData":[],"codes":["known","restricted","corrupt","unsupported","encrypted","password-required","member-failed","text-cut","type-mismatch","charset-guessed","truncated","active-content","trailing-data"],"dates":[]}',
  '{"document":"","item":{"id":"","revision":0,"kind":"member"},"format":"(not read)","mediaType":"(not read)","status":"failed","run":1,"revision":1,"metadata":{},"texts":[],"entities":[],"personalData":[],"codes":["over-budget"],"dates":[{"kind":"modified","date":"',
  // Containers, pictures, office documents, pages.
  '{"document":"","format":"zip","mediaType":"application/zip","size":1,"status":"container","run":1,"revision":1,"metadata":{"other":{"',
  '"format":"gzip","mediaType":"application/gzip","format":"tar","mediaType":"application/x-tar","format":"mbox","mediaType":"application/mbox","format":"jpeg","mediaType":"image/jpeg","width":1,"height":1,"device":"","latitude":1.1,"longitude":1.1,"taken":{"local":"',
  '"format":"pdf","mediaType":"application/pdf","status":"indexed","metadata":{"title":"","authors":[""],"application":"","created":{"instant":"","local":"","offset":0,"precision":"second","zoneSource":"utc","raw":""},"modified":{"pages":1},"texts":[{"kind":"body","id":"","units":1,"anchors":[{"at":0,"page":1},{"at":1,"page":2}],"marks":["hidden","deleted","comment"]},{"kind":"metadata"',
  '"format":"docx","mediaType":"application/vnd.openxmlformats-officedocument.wordprocessingml.document","format":"xlsx","mediaType":"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet","format":"pptx","mediaType":"application/vnd.openxmlformats-officedocument.presentationml.presentation","lastAuthor":"","company":"","keywords":[""],"anchors":[{"at":0,"sheet":"Sheet1","cell":"A1"},{"at":1,"sheet":"","row":1},{"at":1,"line":2}],',
  '"format":"html","mediaType":"text/html","format":"json","mediaType":"application/json","format":"csv","mediaType":"text/csv","format":"xml","mediaType":"application/xml","format":"ics","mediaType":"text/calendar","format":"vcard","mediaType":"text/vcard","format":"rtf","mediaType":"application/rtf",',
  '"dates":[{"kind":"created","date":"2019-01-01"},{"kind":"modified","date":"2019-01-01T00:00:00Z"},{"kind":"printed","date":""},{"kind":"taken","date":""},{"kind":"received","date":"2019-01-01T00:00:00Z"}]}',
  // A text, and what is tagged in it.
  '{"document":"","format":"text","mediaType":"text/plain","size":1,"status":"indexed","run":1,"revision":1,"metadata":{"charset":"utf-8"},"texts":[{"kind":"body","id":"","units":1,"anchors":[]}],"entities":[{"entity":"","kind":"organisation","count":1},{"entity":"","kind":"person","count":1},{"entity":"","kind":"place","count":1},{"entity":"","kind":"party","count":1}],"personalData":[{"kind":"phone","count":1},{"kind":"postcode","count":1},{"kind":"email","count":1}],"codes":[],"dates":[]}',
  // A message, as most entries are in most cases.
  '{"document":"","format":"eml","mediaType":"message/rfc822","size":1000,"status":"indexed","run":1,"revision":1,"metadata":{"title":"RE: ","subject":"RE: ","sent":{"instant":"2019-01-01T00:00:00.000Z","local":"2019-01-01T00:00:00","offset":0,"precision":"second","zoneSource":"offset","raw":"Tue, 1 Jan 2019 00:00:00 +0000 (PST)"},"received":{"instant":"","from":[{"name":"","address":"@example.org"}],"to":[{"name":"","address":"@example.com"},{"address":""}],"cc":[{"name":"","address":""}],"bcc":[{"address":""}],"messageId":"<@mail.example.com>","inReplyTo":"<","references":["<"],"messageHash":"1-","messageIdHash":"","other":{"x-mailer":"","return-path":""}},"texts":[{"kind":"headers","id":"","units":300,"anchors":[]},{"kind":"body","id":"","units":1000,"anchors":[{"at":0,"part":"1"}]}],"entities":[],"personalData":[{"kind":"email","count":2}],"codes":[],"dates":[{"kind":"sent","date":"2019-01-01T00:00:00Z"},{"kind":"sent.local","date":"2019-01-01T00:00:00"}]}',
];

/** Never changed: what was packed by it could not be read any more. */
const dictionary = Buffer.from(parts.join('\n'));

/** Holds the dictionary and an entry; larger ones make it slower and no smaller. */
const windowBits = 13;
const memoryLevel = 5;
/** How each begins: method, window, and the sum of the dictionary (RFC 1950, 2.2). */
const startBytes = 6;

export const packByDictionary = (bytes: Uint8Array): Uint8Array =>
  deflateSync(bytes, { dictionary, level: 1, windowBits, memLevel: memoryLevel, chunkSize: 1_024 });

const start = Buffer.from(packByDictionary(Buffer.alloc(0)).subarray(0, startBytes));

export const isPackedByDictionary = (bytes: Uint8Array): boolean =>
  start.equals(bytes.subarray(0, startBytes));

/** `maxBytes`: of a file that may come from others; fails where it is more. */
export const unpackByDictionary = (packed: Uint8Array, maxBytes: number): Buffer =>
  inflateSync(packed, { dictionary, maxOutputLength: maxBytes });
