/** Tells from the styles of a Word document which text they hide or strike (ECMA-376 part 1, 17.7). */
import { maxStyles } from './word-numbering.ts';
import { attribute, type Attributes, isOn, type XmlHandler } from './xml.ts';

/** A style may rest on another so deep at most: they may form a ring. */
const maxDepth = 20;

/** What a style says of its text; undefined where it leaves that to the one that it rests on. */
export interface StyleLook {
  isVanished?: boolean;
  isStruck?: boolean;
}

interface Style extends StyleLook {
  basedOn?: string;
}

export class WordStyleLooks {
  readonly #styles = new Map<string, Style>();
  #usual: string | undefined;
  #everywhere: StyleLook = {};

  /** Takes an element of the styles part; `inRun` where it is of the properties of runs. */
  open(name: string, attributes: Attributes, into: Style, inRun: boolean): void {
    const value = attribute(attributes, 'val');
    if (name === 'basedOn') into.basedOn = value;
    if (!inRun) return;
    if (name === 'vanish') into.isVanished = isOn(value);
    else if (name === 'strike' || name === 'dstrike') into.isStruck = isOn(value);
  }

  handler(): XmlHandler {
    let style: Style = {};
    let inRun = false;
    return {
      reads: () => false,
      open: (name, attributes) => {
        if (name === 'docDefaults') style = this.#everywhere = {};
        else if (name === 'style') style = this.#add(attributes);
        else if (name === 'rPr') inRun = true;
        else this.open(name, attributes, style, inRun);
        // What a table style says of some of its cells is not told apart.
        return name !== 'tblStylePr';
      },
      close(name) {
        if (name === 'rPr') inRun = false;
      },
      text: () => undefined,
    };
  }

  #add(attributes: Attributes): Style {
    const style: Style = {};
    const id = attribute(attributes, 'styleId') ?? '';
    if (this.#styles.size < maxStyles) this.#styles.set(id, style);
    const isUsual = attribute(attributes, 'default');
    if (attribute(attributes, 'type') === 'paragraph' && isUsual !== undefined && isOn(isUsual))
      this.#usual = id;
    return style;
  }

  /** What the style says, or those that it rests on; the usual one of paragraphs where none is named. */
  lookOf(id: string | undefined, isParagraph: boolean): StyleLook {
    let { isVanished, isStruck }: StyleLook = {};
    let name = id ?? (isParagraph ? this.#usual : undefined);
    for (let depth = 0; name !== undefined && depth < maxDepth; depth += 1) {
      const style: Style | undefined = this.#styles.get(name);
      isVanished ??= style?.isVanished;
      isStruck ??= style?.isStruck;
      name = style?.basedOn;
    }
    if (!isParagraph) return { isVanished, isStruck };
    return {
      isVanished: isVanished ?? this.#everywhere.isVanished,
      isStruck: isStruck ?? this.#everywhere.isStruck,
    };
  }
}
