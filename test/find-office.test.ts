// Where a customer is, as people type it, and how they want to be reached.
import { readContact } from '../src/rules/contact.ts';
import { type Area, createOfficeFinder } from '../src/rules/find-office.ts';
import { stateOfPrefix, usStates } from '../src/rules/us-states.ts';
import { processorMs } from './processor-time.ts';

const area = (id: string, states: string[], zips: string[], cities: string[]): Area => ({
  id,
  covers: { states, zips, cities },
});

const finder = createOfficeFinder([
  area('newark', ['NJ', 'NY', 'PA', 'ME'], [], ['Newark', 'New York', 'Jersey City']),
  area('buffalo', ['NY'], ['140-149'], ['Buffalo']),
  area('houston', ['TX', 'OK', 'LA', 'KS'], [], ['Houston', 'Oklahoma City']),
  area('denver', ['CO'], ['798-799', '885'], ['Denver', 'El Paso']),
  area('long-beach', ['CA', 'OR', 'WA'], [], ['Long Beach', 'Los Angeles', 'LA', 'Portland']),
  area('kansas-city', ['MO'], [], ['Kansas City']),
]);
const offices = (text: string, asked = true) => finder.find(text, asked)?.offices ?? null;

describe('asked where they are, customers are understood by', () => {
  test.each([
    ['07102', ['newark']],
    ['07102-1234', ['newark']],
    ['zip 07102', ['newark']],
    ['my zip code is 07102.', ['newark']],
    ['Newark NJ 07102', ['newark']],
    ['14201', ['buffalo']],
    ['10001', ['newark']],
    ['79901', ['denver']],
    ['75201', ['houston']],
  ])('ZIP code: %s', (text, expected) => expect(offices(text)).toEqual(expected));

  test.each([
    ['New Jersey', ['newark']],
    ['new jersey', ['newark']],
    ['NJ', ['newark']],
    ['nj', ['newark']],
    ['N.J.', ['newark']],
    ['jersey', ['newark']],
    ["I'm in Texas", ['houston']],
    ['we are located in the state of Texas', ['houston']],
    ['TX please', ['houston']],
    ['Pensylvania', ['newark']],
    ['penn', ['newark']],
    ['calfornia', ['long-beach']],
    ['Californa', ['long-beach']],
    ['OR', ['long-beach']],
    ['OK', ['houston']],
    ['pa', ['newark']],
    ['me', ['newark']],
    ['Kansas', ['houston']],
    ['IM IN OREGON', ['long-beach']],
  ])('state: %s', (text, expected) => expect(offices(text)).toEqual(expected));

  test.each([
    ['Newark', ['newark']],
    ['Newwark', ['newark']],
    ['los angelos', ['long-beach']],
    ['Los Angeles, CA', ['long-beach']],
    ['portland or', ['long-beach']],
    // The other Portland: the state decides.
    ['Portland, ME', ['newark']],
    ['Kansas City', ['kansas-city']],
    ['oklahoma city', ['houston']],
    ['el paso tx', ['houston']],
    ['el paso', ['denver']],
    ['jersey city', ['newark']],
  ])('city: %s', (text, expected) => expect(offices(text)).toEqual(expected));

  test('a name with two meanings leaves the choice', () => {
    expect(offices('LA')?.sort()).toEqual(['houston', 'long-beach']);
  });

  test('a state that two offices share leaves the choice, or goes to the one that has the rest', () => {
    expect(offices('New York State')).toEqual(['newark', 'buffalo']);
  });

  test('a place that nobody covers is a place without an office', () => {
    expect(finder.find('Hawaii', true)).toEqual({ place: 'Hawaii', offices: [] });
    expect(finder.find('96801', true)).toEqual({ place: 'ZIP 96801', offices: [] });
    expect(finder.find('00000', true)).toEqual({ place: '00000', offices: [] });
  });

  test.each([
    'ok',
    'hi',
    'no',
    'what is CAPE',
    'I do not know',
    'my login is locked in Texas',
    'person',
    'toronto',
    // The form, and no ZIP code that lacks its zero.
    '5106',
    '5106 form',
    'does ACE work in New Jersey',
    'the main office said no',
    'x'.repeat(5000),
    '',
  ])('no place is in: %s', (text) => expect(offices(text)).toBeNull());
});

