/** The subject of a message without what answering and forwarding put around it, as RFC 5256 (2.1) takes it off. */
import { keywordKey } from '../../search/query/fields.ts';

/** What mail programs write before the subject of an answer or of what is passed on, in their languages. */
const marks = [
  're', 'aw', 'antw', 'antwort', 'sv', 'vs', 'odp', 'ynt', 'res', 'resp', 'rif', 'ref', 'r', '回复', '答复', '返信',
  'fw', 'fwd', 'wg', 'tr', 'rv', 'enc', 'vb', 'doorst', 'vl', 'pd', 'i', '转发', '転送',
]; // prettier-ignore
const mark = new RegExp(`^(?:${marks.join('|')}) ?(?:\\[\\d{1,4}\\]|\\(\\d{1,4}\\)|\\^\\d{1,4})? ?:`, 'u');
/** The name of a list or a gateway's sign, in brackets. */
const sign = /^\[[^[\]]{1,64}\]/u;
const [wrapStart, wrapEnd] = ['[fwd:', ']'];
const forwardEnd = '(fwd)';
/** Marks that are taken off; stops a subject of nothing else. */
const maxMarks = 64;

export interface BaseSubject {
  /** To be compared: normalised, empty where nothing is left. */
  readonly base: string;
  /** It is an answer to another message, or passes it on, by what stands before or behind it. */
  readonly isAnswer: boolean;
}

/** One step less, or undefined where there is none to take off. */
function withoutOne(subject: string): BaseSubject | undefined {
  const found = mark.exec(subject)?.[0].length;
  if (found !== undefined) return { base: subject.slice(found).trim(), isAnswer: true };
  if (subject.startsWith(wrapStart) && subject.endsWith(wrapEnd))
    return { base: subject.slice(wrapStart.length, -wrapEnd.length).trim(), isAnswer: true };
  if (subject.endsWith(forwardEnd))
    return { base: subject.slice(0, -forwardEnd.length).trim(), isAnswer: true };
  const rest = subject.slice(sign.exec(subject)?.[0].length ?? 0).trim();
  // A sign that is all there is, is the subject.
  return rest === subject || rest === '' ? undefined : { base: rest, isAnswer: false };
}

export function baseSubject(subject: string): BaseSubject {
  let [base, isAnswer] = [keywordKey(subject).trim(), false];
  for (let taken = 0; taken < maxMarks; taken++) {
    const next = withoutOne(base);
    if (!next) break;
    base = next.base;
    isAnswer ||= next.isAnswer;
  }
  return { base, isAnswer };
}
