/** Reads where a field of RTF, or a tag of HTML kept in it, leads to. */
import { saysMore } from '../program-names.ts';
import type { Receiver } from './receiver.ts';

type Told = Pick<Receiver, 'output' | 'warn'>;

function hide(target: string, { output }: Told): void {
  output.endLine('hidden');
  output.write(`${target}\n`, 'hidden');
}

/** Text that came from HTML keeps its tags beside it (MS-OXRTFEX 2.1.3.1): of these only where they lead to counts. */
export function readHtmlTag(tag: string, told: Told): void {
  for (const [, target = ''] of tag.matchAll(/\b(?:href|src)\s{0,9}=\s{0,9}["']?([^"'\s>]{1,4000})/gi))
    if (!target.startsWith('#') && !/^cid:/i.test(target)) hide(target, told);
}

export function readInstruction(instruction: string, told: Told): void {
  const [, word = '', rest = ''] = /^\s*([A-Za-z]+)\s*([^]*)$/.exec(instruction) ?? [];
  const name = word.toUpperCase();
  const namesOutside = /^(?:HYPERLINK|INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK)$/.test(name);
  if (name !== 'HYPERLINK' && saysMore(instruction, true)) hide(instruction.trim(), told);
  else if (namesOutside && saysMore(instruction, false)) hide(instruction.trim(), told);
  if (name === 'HYPERLINK') {
    const quoted = Array.from(rest.matchAll(/"([^"]*)"/g), ([, target = '']) => target);
    for (const target of quoted.length > 0 ? quoted : [rest.trim()]) if (target !== '') hide(target, told);
  } else if (name === 'DDE' || name === 'DDEAUTO') told.warn('active-content', `field ${name}`);
  else if (['INCLUDEPICTURE', 'INCLUDETEXT', 'IMPORT', 'LINK'].includes(name))
    told.warn('external-reference', `field ${name}`);
}
