/** Recognises JSON and JSON Lines from a beginning that may be cut off anywhere. */

const token =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*|true|false|null|NaN|-?Infinity))/y;

/**
 * `json` where `text` is the beginning of one JSON value that is an object or an array; `jsonl` where several
 * follow each other; `undefined` where it breaks the grammar before `complete` is in sight.
 * Values are not checked in depth: the walk is linear and keeps one character per open bracket.
 */
export function identifyJson(text: string, cutOff: boolean): 'json' | 'jsonl' | undefined {
  const start = /^\s*/.exec(text)?.[0].length ?? 0;
  if (text[start] !== '{' && text[start] !== '[') return undefined;
  const open: string[] = [];
  let expected: 'value' | 'key' | 'colon' | 'next' = 'value';
  let tokens = 0;
  let first = true;
  token.lastIndex = start;
  for (;;) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) return broken(text, at, cutOff, tokens);
    tokens++;
    const [, mark, string] = match;
    if (mark === '{' || mark === '[') {
      if (expected !== 'value') return undefined;
      open.push(mark);
      expected = mark === '{' ? 'key' : 'value';
      first = true;
      continue;
    }
    if (mark === '}' || mark === ']') {
      const closes = mark === '}' ? '{' : '[';
      if (open.at(-1) !== closes || !(expected === 'next' || (first && expected !== 'colon')))
        return undefined;
      open.pop();
      expected = 'next';
    } else if (mark === ',') {
      if (expected !== 'next') return undefined;
      expected = open.at(-1) === '{' ? 'key' : 'value';
    } else if (mark === ':') {
      if (expected !== 'colon') return undefined;
      expected = 'value';
    } else if (expected === 'key') {
      if (string === undefined) return undefined;
      expected = 'colon';
    } else if (expected === 'value') {
      expected = 'next';
    } else return undefined;
    first = false;
    if (open.length === 0) return follows(text, token.lastIndex);
  }
}

/** After a complete value: nothing more, or another value on a new line. */
function follows(text: string, at: number): 'json' | 'jsonl' | undefined {
  const rest = text.slice(at, at + 200);
  if (/^\s*$/.test(rest)) return 'json';
  return /^[ \t]*\r?\n\s*[{[]/.test(rest) ? 'jsonl' : undefined;
}

/** At a place where no token fits: the cut, or the end of a grammar that is not JSON's. */
function broken(text: string, at: number, cutOff: boolean, tokens: number): 'json' | undefined {
  const rest = text.slice(at).trimStart();
  if (rest === '') return cutOff || tokens > 3 ? 'json' : undefined;
  // An unclosed string or a half literal at the cut.
  const unclosed = rest.startsWith('"') || /^(?:t|f|n|-)[a-z]*$/.test(rest);
  return unclosed && (cutOff || tokens > 8) ? 'json' : undefined;
}
