// Finds the offices for a place that a customer names: a ZIP code, a state or a city, typing errors allowed.
import { commonWords, otherWords, stopWords } from './common-words.ts';
import { countTokens } from './score.ts';
import { createRepair } from './typing-errors.ts';
import { prefixRange, stateOfPrefix, usStates } from './us-states.ts';
import { normalise } from './words.ts';

/** What an office covers: states by code, ZIP codes by their first three digits ("070-079"), cities by name. */
export interface Area {
  id: string;
  covers: { states: string[]; zips: string[]; cities: string[] };
}

export interface FoundOffices {
  /** The place as it was understood: "ZIP 07102", "New Jersey", "Newark". */
  place: string;
  /** Whose area it is: one office, several to choose from, or none. */
  offices: string[];
}

export interface OfficeFinder {
  /**
   * The place that a whole message names, or null where it says anything else. `asked`: it may answer the question where
   * the customer is, so that a city or two letters are enough.
   */
  find(message: string, asked: boolean): FoundOffices | null;
}

interface Meaning {
  name: string;
  states: string[];
  /** Offices that name this city. */
  offices: string[];
}

/** State codes that are words too: they count in capitals, or beside another place. */
const wordlike = new Set('al co de hi id in la ma me mo oh ok or pa'.split(' '));
const officeWords = new Set('office offices branch branches location locations'.split(' '));
/** What may stand around a place in a message that is about nothing else. */
const fillers = new Set(
  normalise(
    `a about address an and any are area at based be branch branches by call can city close closest code company contact
    county do find for from have here hours i im in is it its just like live located location locations lives local me my
    near nearby nearest nearer number of office offices on one open our ours over phone please reach show state th thank
    thanks that the there this to town us usa we what whats where wheres which who with you your yours zip zipcode postal
    ship shipping importer business though now moved work works actually another`,
  ),
);
const longestMessage = 200;

/** Prepares the search over these offices. */
export function createOfficeFinder(areas: readonly Area[]): OfficeFinder {
  const meanings = meaningsOf(areas);
  const longestName = Math.max(...[...meanings.keys()].map((phrase) => phrase.split(' ').length));
  const known = [...meanings.keys()].flatMap((phrase) => phrase.split(' ')).filter((word) => word.length > 3);
  const repair = createRepair(countTokens(known), new Set([...commonWords, ...otherWords, ...stopWords]), new Set());

  function officesOf(states: string[]): string[] {
    return areas.filter(({ covers }) => covers.states.some((code) => states.includes(code))).map(({ id }) => id);
  }

  function byZip(zip: string): FoundOffices | null {
    const prefix = Number(zip.slice(0, 3));
    const state = stateOfPrefix(prefix);
    if (!state) return null;
    const holds = (range: string) => {
      const [from, to] = prefixRange(range);
      return prefix >= from && prefix <= to;
    };
    const named = areas.filter(({ covers }) => covers.zips.some(holds)).map(({ id }) => id);
    return { place: `ZIP ${zip}`, offices: named.length > 0 ? named : restOf(state.code) };
  }

  /** The offices of a state, without those that name other ZIP codes in it. */
  function restOf(code: string): string[] {
    const all = officesOf([code]);
    const rest = all.filter(
      (id) => !areas.find((area) => area.id === id)?.covers.zips.some((range) => within(range, code)),
    );
    return rest.length > 0 ? rest : all;
  }

  function resolve(found: Meaning[]): FoundOffices {
    const place = [...new Set(found.map(({ name }) => name))].join(', ');
    const states = officesOf(found.flatMap((one) => one.states));
    const cities = found.flatMap((one) => one.offices);
    // "Portland, ME" where an office names the other Portland: the state decides.
    const inBoth = cities.filter((id) => states.includes(id));
    if (found.length > 1 && inBoth.length > 0) return { place, offices: unique(inBoth) };
    if (found.length > 1 && states.length > 0) return { place, offices: states };
    return { place, offices: unique([...cities, ...states]) };
  }

  return {
    find(message, asked) {
      if (message.length > longestMessage) return null;
      const words = normalise(message);
      const capitals = new Set((message.match(/\b[A-Z]{2}\b/g) ?? []).map((code) => code.toLowerCase()));
      const shouted = !/\p{Ll}/u.test(message) && words.length > 1;
      const aboutOffice = words.some((word) => officeWords.has(word));
      const found: Meaning[] = [];
      let zip: FoundOffices | null = null;
      for (let start = 0; start < words.length; ) {
        const word = words[start] ?? '';
        if (/^\d{5}$/.test(word) && !zip) {
          zip = byZip(word);
          if (!zip) return { place: word, offices: [] };
          start += /^\d{4}$/.test(words[start + 1] ?? '') ? 2 : 1;
          continue;
        }
        const length = longestAt(words, start, found, { asked, capitals, shouted });
        if (length > 0) {
          const phrase = words.slice(start, start + length);
          const meaning = meanings.get(phrase.join(' ')) ?? meanings.get(phrase.map(repair).join(' '));
          if (meaning) found.push(meaning);
          start += length;
        } else if (fillers.has(word)) start += 1;
        else return null;
      }
      if (zip) return zip;
      const stateNamed = found.some(({ states }) => states.length > 0);
      if (found.length === 0 || !(asked || aboutOffice || stateNamed)) return null;
      return resolve(found);
    },
  };

  /** How many words from here on are the name of a place; 0 where they are none. */
  function longestAt(
    words: string[],
    start: number,
    before: Meaning[],
    how: { asked: boolean; capitals: Set<string>; shouted: boolean },
  ): number {
    for (let length = Math.min(longestName, words.length - start); length > 0; length--) {
      const phrase = words.slice(start, start + length);
      const text = phrase.join(' ');
      if (meanings.has(text)) {
        if (!wordlike.has(text)) return length;
        const alone = words.length === 1;
        if (how.capitals.has(text) && !how.shouted && (how.asked || !alone)) return length;
        if (before.length > 0 && start === words.length - 1) return length;
        if (alone && how.asked && !['ok', 'hi', 'oh'].includes(text)) return length;
      } else if (meanings.has(phrase.map(repair).join(' '))) return length;
    }
    return 0;
  }
}

/** Whether a range of ZIP prefixes touches a state. */
export function within(range: string, code: string): boolean {
  const [from, to] = prefixRange(range);
  const prefixes = usStates.find((state) => state.code === code)?.prefixes ?? [];
  return prefixes.some(([first, last]) => from <= last && to >= first);
}

function meaningsOf(areas: readonly Area[]): Map<string, Meaning> {
  const meanings = new Map<string, Meaning>();
  const add = (phrase: string, name: string, states: string[], offices: string[]) => {
    const key = normalise(phrase).join(' ');
    const known = meanings.get(key);
    meanings.set(key, {
      name: known && known.name !== name ? phrase : name,
      states: [...(known?.states ?? []), ...states],
      offices: [...(known?.offices ?? []), ...offices],
    });
  };
  for (const { code, name, also } of usStates) for (const word of [code, name, ...also]) add(word, name, [code], []);
  for (const { id, covers } of areas) for (const city of covers.cities) add(city, city, [], [id]);
  return meanings;
}

function unique(ids: string[]): string[] {
  return [...new Set(ids)];
}
