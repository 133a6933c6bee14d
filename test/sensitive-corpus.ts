// Seeded texts for the tests of sensitive numbers: spellings x sentences x numbers that must be caught, and harmless texts.

export interface Caught {
  text: string;
  kind: string;
  /** The digits of the number, as they must not be found anywhere. */
  digits: string;
}

export interface Chance {
  below(most: number): number;
  of<T>(list: readonly T[]): T;
  digits(count: number): string;
}

/** Mulberry32: the same seed gives the same texts on every machine. */
export function chanceOf(seed: number): Chance {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (most: number) => Math.floor(next() * most);
  return {
    below,
    of: (list) => list[below(list.length)] as never,
    digits: (count) => Array.from({ length: count }, () => below(10)).join(''),
  };
}

export function routingNumber(chance: Chance): string {
  const prefix = chance.of(['02', '03', '05', '07', '09', '11', '12', '21', '26', '31', '32', '61', '65', '72', '80']);
  const first = prefix + chance.digits(6);
  const sum = [...first].reduce((total, digit, place) => total + Number(digit) * ([3, 7, 1][place % 3] as number), 0);
  return first + ((10 - (sum % 10)) % 10);
}

export function cardNumber(chance: Chance): string {
  const [prefix, length] = chance.of([
    ['4', 16],
    ['51', 16],
    ['2223', 16],
    ['34', 15],
    ['37', 15],
    ['6011', 16],
    ['65', 16],
  ] as const);
  const first = prefix + chance.digits(length - prefix.length - 1);
  const sum = [...first].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return first + ((10 - (sum % 10)) % 10);
}

export const socialSecurityNumber = (chance: Chance) =>
  `${101 + chance.below(560)}${11 + chance.below(88)}${1001 + chance.below(8998)}`;

export const accountNumber = (chance: Chance) => `${1 + chance.below(9)}${chance.digits(7 + chance.below(5))}`;

