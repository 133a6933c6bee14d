// Explains in plain words how an utterance is understood: what was read, what speaks for which answer, and the decision.
import { noStaff, respond, startState } from '../bot/bot.ts';
import type { Content } from '../content/content.ts';
import type { Reply } from '../rules/activity.ts';
import type { Explained, Explanation, Pull } from '../rules/explanation.ts';
import type { Match } from '../rules/matcher.ts';
import type { FoundMessage } from '../rules/screen-messages.ts';
import { separateQuestions } from '../rules/separate-questions.ts';
import { printable } from './terminal.ts';
import { botLine } from './transcript.ts';

export interface Asked extends Explanation {
  /** `es` where it is compared with what stands under `es`. */
  language: ReturnType<Content['languageOf']>;
  /** Messages of CAPE and ACE in it. */
  messages: FoundMessage[];
  /** Questions that are asked one by one, where it has several. */
  questions: string[];
  /** What the chat says to it as a customer's first question. */
  replies: Reply[];
}

/** All that is known of how an utterance is understood; `now` is in milliseconds since 1970. */
export function explain(content: Content, utterance: string, now: number): Asked {
  const state = { ...startState(), greeted: true };
  return {
    ...content.matcher.explain(utterance),
    language: content.languageOf(utterance),
    messages: content.readMessages(utterance),
    questions: separateQuestions(utterance),
    replies: respond(content, state, { type: 'message', text: utterance }, noStaff, now).replies,
  };
}

/** The same for people. */
export function describe(content: Content, asked: Asked): string {
  const matches = asked.matches.flatMap((match) => [
    `  ${shareOf(match.confidence)}  ${match.kind} ${match.id}: ${titleOf(content, match)}`,
    ...reasonsOf(asked, match).map((reason) => `        ${reason}`),
  ]);
  const seen = seenIn(asked);
  const widest = Math.max(...seen.map(([name]) => name.length));
  return printable(
    [
      `decision: ${asked.decision}`,
      ...matches,
      '',
      'Why',
      ...seen.map(([name, text]) => `  ${name.padEnd(widest)}  ${text}`),
      '',
      'In the chat',
      ...asked.replies.map((reply) => inFull(reply).replace(/^/gm, '  ')),
    ].join('\n'),
  );
}

/** The lines that say what was read and decided; what there is nothing to say of is left out. */
function seenIn(asked: Asked): [name: string, text: string][] {
  const { words, repaired, concepts, foreign, unknown, sentences, messages, questions, outside } = asked;
  const lines: [string, string | string[]][] = [
    ['language', asked.language === 'es' ? 'Spanish: compared with what stands under es' : []],
    ['words', words.join(' ') || 'none'],
    ['repaired', repaired.map(({ said, read }) => `${said} -> ${read}`)],
    ['means the same', concepts.map(({ said, means }) => `${said} = ${othersOf(said, means)}`)],
    ['foreign', foreign.map((thing) => `${thing}: with it nothing is answered outright`)],
    ['unknown', unknown.map((word) => `${word}: stands in no phrasing`)],
    ['also by itself', sentences.map(quote)],
    ['several questions', questions.map(quote)],
    [
      'screen messages',
      messages.length > 0 ? messages.map(({ says, entry }) => `${quote(says)} of ${entry}`) : 'none of CAPE or ACE',
    ],
    [
      'for nobody here',
      asked.because === 'small-talk'
        ? []
        : `${shareOf(outside.confidence)}${outside.example ? `, nearest example ${quote(outside.example)}` : ''}`,
    ],
    ['decision', decisionOf(asked)],
    [
      'but in the chat',
      isTakenOtherwise(asked)
        ? 'commands, screen messages, entry numbers, places and several sure questions come first'
        : [],
    ],
  ];
  return lines.flatMap(([name, text]) =>
    (typeof text === 'string' ? [text] : text).map((one, at): [string, string] => [at === 0 ? name : '', one]),
  );
}

function decisionOf({ because, matches, least, together }: Asked): string {
  const first = shareOf(matches[0]?.confidence ?? 0);
  const [answer, clarify] = [shareOf(least.answer), shareOf(least.clarify)];
  const all = `the best three together are ${shareOf(together)}`;
  return {
    'small-talk': 'all of it is small talk',
    same: 'answered: it is a phrasing, word by word',
    'says-nothing': 'declined: no word of it says what is asked',
    sure: `answered: ${first} is ${answer} or more`,
    foreign: `asked back: ${first} would be answered, but for the foreign thing`,
    together: `asked back: ${first} is less than ${answer}, and ${all}, which is ${clarify} or more`,
    unsure: `declined: ${first} is less than ${answer}, and ${all}, which is less than ${clarify}`,
  }[because];
}

function reasonsOf({ because }: Asked, match: Explained): string[] {
  if (because === 'small-talk') return [];
  const list = (pulls: Pull[]) => pulls.map(({ words, weight }) => `${words} (${timesOf(weight)})`).join(', ');
  return [
    `nearest phrasing: ${quote(match.phrasing)}, ${Math.round(100 * match.alike)} % alike`,
    ...(match.carriedBy.length > 0 ? [`carried by: ${list(match.carriedBy)}`] : []),
    ...(match.against.length > 0 ? [`against it: ${list(match.against)}`] : []),
  ];
}

/** "12 times likelier": what a word makes of it. */
function timesOf(weight: number): string {
  const times = Math.exp(Math.abs(weight));
  const number = times >= 1000 ? 'over 1,000' : times >= 10 ? Math.round(times) : times.toFixed(1);
  return `${number} times ${weight > 0 ? 'likelier' : 'less likely'}`;
}

/** Whether the chat does something else than the decision says: other things than questions come first. */
function isTakenOtherwise({ decision, matches: [first], because, replies }: Asked): boolean {
  if (because === 'small-talk') return false;
  const isMeant = ({ channelData: { kind, entry } }: Reply) => {
    if (decision !== 'answer') return kind === decision;
    return first?.kind === 'entry' ? entry === first.id : kind === 'guide';
  };
  return !replies.some(isMeant);
}

function othersOf(said: string, means: string[]): string {
  const shown = means.filter((one) => one.toLowerCase() !== said);
  return `${shown.slice(0, 6).join(', ')}${shown.length > 6 ? ' ...' : ''}`;
}

function inFull(reply: Reply): string {
  const { kind } = reply.channelData;
  return kind === 'answer' ? `${botLine(reply)}\n${reply.text}` : botLine(reply);
}

function titleOf(content: Content, { kind, id }: Match): string {
  if (kind === 'entry') return content.entries.get(id)?.question ?? '';
  return (
    (kind === 'guide' ? content.guides.get(id)?.title : content.smallTalk.find((talk) => talk.id === id)?.reply) ?? ''
  );
}

function quote(text: string): string {
  return `"${text}"`;
}

/** 0 to 1, so that what is less than a threshold never reads as the threshold. */
function shareOf(value: number): string {
  return (Math.floor(value * 100 + 1e-9) / 100).toFixed(2);
}
