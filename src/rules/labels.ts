// Finds the choice that a customer typed instead of pressing; rather none than a wrong one.
import { commonWords, otherWords, stopWords } from './common-words.ts';
import { countTokens } from './score.ts';
import { createRepair, type Repair } from './typing-errors.ts';
import { normalise, stem } from './words.ts';

export interface Label {
  id: string;
  /** The label, then other words for it. */
  words: string[];
}

/** Ways to say the same short answer. */
const families = [
  [
    'not sure',
    'do not know',
    'i do not know',
    'dunno',
    'idk',
    'no idea',
    'no clue',
    'unsure',
    'i am not sure',
    'im not sure',
    'not certain',
    'hard to say',
    'cannot say',
    'cannot tell',
    'i have no idea',
  ],
  [
    'yes',
    'yep',
    'yeah',
    'yup',
    'ya',
    'y',
    'yess',
    'yea',
    'sure',
    'sure thing',
    'of course',
    'certainly',
    'definitely',
    'absolutely',
    'correct',
    'right',
    'that is right',
    'ok',
    'okay',
    'k',
    'yes i do',
    'yes we do',
    'i do',
    'we do',
    'yes it is',
    'it is',
    'yes i am',
    'yes we have',
    'yes i have',
    'affirmative',
    'go ahead',
    'yes please',
    'please do',
    'exactly',
    'i think so',
    'si',
  ],
  [
    'no',
    'nope',
    'nah',
    'n',
    'noo',
    'no i do not',
    'no we do not',
    'i do not',
    'we do not',
    'not really',
    'not yet',
    'no not yet',
    'it is not',
    'no it is not',
    'negative',
    'never',
    'not at all',
    'no way',
    'no thanks',
    'no thank',
    'i do not think so',
    'we have not',
    'i have not',
  ],
  [
    'next',
    'ok',
    'okay',
    'alright',
    'continue',
    'go on',
    'carry on',
    'proceed',
    'done',
    'ready',
    'finished',
    'i am ready',
    'im ready',
    'ok next',
    'and then',
    'what next',
    'next step',
    'next please',
    'done that',
    'did it',
    'did that',
    'all done',
    'ok done',
    'i did',
    'got it',
    'i am done',
    'im done',
    'move on',
    'forward',
  ],
].map((phrases) => new Set(phrases.map((phrase) => normalise(phrase).join(' '))));

/** Words that are right as they are, though a label may have one that looks like it. */
const kept = new Set([
  ...stopWords,
  ...commonWords,
  ...otherWords,
  ...families.flatMap((one) => [...one].flatMap(normalise)),
]);
const negations = new Set(['no', 'not', 'none', 'never', 'nothing', 'nobody', 'neither', 'without', 'nope', 'nah']);
const fillers = new Set(
  normalise(
    'a an and i im we it its is am are the this that please just well so oh um hm ok okay my our me us have has do does did be been to of in on think guess believe would like take choose pick say choice option answer now actually for',
  ),
);
const opensQuestion =
  /^(how|what|where|when|why|who|whom|whose|which|can|could|should|shall|will|would|does|did|is|are|am|was|may|do (i|we|you|they)|have (i|we|you))\b/;
const politeness = new Set([
  'please',
  'thanks',
  'thank',
  'you',
  'well',
  'um',
  'uh',
  'oh',
  'hm',
  'ok',
  'sir',
  'madam',
  'so',
  'far',
  'sorry',
]);
const plainAnswers = new Set(['yes', 'yep', 'yeah', 'yup', 'no', 'nope', 'nah']);
const restricts = new Set(
  normalise('but how what where when why who which can problem problems worries idea matter except only maybe or'),
);
/** Whoever writes more than this tells something, and chooses nothing. */
const longest = 9;

/** The id of the label that was meant, or null where none is, or more than one could be. */
export function closestLabel(text: string, labels: Label[]): string | null {
  const { options, repair } = prepared(labels);
  const said = normalise(text).map(repair);
  if (said.length === 0) return null;
  const only = (fits: (phrase: string[]) => boolean) => {
    const found = options.filter(({ phrases }) => phrases.some(fits));
    return found.length === 1 ? (found[0]?.id ?? null) : null;
  };
  const whole = said.join(' ');
  const exact = only((phrase) => phrase.join(' ') === whole);
  if (exact !== null) return exact;
  if (said.length > longest || /\?\s*$/.test(text) || opensQuestion.test(whole)) return null;
  return byContent(said, only) ?? byFamily(said, only);
}

