/** Makes what was asked for of one content. Whatever goes wrong is a refusal; nothing is thrown for what evidence holds. */
import type { Rendering, RenderRequest } from '../../schemas/rendering.ts';
import type { Limits } from '../../schemas/limits.ts';
import type { Content } from '../contract.ts';
import { renderGrid } from './grid.ts';
import { renderHtml } from './html-page.ts';
import { renderMail } from './mail-page.ts';
import { renderPage } from './pdf-page.ts';
import { renderPicture } from './picture.ts';
import type { Refusal } from './refusal.ts';

async function render(
  { format, asked, passwords = [] }: RenderRequest,
  content: Content,
  limits: Limits,
): Promise<Rendering> {
  if (asked.as === 'page') return renderPage(content, asked, passwords);
  if (asked.as === 'picture') return renderPicture(content);
  if (asked.as === 'html') return format === 'html' ? renderHtml(content) : renderMail(content, format);
  return renderGrid({ content, format, limits, passwords }, asked);
}

const isRefusal = (error: unknown): error is Refusal => (error as Error | undefined)?.name === 'Refusal';

export async function renderContent(
  request: RenderRequest,
  content: Content,
  limits: Limits,
): Promise<Rendering> {
  try {
    return await render(request, content, limits);
  } catch (error) {
    // What a library says may quote evidence, and tells a reader nothing.
    const { code, message } = isRefusal(error) ? error : { code: 'unreadable' as const, message: '' };
    return { rendered: { as: 'refused', code, why: message }, bytes: new Uint8Array() };
  }
}
