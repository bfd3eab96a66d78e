/**
 * Invented voters. Every number lies where no living person's can: NHS numbers of the test range 999, Ofcom's
 * numbers for drama, card numbers that the schemes publish for tests, the test numbers that UIDAI published.
 */

export interface Voter {
  readonly number: string;
  readonly name: string;
  readonly address: string;
  readonly postcode: string;
  readonly phone: string;
  readonly email: string;
  readonly nhs: string;
}

/** The check digit of the NHS number (modulus 11); undefined where the nine digits have none. */
function nhsNumber(nine: string): string | undefined {
  const sum = nine.split('').reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? undefined : `${nine.slice(0, 3)} ${nine.slice(3, 6)} ${nine.slice(6)}${check}`;
}

const firstNames =
  'Alder Brenna Caspian Dilys Emeric Fenella Garrick Hesper Ilse Jolyon Kerensa Lorcan'.split(' ');
const lastNames =
  'Amberley Bracewright Coldfall Dunmarrow Eastwick-Pell Farrowgate Gillhaven Hartspring'.split(' ');
const streets = ['Barrage Walk', 'Cockle Row', 'Drift Lane', 'Ebb Street', 'Ferryman Close'];

/** So many voters, the same ones each time. */
export function inventVoters(count: number): readonly Voter[] {
  const voters: Voter[] = [];
  for (let index = 0; voters.length < count; index += 1) {
    const nhs = nhsNumber(`999${String(100_003 + index * 7919).slice(-6)}`);
    if (nhs === undefined) continue;
    const at = voters.length;
    const first = firstNames[at % firstNames.length] as string;
    const last = lastNames[(at * 5 + Math.floor(at / 12)) % lastNames.length] as string;
    voters.push({
      number: `SR-${String(at + 1).padStart(4, '0')}`,
      name: `${first} ${last}`,
      address: `${((at * 3) % 88) + 1} ${streets[at % streets.length]}, Saltmarsh Regis`,
      // No district 99 exists in the area.
      postcode: `TA99 ${at % 10}${'ABDEFGHJLN'[at % 10]}${'PQRSTUWXYZ'[(at * 3) % 10]}`,
      phone: `07700 900${String((at * 37) % 1000).padStart(3, '0')}`,
      email: `${first}.${last}`.toLowerCase().concat('@mail.example'),
      nhs,
    });
  }
  return voters;
}

/** Published by UIDAI for tests of its authentication service. */
export const testAadhaarNumbers = [
  '9999 4105 7058',
  '9999 7165 8847',
  '9999 3311 9405',
  '9999 5518 3433',
  '9999 9050 1894',
];

/** Published by the card schemes for tests. */
export const testCards = ['4111 1111 1111 1111', '5555 5555 5555 4444'];
