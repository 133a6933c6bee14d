// Talks to the bot alone: no storage, no channel, a clock of its own.
import { join } from 'node:path';
import { type Activity, type Facts, noStaff, type Reply, respond, type State, startState } from '../src/bot/bot.ts';
import type { Content } from '../src/content/content.ts';
import { loadContent } from '../src/content/load.ts';

/** The content of a folder that holds dialogs/ and knowledge/; throws where it has an error. */
export function contentIn(dir: string): Content {
  const { content, problems } = loadContent(join(dir, 'dialogs'), join(dir, 'knowledge'));
  if (!content) throw new Error(JSON.stringify(problems, null, 2));
  return content;
}

export const sampleContent = contentIn(join(__dirname, 'fixtures', 'content'));
export const shippedContent = contentIn(join(__dirname, '..'));

/** Tuesday, 3 March 2026, 10:00 in New York. */
export const tuesdayMorning = Date.parse('2026-03-03T10:00:00-05:00');

export interface Talk {
  state: State;
  content: Content;
  now: number;
  facts: Facts;
  /** Says something and returns what the bot says to it. */
  say: (text: string, more?: Partial<Activity>) => Reply[];
  /** Presses a button as our own page does: with the action's id. */
  press: (action: string) => Reply[];
}

/** A conversation that is greeted already. */
export function talkTo(content: Content): Talk {
  const talk: Talk = {
    state: startState(),
    content,
    now: tuesdayMorning,
    facts: noStaff,
    say(text, more = {}) {
      // Frozen: the bot must not touch what came in.
      const outcome = respond(
        talk.content,
        frozen(talk.state),
        { type: 'message', text, ...more },
        talk.facts,
        talk.now,
      );
      // As if it came back from the database.
      talk.state = JSON.parse(JSON.stringify(outcome.state));
      return outcome.replies;
    },
    press: (action) => talk.say('pressed', { channelData: { action } }),
  };
  talk.say('', { type: 'conversationUpdate' });
  return talk;
}

function frozen<T>(value: T): T {
  if (value && typeof value === 'object') Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

export const buttons = (reply: Reply | undefined) => (reply?.suggestedActions?.actions ?? []).map(({ title }) => title);
export const kinds = (replies: Reply[]) => replies.map(({ channelData }) => channelData.kind);
/** The guide step that the last message shows. */
export const shownStep = (replies: Reply[]) => replies.at(-1)?.channelData.step;
