/** Entities: what is a mention, where it starts and ends, and what only looks like one. */
import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, integer, oneof, property, string } from 'fast-check';
import { loadGazetteers } from '../../../config/gazetteers/load.ts';
import { createTagger, tagText } from '../../../tagging/tagger.ts';
import { parseWatchlist } from '../../../tagging/lists/watchlist.ts';
import { mention } from '../../../schemas/mention.ts';

const tagger = createTagger(loadGazetteers());
const found = (text: string): string[] =>
  tagText(tagger, text).mentions.map(({ surface, entity }) => `${surface} = ${entity}`);

describe('what is a mention', () => {
  test.each([
    ['legal form', 'Paid to Acxiom Limited, see tab 2.', ['Acxiom Limited = Acxiom']],
    [
      'legal form over a region',
      'Sent by Palantir Technologies UK, Ltd. on Monday',
      ['Palantir Technologies UK, Ltd. = Palantir'],
    ],
    ['possessive', 'LiveRamp’s reply', ['LiveRamp = LiveRamp']],
    [
      'soft hyphen and zero width',
      'Face\u00adbook and Insta\u200bgram',
      ['Face\u00adbook = Facebook', 'Insta\u200bgram = Instagram'],
    ],
    ['no-break space', 'the Labour\u00a0Party office', ['Labour\u00a0Party = Labour Party (UK)']],
    ['ligature', 'the Of\ufb01ce of Communications', ['Of\ufb01ce of Communications = Ofcom']],
    ['full width', 'ＢＪＰ rally in Delhi', ['ＢＪＰ = Bharatiya Janata Party']],
    ['decomposed accent', 'two Sinn Fe\u0301in agents', ['Sinn Fe\u0301in = Sinn Féin']],
    ['broken by a line', 'the Liberal\r\n  Democrats', ['Liberal\r\n  Democrats = Liberal Democrats']],
    ['broken by a hyphen', 'asked Aggre-\ngateIQ nothing', ['Aggre-\ngateIQ = AggregateIQ']],
    [
      'misread by OCR',
      'Carnbridge Analytica and Facebo0k',
      ['Carnbridge Analytica = Cambridge Analytica', 'Facebo0k = Facebook'],
    ],
    ['misspelt', 'a call with Cambrige Analytica', ['Cambrige Analytica = Cambridge Analytica']],
    ['host name', 'https://www.experian.co.uk/form?a=facebook', ['experian.co.uk = Experian']],
    ['mail host', 'write to j.doe@mail.liveramp.com today', ['liveramp.com = LiveRamp']],
    [
      'hash tag and handle',
      '#VoteLeave by @BJP4India',
      ['VoteLeave = Vote Leave', 'BJP4India = Bharatiya Janata Party'],
    ],
    ['identifier', 'see FacebookLikes2014.csv', ['Facebook = Facebook']],
    ['underscores', 'SCL_Elections_2015.docx', ['SCL_Elections = SCL Elections']],
    ['dotted acronym', 'the B.J.P. candidate', ['B.J.P. = Bharatiya Janata Party']],
    ['Devanagari beside a danda', 'नोटिस फेसबुक।', ['फेसबुक = Facebook']],
    ['Japanese without spaces', '昨日自由民主党の会合', ['自由民主党 = Liberal Democratic Party (Japan)']],
    ['Korean with a particle', '더불어민주당은 오늘', ['더불어민주당 = Democratic Party of Korea']],
    ['Cyrillic', 'депутат от Единой России', ['Единой России = United Russia']],
    [
      'ambiguous, with a cue',
      'She stood as the Green candidate in Bristol.',
      ['Green = Green Party of England and Wales'],
    ],
    [
      'long form beside it',
      'Economic Freedom Fighters (EFF)',
      ['Economic Freedom Fighters = Economic Freedom Fighters', 'EFF = Economic Freedom Fighters'],
    ],
    [
      'a tally',
      'Lab 1,204; Con 1,187; LD 455',
      ['Lab = Labour Party (UK)', 'Con = Conservative Party (UK)', 'LD = Liberal Democrats'],
    ],
    ['beside a clock, no zone', 'At 10:30 BJP rally in Delhi', ['BJP = Bharatiya Janata Party']],
    [
      'a date field with a name',
      'Date: 3 May 2016, Labour Party office',
      ['Labour Party = Labour Party (UK)'],
    ],
    [
      'mixed-case party in its own writing',
      'Bayrou, leader of the MoDem in the party vote',
      ['MoDem = Democratic Movement (France)'],
    ],
    ['country decides', 'Abuja: PDP delegates arrived', ['PDP = Peoples Democratic Party (Nigeria)']],
  ])('%s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

describe('what is none', () => {
  test.each([
    'The labour market shrank; Labour Day fell on a Monday.',
    'A green light for the liberal arts college.',
    'favicon.ico and LOGO.ICO are missing',
    'https://www.facebook.com.login.example.net/a',
    'my-facebook.com is parked',
    'Oracle Database backs the signal strength table.',
    'Her x-ray is near the line on the map.',
    'a meta-analysis of telegrams',
    'congress of beekeepers',
    'Facebooking is not analytica.',
    'Labour. Party starts at nine.',
    'Date: Thu, 25 Oct 2001 11:36:00 -0700 (PDT), vote of the party',
    'Sent: Thursday, 25 October 2001 11:36 AM PDT for the candidates of the party',
    'the vote is at 4:30 pm PT, said the candidate of the party',
    'Message-ID: <20020725120237.BJP1234@mail.facebook.com>',
    'References: <a@x.example>\n\t<b@mail.facebook.com>',
    'caf=E9, the candidate =DA of the party',
    '------=_NextPart_BJP_01C3',
    'boundary="=_BJP_000_vote"',
    'oip2xi+TeC7+U0gdXNHp/06r9jGTFx42svOm4AGWnl+U/GOP/KYz0ddp7bblKEcrGOZ',
    'Con el voto de los diputados, la campaña acabó.',
    'Dem Kandidaten wurde ein Wahlkampf bezahlt.',
    'Lab: samples of the candidate are back',
    'Our Reps met the councillors and the voters.',
    'Councillor Green moved the vote of the ward.',
    'Rep. Green and Mr Green were candidates.',
    'I have a cable modem, a Modem of 56k and no adsl modem.',
    'To: Alan Comnes; Comnes, Alan',
    'The Quantum mechanics of it',
    'Director George Tenent was asked.',
    'you can just dial the number, it has been verified',
    'Subject: RE: CA emissions contract, meeting with the client',
    'Chat with friends online, try MSN Messenger',
    'GIRLS ON LINE WAITING TO CHAT WITH YOU, NO CARD NEEDED',
  ])('%s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

const pieces = [
  'Labour',
  'Labour Party',
  'Cambridge Ana-\nlytica',
  'BJP',
  'Congress',
  ' ',
  '\n',
  '. ',
  'the candidate ',
  'Face\u00adbook',
  'ICO',
  'x',
  '\ud83d\ude00',
  'e\u0301',
  'j.doe@example.org',
  ' +44 7700 900123 ',
  '198.51.100.7',
  'GB33BUKB20201555555555',
  'कांग्रेस',
  '自民党',
  'SW1A 1AA',
  'a.a.a.',
  '@',
  '12',
];
const text = array(oneof(constantFrom(...pieces), string({ unit: 'grapheme', maxLength: 12 })), {
  maxLength: 60,
}).map((parts) => parts.join(''));

describe('streams', () => {
  test('chunks do not change the result', () => {
    const small = createTagger(loadGazetteers(), 64);
    assert(
      property(text, array(integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 10 }), (whole, sizes) => {
        const stream = small.open();
        const tags = [];
        for (let at = 0, turn = 0; at < whole.length; turn += 1) {
          const size = sizes[turn % sizes.length] as number;
          tags.push(stream.push(whole.slice(at, at + size)));
          at += size;
        }
        tags.push(stream.end());
        const once = tagText(small, whole);
        expect(tags.flatMap(({ mentions }) => mentions)).toEqual(once.mentions);
        expect(tags.flatMap(({ personalData }) => personalData)).toEqual(once.personalData);
      }),
      { numRuns: 150 },
    );
  });

  test('blocks do not change the result, and surfaces are slices', () => {
    const small = createTagger(loadGazetteers(), 300);
    assert(
      property(text, (whole) => {
        const tags = tagText(tagger, whole);
        expect(tagText(small, whole)).toEqual(tags);
        for (const one of tags.mentions) {
          expect(whole.slice(one.start, one.end)).toBe(one.surface);
          expect(mention.safeParse(one).success).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('offsets are absolute past many blocks', () => {
    const filler = 'nothing to see here, move along. '.repeat(9000);
    const { mentions } = tagText(tagger, `${filler}A letter from Cambridge Analytica.`);
    expect(mentions).toMatchObject([{ start: filler.length + 14, entity: 'Cambridge Analytica' }]);
  });
});

describe('lists', () => {
  test('the version changes with the content only', () => {
    expect(createTagger(loadGazetteers()).listVersion).toBe(tagger.listVersion);
    const more = createTagger([...loadGazetteers(), parseWatchlist('name\nQuill Data\n', 'w.csv')]);
    expect(more.listVersion).not.toBe(tagger.listVersion);
    expect(tagText(more, 'quill data, Facebook').mentions).toMatchObject([
      { entity: 'Quill Data', method: 'watchlist' },
      { entity: 'Facebook', method: 'gazetteer' },
    ]);
  });
});