interface Prepared {
  options: { id: string; phrases: string[][] }[];
  repair: Repair;
}

const mostPrepared = 500;
const preparedLabels = new Map<string, Prepared>();

/** The labels as words and what repairs towards them, kept: the same few steps show the same labels to everybody. */
function prepared(labels: Label[]): Prepared {
  const key = JSON.stringify(labels);
  const known = preparedLabels.get(key);
  if (known) return known;
  const options = labels.map(({ id, words }) => ({
    id,
    phrases: words.map(normalise).filter((phrase) => phrase.length > 0),
  }));
  const vocabulary = [...options.flatMap(({ phrases }) => phrases.flat()), 'yes', 'next', 'continue', 'sure'];
  const made = { options, repair: createRepair(countTokens(vocabulary), new Set(), kept) };
  if (preparedLabels.size >= mostPrepared) preparedLabels.delete(preparedLabels.keys().next().value ?? '');
  preparedLabels.set(key, made);
  return made;
}

type Only = (fits: (phrase: string[]) => boolean) => string | null;

/** "Yep" for a label that is or begins with "Yes"; "no, we don't have one" for one that begins with "No". */
function byFamily(said: string[], only: Only): string | null {
  for (const family of families) {
    if (!saysOnly(said, family) && !opensWith(said, family)) continue;
    const found = only((phrase) => family.has(phrase.join(' '))) ?? only((phrase) => beginsWith(phrase, family));
    if (found !== null) return found;
  }
  return null;
}

/** Whether a message is made of nothing but short answers of this family and politeness. */
function saysOnly(said: string[], family: Set<string>): boolean {
  if (said.length === 0) return false;
  for (let length = said.length; length > 0; length--) {
    if (!family.has(said.slice(0, length).join(' '))) continue;
    const rest = said.slice(length).filter((word) => !politeness.has(word));
    if (rest.length === 0 || saysOnly(rest, family)) return true;
  }
  return politeness.has(said[0] ?? '') && saysOnly(said.slice(1), family);
}

/** Whether a plain yes or no of this family has a few words after it that neither ask nor restrict. */
function opensWith([first = '', ...rest]: string[], family: Set<string>): boolean {
  return plainAnswers.has(first) && family.has(first) && rest.length <= 6 && !rest.some((word) => restricts.has(word));
}

/** Whether a phrase begins with a short answer; the longest beginning that is one decides ("No idea" is no "No"). */
function beginsWith(phrase: string[], family: Set<string>): boolean {
  for (let length = phrase.length; length > 0; length--) {
    const start = phrase.slice(0, length).join(' ');
    const found = families.find((one) => one.has(start));
    if (found) return found === family;
  }
  return false;
}

/** All that was said is in one label alone, or all of one label alone was said; both negate, or neither does. */
function byContent(said: string[], only: Only): string | null {
  const content = contentOf(said);
  if (content.length === 0) return null;
  const negated = isNegated(said);
  const like = (phrase: string[]) => isNegated(phrase) === negated;
  const saidWhole = only((phrase) => like(phrase) && sameWords(contentOf(phrase), content));
  if (saidWhole !== null) return saidWhole;
  const holds = (phrase: string[]) => isPart(content, contentOf(phrase));
  const part = content.join('').length >= 3 ? only((phrase) => like(phrase) && holds(phrase)) : null;
  // "Code" is as near to "No code came" as to "I got the code".
  if (part !== null && (negated || part === only(holds))) return part;
  return only((phrase) => {
    const inner = contentOf(phrase);
    // One word of several may be about anything: "my code expired" is no "code".
    return like(phrase) && inner.length > 1 && isPart(inner, content) && content.length <= inner.length + 1;
  });
}

function contentOf(words: string[]): string[] {
  return words.filter((word) => !fillers.has(word) && !negations.has(word)).map(stem);
}

function isNegated(words: string[]): boolean {
  return words.some((word) => negations.has(word));
}

function isPart(part: string[], whole: string[]): boolean {
  return part.length > 0 && part.every((word) => whole.includes(word));
}

function sameWords(a: string[], b: string[]): boolean {
  return isPart(a, b) && isPart(b, a);
}
