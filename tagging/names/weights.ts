/**
 * All weights by which a place that reads like a name becomes a mention or does not. A score adds them; at 0 it counts.
 * They were set by hand on the labelled passages of decision 0070; what each is worth there, at nothing and at double,
 * is printed by `scripts/tag-weights.ts` and stands in `docs/tagging.md`.
 */
import type { EntityKind } from '../../schemas/mention.ts';
import { topics } from './name-index.ts';

/** Weights that need no kind of entity. The name of each is what it weighs, the comment why it is so. */
export const weights = {
  /** What the writing of a name is worth by itself. Below 0 something else must speak for it. */
  writing: {
    /** A listed host name means its owner: nothing may speak against it. */
    domain: 6,
    /** The listed name itself as the domain (`cambridge-analytica.org`): it may be another's. */
    domainName: 0.8,
    /** An unmistakable name as listed: it takes the strongest words against it to undo it. */
    name: 4,
    /** The same in small letters: people write firms so, but a common word may have the letters. */
    nameInSmallLetters: 2.2,
    /** Several words in small letters: more often a phrase (`just dial`, `vote leave`). */
    namesInSmallLetters: -1.2,
    /** Capitals at odd places: a typing error or somebody's own spelling. */
    nameInMixedLetters: -0.8,
    /** `PASOK` and `SPÖ` are no names where they are written `pasok` or `Spo`. */
    capitalsOnlyNameOtherwise: -6,
    /** Several words, each with its capital: chance makes few of them. */
    title: 3,
    /** One word with its capital starts sentences, and is a surname: nearly nothing. */
    titleOfOneWord: 0.6,
    /** All in capitals within a text that is not: a heading or a name. */
    titleInCapitals: 2.8,
    /** In a text of capitals these say less. */
    titleInTextOfCapitals: 2.2,
    /** `Labour party`, `Congress party`: papers write the second word small, and so does who speaks of a feast. */
    titleWithSmallHead: -0.6,
    /** Without its capitals a title is ordinary words. */
    titleOtherwise: -4,
    /** Four letters or more mean few things. */
    longAcronym: 1.2,
    /** Three capitals mean many things, so that something must speak for the name. */
    shortAcronym: -0.5,
    /** In a text of capitals any word looks like an acronym. */
    acronymInTextOfCapitals: -0.8,
    acronymOtherwise: -6,
    /** An ordinary word (`Labour`) with its capital. */
    ambiguousWord: -1.5,
    /** An ambiguous acronym or surname is a little rarer in other meanings. */
    ambiguous: -1.3,
    ambiguousInCapitals: -1.9,
    ambiguousOtherwise: -6,
    decoy: -9,
    /** At or below this the writing rules a name out, unless it stands behind `@` or `#`. */
    ruledOut: -6,
    /** Names written together in small letters (`voteleave`) are often parts of something else. */
    joinedInSmallLetters: -4,
  },
  /** Behind `@` or `#` small letters are the custom, and a handle is meant to name somebody. */
  tagged: {
    name: 1,
    ambiguous: 0.6,
    /** What the writing would have ruled out. */
    acronymRuledOut: 0.8,
    otherRuledOut: -1.5,
  },
  /** Names of a watchlist: its maker wants them, so that writing alone decides. */
  listed: { name: 5, asListed: 4, otherwise: -9 },
  /** How loud a word is by its distance: of one sentence, the next, the paragraph. */
  distance: { near: 1, middle: 0.7, far: 0.4 },
  /** Words that speak for a kind of entity, or against any; the weight of each topic stands in `topicWeights`. */
  words: {
    /** One topic may not outvote a name's writing by repetition. */
    mostOfTopic: 2.4,
    mostOfAll: 3,
    /** Words such as `florists` or `recipe` that no organisation stands beside. */
    against: 0.9,
    againstAmbiguous: 1,
    /** Two letters mean too many things for one word: so much of their own topic counts for nothing. */
    firstOfTwoLetters: 1,
    /** Several capitals are more than one, but a title of ordinary words falls by one such word right beside it where nothing speaks for it. */
    againstTitle: 3.2,
    mostAgainst: 5,
    /** The entity's own words against: who knows a look-alike by name may veto. */
    notNear: -3.2,
    notFar: -1.6,
  },
  /** What stands right beside a name. */
  beside: {
    /** `Labour Day`, `Remain Calm Ltd`: a capital that no list knows makes a longer name of it. */
    capitalBehind: -1.4,
    capitalBefore: -2.5,
    /** `Signal Hill`, `Twitter Lane`: a place that has the name. */
    streetBehind: -5,
    /** `Electoral Commission of the rowing club`, `PAN of the treasurer`. */
    belongsBehind: -3.5,
    /** `UDI field`, `SNP density`: letters that name a part. */
    partBehind: -2.5,
    /** `Democratic elections were held`: an adjective, not a party. */
    adjectiveAtStart: -1.5,
    /** `Councillor Green`, `Mr Brown`, `J. Green`: a person. */
    honorificBefore: -4,
    /** An abbreviation of a tally (`Con`, `Lab`) outside of one is another word, in several languages. */
    abbreviationInText: -4,
    /** `pro-Labour` speaks of it, `Labour-intensive` does not. */
    hyphenOfAmbiguous: -1.2,
    hyphen: -0.3,
    /** The first word of a sentence has its capital anyway. */
    sentenceStart: -0.8,
    /** `a Conservative` is a person or an idea. */
    indefiniteArticle: -0.4,
    /** `the Greens`: one known body. */
    definiteArticle: 0.4,
    /** `on Signal`, `via Slack`: a capital within the sentence, where a thing would have an article. */
    onPlatform: 1.6,
  },
  /** Countries and towns around. */
  places: {
    /** A party or regulator beside its own country. */
    own: 1.6,
    mostOwn: 2.2,
    /** Beside others only: foreign papers write of it too, so little. */
    foreign: -0.4,
    mostForeign: -0.6,
    /** Firms work everywhere. */
    ofFirm: 0.3,
    mostOfFirm: 0.4,
    /** Words that the list names for this entity. */
    ofEntity: 1.5,
  },
  /** Between two readings of a clear name only what tells them apart counts, and less. */
  readings: { entity: 0.3, places: 0.5 },
  /** Names near by. */
  neighbours: {
    /** The long form beside its short one. */
    longForm: 3.5,
    /** A certain name of the same kind and country: a list of parties. */
    compatriot: 1.7,
    foreigner: 0.7,
    /** The same, itself in doubt. */
    doubtfulCompatriot: 0.6,
    /** `A, B and C`: joined directly. */
    joined: 1,
    /** Instead of `doubtfulCompatriot`. */
    doubtfulJoined: 1,
    /** A certain name of another kind close by. */
    otherKind: 0.3,
    mostOfAll: 3,
  },
  /** Misspellings are looked for in long words alone: below, one edit leads from an ordinary word to a name. */
  spelling: {
    shortestWord: 6,
    /** Of a listed name, all words together; a title has more look-alikes. */
    shortestName: 8,
    shortestTitle: 14,
    /** A single word that one edit makes a name (`Quantum`, `Enerdata`) is itself a word or a name: something must speak for it. */
    singleWord: -1,
    /** One that is shorter than `shortestName` (`ComRes`) has look-alikes among people: two words must. */
    shortWord: -2.2,
  },
  /** From which score on a name helps others, may be helped, and who is said to have decided. */
  decision: {
    settled: 1.5,
    maybe: -2.5,
    hopeless: -5,
    /** Below this a neighbour that helped decided. */
    decidedAlone: 0.5,
    neighboursTold: 0.9,
  },
  /** What a document says of itself; see `../document-facts.ts`. */
  document: {
    /** Nobody writes of what does not exist yet, but clocks are wrong. */
    beforeFounding: -4,
    /** `Susan Schober` is on this message: the firm is meant less often than she. */
    nameOfPerson: -3,
    /** What is so spoken against lies below the line that reading folds at. */
    mostOfDoubtful: 0.3,
  },
  /** The logistic that makes a confidence of a score: it orders mentions and measures nothing. */
  confidence: { shift: 0.4, slope: 0.9, mostOfMisspelt: 0.65, most: 0.99 },
};

/** What a word of a topic is worth for a kind. Its own topic most; topics that its texts share, less. */
export const topicWeights: Readonly<
  Record<EntityKind, readonly (readonly [topic: number, weight: number])[]>
> = {
  party: [
    [topics.politics, 1.2],
    [topics.campaign, 0.3],
    [topics.organisation, 0.1],
  ],
  'data-broker': [
    [topics.broker, 1.1],
    [topics.organisation, 0.7],
    [topics.analytics, 0.3],
  ],
  'analytics-firm': [
    [topics.analytics, 1.1],
    [topics.organisation, 0.7],
    [topics.broker, 0.4],
    [topics.politics, 0.3],
  ],
  platform: [
    [topics.platform, 1.1],
    [topics.organisation, 0.4],
  ],
  regulator: [
    [topics.regulator, 0.9],
    [topics.organisation, 0.4],
    [topics.politics, 0.2],
  ],
  'campaign-group': [
    [topics.campaign, 1.2],
    [topics.politics, 0.5],
    [topics.organisation, 0.4],
  ],
  other: [
    [topics.organisation, 0.7],
    [topics.politics, 0.3],
  ],
};
