/** Renders bytes in this process, with the limits of a case. */
import { limits } from '../../../config/limits.ts';
import { memoryContent } from '../../../formats/content.ts';
import { renderContent } from '../../../formats/rendering/render.ts';
import type { Rendered, RenderingAsked } from '../../../schemas/rendering.ts';

type Told<Kind extends Rendered['as']> = Extract<Rendered, { as: Kind }>;

/** Fails where it is told of another kind than was asked for. */
export async function renderingOf<Kind extends Rendered['as']>(
  kind: Kind,
  bytes: Uint8Array,
  format: string,
  asked: RenderingAsked,
): Promise<Told<Kind> & { readonly bytes: Buffer }> {
  const request = { format, size: bytes.length, asked };
  const { rendered, bytes: made } = await renderContent(request, memoryContent(bytes), limits);
  if (rendered.as !== kind) throw new Error(`${JSON.stringify(rendered).slice(0, 300)}, not ${kind}`);
  return { ...(rendered as Told<Kind>), bytes: Buffer.from(made) };
}
