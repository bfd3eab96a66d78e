/** Says what parameters of a property tell beside its value: what a person or a program wrote there, no standard’s words. */
import type { Property } from './content-line.ts';

/** Values that RFC 5545, 6350 and their forerunners name, and what says how a value is written. */
const standard =
  /^(?:binary|boolean|cal-address|date(?:-and-or-time|-time)?|duration|float|integer|period|recur|text|time(?:stamp)?|uri|utc-offset|unknown|url|inline|content-id|cid|[78]bit|b|base64|quoted-printable|utf-?8|us-ascii|ansi|iso-8859-\d{1,2}|windows-\d{3,4}|shift_jis|true|false|yes|no|start|end|parent|child|sibling|individual|group|resource|room|chair|(?:req|opt|non)-participant|needs-action|accepted|declined|tentative|delegated|completed|in-process|free|busy(?:-unavailable|-tentative)?|thisand(?:future|prior)|server|client|none|gregorian|[a-z]{2}(?:-[a-z]{2})?|(?:text|image|audio|video|application)\/(?:plain|html|csv|xml|rtf|pdf|jpeg|png|gif|zip|octet-stream|msword|calendar|vcard|vnd\.[\w.+-]{1,80})|jpe?g|png|gif|wave|x-abuid|phone-?number|pref|internet)$/i;

/** Those that are nothing but a name of the value. */
const named = new Set(['LABEL', 'SORT-AS', 'X-SERVICE-TYPE', 'X-ABLABEL', 'ALTID-LABEL']);

/** ` [X-TITLE: the mill]`, or '' where nothing is said that `shown` does not hold. */
export function parameterNotes({ parameters }: Property, shown: string): string {
  const known = shown.toLowerCase();
  const notes: string[] = [];
  for (const [key, values] of parameters)
    for (const value of values) {
      const plain = value.trim().replace(/^mailto:/i, '');
      const isSaid = !/\p{L}{2}/u.test(plain) || standard.test(plain) || known.includes(plain.toLowerCase());
      if (!isSaid) notes.push(plain.toUpperCase() === key || named.has(key) ? plain : `${key}: ${plain}`);
    }
  return notes.length > 0 ? ` [${notes.join(', ')}]` : '';
}