describe('unasked', () => {
  test.each([
    ['office in Texas', ['houston']],
    ['where is your office near 07102', ['newark']],
    ['do you have an office in Los Angelos?', ['long-beach']],
    ['nearest branch Denver', ['denver']],
    ['Texas', ['houston']],
    ['07102', ['newark']],
  ])('an office is asked for: %s', (text, expected) => expect(offices(text, false)).toEqual(expected));

  test.each(['Newark', 'OK', 'me', 'or', '5106', 'what is the weather in newark', 'Denver'])('none in: %s', (text) =>
    expect(offices(text, false)).toBeNull(),
  );
});

describe('the table of states', () => {
  test('has each state once, and no ZIP prefix twice', () => {
    expect(new Set(usStates.map(({ code }) => code)).size).toBe(54);
    for (let prefix = 0; prefix < 1000; prefix++) {
      const states = usStates.filter(({ prefixes }) => prefixes.some(([from, to]) => prefix >= from && prefix <= to));
      expect([prefix, states.length > 1]).toEqual([prefix, false]);
    }
  });

  test.each([
    [70, 'NJ'],
    [100, 'NY'],
    [5, 'NY'],
    [885, 'TX'],
    [900, 'CA'],
    [6, 'PR'],
    [201, 'VA'],
    [205, 'DC'],
    [733, 'TX'],
    [398, 'GA'],
    [55, 'MA'],
  ])('prefix %i lies in %s', (prefix, code) => expect(stateOfPrefix(prefix)?.code).toBe(code));

  test.each([0, 4, 90, 340, 962])('prefix %i lies in no state', (prefix) =>
    expect(stateOfPrefix(prefix)).toBeUndefined(),
  );
});

describe('a contact is', () => {
  test.each([
    ['dana@example.com', 'dana@example.com', null],
    ['My mail is Dana.Reyes+x@Example.COM, thanks', 'dana.reyes+x@example.com', null],
    ['973-555-0112', '1-973-555-0112', null],
    ['(973) 555 0112', '1-973-555-0112', null],
    ['call me at 1 973 555 0112 x 44', '1-973-555-0112 ext. 44', null],
    ['+49 30 1234567', '+49301234567', null],
    ['+1 973 555 0112', '1-973-555-0112', null],
    ['dana@example.com or 973.555.0112', 'dana@example.com, 1-973-555-0112', null],
    ['dana@gmail,com', 'dana@gmail,com', 'dana@gmail.com'],
    ['dana@gmial.com', 'dana@gmial.com', 'dana@gmail.com'],
    ['dana@gmail.con', 'dana@gmail.con', 'dana@gmail.com'],
    ['dana@acme.cmo', 'dana@acme.cmo', 'dana@acme.com'],
    ['dana @ acme.com', 'dana @ acme.com', 'dana@acme.com'],
    ['dana@hotmial.com, 9735550112', 'dana@hotmial.com, 1-973-555-0112', 'dana@hotmail.com, 1-973-555-0112'],
    ['dana@gmail', 'dana@gmail', 'dana@gmail.com'],
    ['dana@ymail.com', 'dana@ymail.com', null],
  ])('%s', (text, kept, meant) => expect(readContact(text)).toMatchObject({ text: kept, meant }));

  test.each(['', 'why do you need it', '555-0112', 'dana@', 'dana@acme', '12', 'tomorrow at 9', '07102'])(
    'not in: %s',
    (text) => expect(readContact(text)).toBeNull(),
  );

  test('looked for in a message of 8,000 characters in no time', () => {
    const took = processorMs(() => {
      for (const part of ['a', 'o-', 'a@', '1 ']) readContact(part.repeat(8_000 / part.length));
    });
    expect(took).toBeLessThan(200);
  });
});