const groups = (digits: string, sizes: number[], by: string) => {
  let rest = digits;
  const parts = sizes.map((size) => {
    const part = rest.slice(0, size);
    rest = rest.slice(size);
    return part;
  });
  return parts.join(by);
};
const words = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const palabras = ['cero', 'uno', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve'];
const shifted = (zero: number) => (digits: string) =>
  [...digits].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');

type Spelling = (digits: string) => string;

/** Spellings of any number. */
const anyhow: Spelling[] = [
  (digits) => digits,
  (digits) => [...digits].join(' '),
  (digits) => [...digits].join('-'),
  (digits) => [...digits].join('\u200b'),
  (digits) => [...digits].join('\u00a0'),
  (digits) => digits.replace(/(.{4})/, '$1\u2060'),
  (digits) => digits.replace(/(.{3})/, '$1\u00ad'),
  shifted(0xff10),
  shifted(0x0660),
  shifted(0x0966),
  shifted(0x1d7ce),
  (digits) => [...digits].map((digit) => `${digit}\ufe0f\u20e3`).join(''),
  (digits) => [...digits].map((digit) => words[Number(digit)]).join(' '),
  (digits) => [...digits].map((digit) => words[Number(digit)]).join('-'),
  (digits) => [...digits].map((digit) => words[Number(digit)]).join(', '),
  (digits) => [...digits].map((digit) => palabras[Number(digit)]).join(' '),
  (digits) => [...digits].map((digit, place) => (place % 2 ? words[Number(digit)] : digit)).join(' '),
  (digits) => digits.replace(/0/g, 'o'),
  (digits) => digits.replace(/0/g, 'O').replace(/1/g, 'l'),
  (digits) => `**${digits}**`,
  (digits) => `"${digits}"`,
  (digits) => `(${digits})`,
  (digits) => digits.replace(/^(.{5})/, '$1\n'),
];

const byKind: Record<string, Spelling[]> = {
  routing: [
    (digits) => groups(digits, [3, 3, 3], ' '),
    (digits) => groups(digits, [3, 3, 3], '-'),
    (digits) => groups(digits, [3, 3, 3], '.'),
    (digits) => groups(digits, [3, 3, 3], '\u00a0'),
    (digits) => groups(digits, [3, 3, 3], ' - '),
    (digits) => groups(digits, [3, 3, 3], '\u2011'),
    (digits) => groups(digits, [4, 4, 1], ' '),
    (digits) => groups(digits, [4, 4, 1], '-'),
    (digits) => groups(digits, [3, 3, 3], '\n'),
  ],
  account: [
    (digits) => digits.replace(/(\d{4})(?=\d)/g, '$1 '),
    (digits) => digits.replace(/(\d{4})(?=\d)/g, '$1-'),
    (digits) => digits.replace(/(\d{3})(?=\d)/g, '$1.'),
  ],
  card: [
    (digits) => digits.replace(/(\d{4})(?=\d)/g, '$1 '),
    (digits) => digits.replace(/(\d{4})(?=\d)/g, '$1-'),
    (digits) => digits.replace(/(\d{4})(?=\d)/g, '$1.'),
    (digits) => digits.replace(/(\d{4})(?=\d)/g, '$1\u2009'),
    (digits) => (digits.length === 15 ? groups(digits, [4, 6, 5], '-') : groups(digits, [4, 4, 4, 4], '\n')),
  ],
  ssn: [
    (digits) => groups(digits, [3, 2, 4], '-'),
    (digits) => groups(digits, [3, 2, 4], ' '),
    (digits) => groups(digits, [3, 2, 4], '.'),
    (digits) => groups(digits, [3, 2, 4], '\u2013'),
    (digits) => groups(digits, [3, 2, 4], ' - '),
  ],
};

/** `{n}` stands for the number. */
const sentences: Record<string, readonly string[]> = {
  routing: [
    'my routing number is {n}',
    'routing: {n}',
    'Our bank is Chase, routing {n}, is that enough for the refund?',
    'ABA {n} please put it in',
    'the ABA/routing no. is {n} can you enter it for us',
    'I typed {n} in the ACH tab and it says invalid',
    '{n}',
    'Here you go: {n}',
    'la ruta del banco es {n}',
    'El número de ruta es {n}, gracias',
    '{n} is the routing number of our bank',
    'Routing Number\n{n}\nWhat else do you need?',
    'Can you add {n}? That is for the wire.',
    'RTN {n} for Wells Fargo',
  ],
  account: [
    'my account number is {n}',
    'account: {n}',
    'acct {n} and the bank is Citi',
    'a/c no. {n}',
    'Acc no {n}',
    'My account number at Chase is {n}, please set up the refund',
    'our bank account {n} was closed last month',
    '{n} is our account number',
    'We use checking {n} for refunds',
    'savings account {n} at First Bank of Texas',
    'El número de cuenta es {n}',
    'mi cuenta bancaria es {n}',
    'Please send the refund to account number {n}!',
    'bank acct num: {n}',
    'deposit account\n{n}',
  ],
  card: [
    'my card is {n}',
    'Can the refund go to {n}?',
    'credit card {n} exp 09/28',
    'charge {n} for the fee',
    '{n}',
    'visa {n}',
    'mi tarjeta es {n}',
    'I paid the duty with {n} last year',
  ],
  ssn: [
    'my SSN is {n}',
    'social security number: {n}',
    'The form wants my social, it is {n}',
    'ssn {n}',
    'mi número de seguro social es {n}',
    '{n} is my social security number',
    'I import under my own name, SS# {n}, which form do I need?',
  ],
};

const makers: Record<string, (chance: Chance) => string> = {
  routing: routingNumber,
  account: accountNumber,
  card: cardNumber,
  ssn: socialSecurityNumber,
};

/** So many texts with a number each, all different, spread over kinds, sentences and spellings. */
export function caughtTexts(seed: number, count: number): Caught[] {
  const chance = chanceOf(seed);
  const kinds = Object.keys(sentences);
  const texts: Caught[] = [];
  for (let index = 0; index < count; index++) {
    const kind = kinds[index % kinds.length] as string;
    const spellings = [...anyhow, ...(byKind[kind] as Spelling[])];
    const own = sentences[kind] as readonly string[];
    const turn = Math.floor(index / kinds.length);
    const digits = (makers[kind] as (chance: Chance) => string)(chance);
    // Steps without a common factor meet every pair sooner or later.
    const spelling = spellings[(turn * 7 + chance.below(3)) % spellings.length] as Spelling;
    const sentence = own[turn % own.length] as string;
    texts.push({ kind, digits, text: sentence.replace('{n}', () => spelling(digits)) });
  }
  return texts;
}

const harmless: ((chance: Chance) => string)[] = [
  (chance) =>
    `Entry ${chance.of(['XYZ', '9ZZ', 'B76', '316', 'O1L'])}-${chance.digits(7)}-${chance.digits(1)} was rejected, why?`,
  (chance) =>
    `${chance.of(['XYZ', '9ZZ', 'B76'])}${chance.digits(8)} and ${chance.of(['WZ1', 'QQ0'])}${chance.digits(8)} are missing from CAPE`,
  (chance) => `entry number 3${chance.digits(10)} has no refund`,
  (chance) => `La entrada ${chance.of(['XYZ', '9ZZ'])}-${chance.digits(7)}-${chance.digits(1)} no aparece`,
  (chance) => `Our importer number is ${chance.digits(2)}-${chance.digits(7)}${chance.of(['', '00', '-00', 'AB'])}`,
  (chance) => `EIN ${chance.digits(9)}, do we need the suffix?`,
  (chance) => `${chance.digits(2)}-${chance.digits(7)}`,
  (chance) => `CBP gave us ${chance.digits(6)}-${chance.digits(5)} as importer of record`,
  (chance) => `${chance.digits(9)} is our EIN, is the account under it?`,
  (chance) => `Call me at ${200 + chance.below(700)}-${200 + chance.below(700)}-${chance.digits(4)} after 3 pm`,
  (chance) => `(${200 + chance.below(700)}) ${200 + chance.below(700)}-${chance.digits(4)} ext. ${chance.digits(3)}`,
  (chance) =>
    `phone: +1 ${200 + chance.below(700)} ${200 + chance.below(700)} ${chance.digits(4)} x${chance.digits(2)}`,
  (chance) =>
    `my cell ${200 + chance.below(700)}.${200 + chance.below(700)}.${chance.digits(4)} or ${2}${chance.digits(9)}`,
  (chance) => `reach our office in Bremen: +49 421 ${chance.digits(3)} ${chance.digits(4)}`,
  () => 'I called 1-866-530-4172, option 1, then option 2, and nobody answered',
  (chance) =>
    `Is ${chance.of(['8517.62', '9403.60', '6109.10'])}.00${chance.digits(2)} covered, or 9903.01.${chance.digits(2)}?`,
  (chance) => `HTS ${chance.of(['85176200', '94036080', '61091000'])}${chance.digits(2)} was under IEEPA`,
  (chance) => `What does CSMS # 6${chance.digits(7)} say?`,
  (chance) => `CSMS 6${chance.digits(7)} and 6${chance.digits(7)} contradict each other`,
  (chance) =>
    `It was liquidated on ${1 + chance.below(12)}/${1 + chance.below(28)}/202${5 + chance.below(2)} at ${1 + chance.below(12)}:${10 + chance.below(50)} pm`,
  (chance) =>
    `accepted 2026-0${1 + chance.below(9)}-${10 + chance.below(18)}, paid 2026-1${chance.below(3)}-${10 + chance.below(18)}`,
  (chance) => `date of liquidation 2026${10 + chance.below(3)}${10 + chance.below(18)}`,
  (chance) =>
    `We expect $${1 + chance.below(9)},${chance.digits(3)},${chance.digits(3)}.${chance.digits(2)} and got $${1 + chance.below(900)},${chance.digits(3)}`,
  (chance) => `the refund of USD ${1 + chance.below(9)}${chance.digits(8)} is late`,
  (chance) => `${1 + chance.below(9)}${chance.digits(8)} dollars of duty`,
  (chance) => `We are in ${chance.digits(5)}`,
  (chance) => `Newark, NJ ${chance.digits(5)}-${chance.digits(4)}`,
  () => 'Do I need form 5106, 4811 or the 7501?',
  (chance) => `case number ${chance.digits(9)}, any news?`,
  (chance) => `ticket ${chance.digits(8)} is open since ${1 + chance.below(28)} days`,
  (chance) => `container ${chance.of(['MSCU', 'TCLU', 'OOLU'])}${chance.digits(7)} arrived`,
  (chance) => `${chance.of(['MSCU', 'TCLU', 'OOLU'])} ${chance.digits(6)}-${chance.digits(1)} is at the pier`,
  (chance) =>
    `B/L ${chance.of(['MAEU', 'HLCU'])}${chance.digits(9)}, master ${chance.of(['MAEU', 'COSU'])}${chance.digits(10)}`,
  (chance) => `bill of lading ${chance.digits(9)} shows us as importer`,
  (chance) => `AWB ${chance.digits(3)}-${chance.digits(8)}`,
  (chance) =>
    `my ACE account for ${chance.digits(2)}-${chance.digits(7)} is locked since ${40 + chance.below(20)} days`,
  (chance) =>
    `we have ${1 + chance.below(9)} accounts and ${10 + chance.below(90)} entries in ${2024 + chance.below(3)}`,
  () => 'What is my account number, and where do I enter it?',
  () => 'Which routing number do they want, the one for wires or the one for ACH?',
  (chance) => `port ${chance.digits(4)}, team ${chance.digits(3)}, office code ${chance.digits(2)}`,
  (chance) => `invoice ${chance.digits(9)} and PO ${chance.digits(10)}`,
  (chance) => `tracking 1Z${chance.digits(3)}AA1${chance.digits(9)}`,
  (chance) => `protest ${chance.digits(4)}-${chance.digits(2)}-${chance.digits(6)} was denied`,
  (chance) => `Step ${1 + chance.below(9)} of ${10 + chance.below(5)} says ${chance.digits(2)}% done`,
  (chance) => `${1 + chance.below(4)}`,
  (chance) => `the code ${chance.digits(6)} did not work, it came at ${1 + chance.below(12)}:${10 + chance.below(50)}`,
  (chance) => `we paid 25% on ${chance.digits(3)} shipments, 10% on ${chance.digits(2)}, one or two had both`,
  (chance) => `DUNS ${chance.digits(9)}`,
  (chance) => `bond number ${chance.digits(9)} expires 0${1 + chance.below(9)}/2027`,
  () => 'I am one of two owners and three or four of us have a login',
  (chance) => `https://content.govdelivery.com/bulletins/gd/USDHSCBP-${chance.digits(5)}d${chance.digits(1)} says so`,
  (chance) => `error ACH-${chance.digits(4)} on line ${chance.digits(2)} of ${chance.digits(3)}`,
  (chance) =>
    `quantity 1${chance.digits(2)}, weight ${1 + chance.below(9)}${chance.digits(3)} kg, value ${1 + chance.below(99)}.${chance.digits(2)}`,
  () => 'I was checking 68315804 and it says nothing about my account',
];

/** So many texts that must be left as they are, all different. */
export function harmlessTexts(seed: number, count: number): string[] {
  const chance = chanceOf(seed);
  const texts = new Set<string>();
  for (let index = 0; texts.size < count; index++) {
    const text = harmless[index % harmless.length]?.(chance) ?? '';
    texts.add(
      texts.has(text) ? `${text} (${chance.of(['thanks', 'hello', 'urgent', 'please'])} ${chance.digits(2)})` : text,
    );
  }
  return [...texts];
}

/** All digits that a text says, as 0 to 9, whatever their script: for looking whether a number is still there. */
export function digitsIn(text: string): string {
  let digits = '';
  for (const sign of text.normalize('NFKC')) if (/\p{Nd}/u.test(sign)) digits += /\d/.test(sign) ? sign : '?';
  return digits;
}
