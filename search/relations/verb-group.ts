/** What stands between two parties, read word by word: who denies, claims or means to do what, and which verb it ends in. What is not understood to its end is no assertion. */
import { adverbs } from './sentence-words.ts';
import { type FormEntry, verbForms } from './verb-table.ts';

/** `reported`: somebody says so. `intended`: it is to come. `conditional`: it may be, would be, or is if something is. */
export const polarities = ['stated', 'negated', 'denied', 'reported', 'questioned', 'intended', 'conditional'] as const; // prettier-ignore
export type Polarity = (typeof polarities)[number];

export interface VerbGroup {
  readonly entry: FormEntry;
  /** The form as it is written. */
  readonly form: string;
  readonly polarity: Polarity;
  readonly isPassive: boolean;
  /** The first party itself denies or claims it. */
  readonly isOwnSaying: boolean;
  /** Words behind the verb, without adverbs. */
  readonly rest: readonly string[];
}

/** The auxiliary that stands before the first party: `Did A pay B`. */
export type Inversion = 'do' | 'be' | 'have' | 'modal';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const have = words('has have had having');
const be = words('is are was were am be been being');
const doing = words('do does did');
const negations = words('not never');
const denying = words(
  'deny denies denied denying dispute disputes disputed disputing refute refutes refuted',
);
const claiming = words('claim claims claimed claiming say says said saying allege alleges alleged maintain maintains maintained insist insists insisted'); // prettier-ignore
const admitting = words('admit admits admitted admitting acknowledge acknowledges acknowledged confirm confirms confirmed'); // prettier-ignore
const claimedOf = words('said alleged reported believed thought understood rumoured rumored claimed');
const allegedly = words('allegedly reportedly apparently supposedly purportedly');
const expectedOf = words('supposed expected likely due scheduled');
const selves = words('it he she they we i that');
const meant = words('plan plans planned planning intend intends intended want wants wanted hope hopes hoped agree agrees agreed promise promises promised offer offers offered propose proposes proposed try tries tried attempt attempts attempted wish wishes wished decide decides decided going about ready prepared need needs needed'); // prettier-ignore
const weighed = words('consider considers considered considering discuss discusses discussed');
const left = words('fail fails failed refuse refuses refused decline declines declined neglect neglected omit omitted'); // prettier-ignore
const goingOn = words('continue continues continued begin begins began start starts started used manage managed come came'); // prettier-ignore
const willing = words('will shall');
const mayBe = words('would may might can could should must ought');
/** With `not` these say that it is not so; the others that it need not be. */
const firm = words('would can could');

export const inversionOf = (word: string): Inversion | undefined => {
  if (doing.has(word)) return 'do';
  if (be.has(word) && word !== 'been' && word !== 'being') return 'be';
  if (have.has(word) && word !== 'having') return 'have';
  return willing.has(word) || mayBe.has(word) ? 'modal' : undefined;
};

type Saying = 'denied' | 'reported' | 'admitted' | 'said-of';

class Reader {
  #at = 0;
  #isNegated = false;
  #isPerfect = false;
  #isBe = false;
  #isDo = false;
  #modal: 'intended' | 'firm' | 'weak' | undefined;
  #saying: Saying | undefined;
  /** An infinitive or a gerund has to come. */
  #awaits: 'base' | 'ing' | undefined;
  readonly #tokens: readonly string[];
  readonly #isPronoun: boolean;

  constructor(tokens: readonly string[], isPronoun: boolean, inversion: Inversion | undefined) {
    this.#tokens = tokens;
    this.#isPronoun = isPronoun;
    this.#isDo = inversion === 'do';
    this.#isBe = inversion === 'be';
    this.#isPerfect = inversion === 'have';
    if (inversion === 'modal') this.#modal = 'weak';
  }

