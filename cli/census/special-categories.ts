/**
 * Words that stand where a text may speak of special categories of personal data: Articles 9 and 10 of the GDPR, and
 * children (recital 38). They make candidates for a reader, and say nothing of a person.
 */

export interface SpecialCategory {
  readonly category: string;
  /** The provision that protects it. */
  readonly basis: string;
  /**
   * Each a query of `docs/query-language.md`. One word alone is none of them: "party", "cell", "race" and "conviction"
   * have other senses in most mail.
   */
  readonly terms: readonly string[];
}

/** Of the words; texts in other languages have no candidates. */
export const specialLanguages = ['en'] as const;

const article9 = 'GDPR Art. 9';

export const specialCategories: readonly SpecialCategory[] = [
  {
    category: 'health',
    basis: article9,
    terms: [
      '"diagnosed with"', '"medical history"', '"medical condition"', '"medical records"', '"medical certificate"', '"sick note"',
      '"sick leave"', '"blood type"', '"blood group"', '"blood pressure"', '"mental health"', '"mental illness"', '"hiv positive"',
      '"registered disabled"', '"disability benefit"', '(had OR having OR undergo OR undergoing OR recovering OR after) w/4 surgery', '"in the hospital"', '"in hospital"', '(has OR had OR have OR with OR of) w/3 cancer', 'doctor w/6 (diagnosed OR prescribed OR appointment)', '"side effects" w/10 (medication OR treatment OR tablets)',
      '(suffers OR suffering) w/2 from w/6 (depression OR anxiety OR cancer OR diabetes OR epilepsy OR asthma)',
      'patient w/6 (diagnosis OR prescription OR treatment OR discharge)', 'pregnant w/10 (maternity OR employee OR leave)',
    ],
  },
  {
    category: 'genetic data',
    basis: article9,
    terms: [
      '"genetic test"', '"genetic testing"', '"genetic data"', '"genetic predisposition"', '"genome sequencing"', '"dna profile"',
      '"dna sample"', '"dna test"', '"hereditary disease"', '(brca1 OR brca2) w/10 (carrier OR positive OR mutation)',
    ],
  },
  {
    category: 'biometric data',
    basis: article9,
    terms: [
      '"facial recognition"', '"face recognition"', '"biometric data"', '"biometric template"', '"iris scan"', '"retina scan"',
      '"voice print"', '(fingerprint OR fingerprints) w/8 (biometric OR enrolled OR enrolment OR template OR scanner)',
      '"gait recognition"',
    ],
  },
  {
    category: 'racial or ethnic origin',
    basis: article9,
    terms: [
      '"ethnic origin"', '"ethnic group"', '"ethnic background"', '"racial origin"', '"ethnicity code"', '"ethnic minority"',
      '"mixed race"', '"skin colour"', '"skin color"', 'ethnicity w/6 (white OR black OR asian OR hispanic OR caucasian OR african)',
      '"caste certificate"', '"scheduled caste"', '"scheduled tribe"',
    ],
  },
  {
    category: 'religion or belief',
    basis: article9,
    terms: [
      '"religious belief"', '"religious beliefs"', '"religious affiliation"', '"church member"', '"church tax"', '"practising muslim"',
      '"practising catholic"', '"practicing muslim"', '"practicing catholic"', '"converted to" w/3 (islam OR christianity OR judaism OR catholicism)',
      'religion w/4 (muslim OR christian OR hindu OR jewish OR sikh OR buddhist OR catholic OR atheist)',
      '"philosophical belief"',
    ],
  },
  {
    category: 'political opinions',
    basis: article9,
    terms: [
      '"political opinion"', '"political opinions"', '"political affiliation"', '"political leaning"', '"party membership"',
      '"paid up member" w/8 party', '"voting intention"', '"party affiliation"', '"registered democrat"', '"registered republican"',
      '(voted OR voting) w/4 (conservative OR labour OR republican OR democrat OR ukip OR leave OR remain)',
      'voter w/6 (persuadable OR persuasion OR psychographic)',
    ],
  },
  {
    category: 'trade union membership',
    basis: article9,
    terms: [
      '"trade union member"', '"trade union membership"', '"union member"', '"union membership"', '"union dues"', '"union subscription"',
      '"shop steward"', '"union representative"', '"union rep"',
    ],
  },
  {
    category: 'sex life or sexual orientation',
    basis: article9,
    terms: [
      '"sexual orientation"', '"sex life"', '"sexually active"', '"same sex partner"', '"openly gay"',
      '"gender reassignment"', '"came out as" w/3 (gay OR lesbian OR bisexual OR transgender)',
      'orientation w/4 (heterosexual OR homosexual OR bisexual OR gay OR lesbian)',
    ],
  },
  {
    category: 'criminal offences',
    basis: 'GDPR Art. 10',
    terms: [
      '"criminal record"', '"criminal conviction"', '"criminal convictions"', '"criminal history"', '"previous convictions"', '"spent conviction"',
      '"convicted of"', 'arrested w/4 (theft OR fraud OR assault OR murder OR robbery OR burglary OR possession OR dui)', '"charged with" w/8 (theft OR fraud OR assault OR murder OR robbery OR burglary OR possession)',
      '"dbs check"', '"background check" w/10 (criminal OR offence OR offense OR felony)', '"sex offender"', '"on probation" w/10 (court OR offence OR sentence)',
    ],
  },
  {
    category: 'children',
    basis: 'GDPR recital 38',
    terms: [
      '"date of birth" w/12 (child OR pupil OR daughter OR son)', '"parental consent"', '"school records"', '"birth certificate"',
      '"child protection"', '"safeguarding concern"', '"under the age of" w/3 (13 OR 16 OR 18)', '"aged under" w/2 (13 OR 16 OR 18)',
      '(pupil OR schoolchild) w/8 (attendance OR guardian OR allergy OR medication)', '"child custody"', '"foster care"',
    ],
  },
]; // prettier-ignore
