// Takes a message with several questions apart.
import { asksOn } from './follow-up.ts';

const asks = '(?:how|what|when|where|who|which|why|do|does|did|can|could|is|are|am|should|must|will|would)';
const between = new RegExp(`(?<=[?.!])\\s+|[\\s,;]+(?:and|also|and also|plus|oh and)\\s+(?=${asks}\\b)`, 'i');
const question = new RegExp(
  `^(?:(?:and|also|so|but|hi|hello|then|second|secondly|first|firstly|oh)[\\s,:]+)*${asks}\\b|\\?$`,
  'i',
);
/** What it is stands in the question before. */
const leans = /\b(?:is|are|was|does|do|did|can|will|must|should) (?:it|that|this|they)\b/i;
const most = 3;
/** What is longer is a story, and is compared as one. */
const longest = 1000;

/** The questions of a message, in their order; none where there are not several that each say enough by themselves. */
export function separateQuestions(text: string): string[] {
  if (text.length > longest) return [];
  const questions = text
    .split(between)
    .map((part) => part.trim())
    .filter((part) => question.test(part));
  const areWhole = questions.every((one) => !asksOn(one) && !leans.test(one) && one.split(/\s+/).length > 2);
  return questions.length > 1 && questions.length <= most && areWhole ? questions : [];
}