  get #token(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #next(): string {
    return this.#tokens[this.#at + 1] ?? '';
  }

  #negate(): boolean {
    if (this.#isNegated) return false;
    this.#isNegated = true;
    return true;
  }

  /** `, which`, and what the first party itself says of it. */
  #opening(): void {
    if (this.#token === ',' && /^(?:which|who)$/u.test(this.#next())) this.#at += 2;
    else if (/^(?:which|who|that)$/u.test(this.#token)) this.#at += 1;
    let at = this.#at;
    while (have.has(this.#tokens[at] ?? '') || adverbs.has(this.#tokens[at] ?? '')) at += 1;
    const said = this.#tokens[at] ?? '';
    const saying = denying.has(said) ? 'denied' : claiming.has(said) ? 'reported' : admitting.has(said) ? 'admitted' : undefined;
    if (saying === undefined) return;
    this.#saying = saying;
    at += 1;
    if (saying === 'reported' && this.#tokens[at] === 'to') this.#awaits = 'base';
    if (this.#awaits === undefined) {
      const from = at;
      while (selves.has(this.#tokens[at] ?? '')) at += 1;
      if (at === from && this.#tokens[at] !== 'having') this.#awaits = 'ing';
    } else at += 1;
    this.#at = at;
  } // prettier-ignore

  /** Takes a word that leads to an infinitive; undefined where it is none, false where it cannot be told. */
  #leading(): boolean | undefined {
    const [word, next] = [this.#token, this.#next()];
    if (weighed.has(word)) {
      this.#modal = 'intended';
      this.#awaits = 'ing';
      this.#at += 1;
      return true;
    }
    if (this.#isBe && next === 'to' && claimedOf.has(word)) {
      if (this.#isNegated) return false;
      this.#saying = 'said-of';
      [this.#isBe, this.#awaits] = [false, 'base'];
    } else if (this.#isBe && next === 'to' && expectedOf.has(word)) {
      [this.#modal, this.#isBe] = ['weak', false];
    } else if (next === 'to' && meant.has(word)) [this.#modal, this.#isBe, this.#isDo] = ['intended', false, false];
    else if (next === 'to' && left.has(word)) {
      if (!this.#negate()) return false;
      this.#awaits = 'base';
    } else if (next === 'to' && goingOn.has(word)) this.#awaits = 'base';
    else if (next === 'to' && (have.has(word) || be.has(word))) this.#modal = 'intended';
    else if (word === 'ought' && next === 'to') this.#modal = 'weak';
    else return undefined;
    this.#isPerfect = false;
    this.#at += 2;
    return true;
  } // prettier-ignore

  /** One word on the way to the verb; false where it is none that may stand there. */
  #step(): boolean {
    const word = this.#token;
    const led = this.#leading();
    if (led !== undefined) return led;
    if (negations.has(word)) {
      if (!this.#negate()) return false;
    } else if (have.has(word)) this.#isPerfect = true;
    else if (be.has(word)) this.#isBe = true;
    else if (doing.has(word)) this.#isDo = true;
    else if (willing.has(word)) this.#modal = 'intended';
    else if (mayBe.has(word)) this.#modal = firm.has(word) ? 'firm' : 'weak';
    else if (allegedly.has(word) && this.#saying === undefined) this.#saying = 'said-of';
    else if (!adverbs.has(word)) return false;
    this.#at += 1;
    return true;
  } // prettier-ignore

  #isFitting({ forms }: FormEntry): boolean {
    if (this.#isBe) return forms.has('part') || forms.has('ing');
    if (this.#isPerfect) return forms.has('part');
    if (this.#awaits === 'ing') return forms.has('ing');
    if (this.#modal !== undefined || this.#isDo || this.#awaits === 'base') return forms.has('base');
    return forms.has('past') || forms.has('s') || (this.#isPronoun && forms.has('base'));
  }

  #polarity(): Polarity | undefined {
    const plain = this.#modal === undefined ? (this.#isNegated ? 'negated' : 'stated') : this.#modalPolarity();
    switch (this.#saying) {
      // Who denies that it was not so says nothing that a rule can tell.
      case 'denied':
        return this.#isNegated ? undefined : 'denied';
      case 'reported':
      case 'said-of':
        return plain === 'stated' ? 'reported' : plain === 'negated' ? 'denied' : plain;
      default:
        return plain;
    }
  } // prettier-ignore

  #modalPolarity(): Polarity {
    if (this.#modal === 'intended') return this.#isNegated ? 'negated' : 'intended';
    if (this.#modal === 'firm' && this.#isNegated && !this.#isPerfect) return 'negated';
    return 'conditional';
  }

  read(): VerbGroup | undefined {
    this.#opening();
    for (; this.#at < this.#tokens.length;) {
      const form = this.#token;
      const entry = verbForms.get(form);
      const isLeading = this.#next() === 'to' && meant.has(form);
      if (entry && !isLeading) {
        // `paid no money to`.
        if (this.#tokens.includes('no', this.#at + 1) && !this.#negate()) return undefined;
        const polarity = this.#isFitting(entry) ? this.#polarity() : undefined;
        if (polarity === undefined) return undefined;
        return {
          entry,
          form,
          polarity,
          isPassive: this.#isBe && entry.forms.has('part'),
          isOwnSaying: this.#saying === 'denied' || this.#saying === 'reported',
          rest: this.#tokens.slice(this.#at + 1).filter((word) => !adverbs.has(word)),
        };
      }
      if (!this.#step()) return undefined;
    }
    return undefined;
  }
}

/** Undefined where the words are not understood to their end. `isPronoun`: the first party is I, we or you. */
export const readVerbGroup = (
  tokens: readonly string[],
  isPronoun: boolean,
  inversion?: Inversion,
): VerbGroup | undefined => new Reader(tokens, isPronoun, inversion).read();
