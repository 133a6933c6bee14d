// The broker's own words and looks, small talk, and what steers the matcher.
import { z } from 'zod';
import { id, link } from './entry.ts';

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'is not a colour. Write "#0b5fff", in quotes');

export const brokerSchema = z.strictObject({
  name: z.string().min(2).max(80),
  short_name: z.string().min(2).max(30),
  website: link.optional(),
  privacy_url: link.optional(),
  /** The brand's colour on a light and on a dark page. */
  colour: z.strictObject({ light: colour, dark: colour }),
  /** Said first: who this is, what it can do. The legal lines are added by the bot. */
  greeting: z.string().min(10).max(500),
  /** So many days after its last message a conversation is forgotten. */
  kept_days: z.number().int().min(1).max(3650),
  /** Quick starts under the greeting: entries by id; guides are offered by themselves. */
  starters: z.array(id).max(4).default([]),
});

export const smallTalkSchema = z.strictObject({
  small_talk: z.array(
    z.strictObject({ id, phrasings: z.array(z.string().min(1).max(60)).min(1), reply: z.string().min(1).max(300) }),
  ),
});

export const synonymsSchema = z.strictObject({
  /** Each group: words or phrases that mean the same here. */
  groups: z.array(z.array(z.string().min(1)).min(2)),
  /** Words that are never repaired into another. */
  never_correct: z.array(z.string().min(2)).default([]),
});

export const outOfScopeSchema = z.strictObject({
  /** Foreign objects ("gmail", "container"): a question about one is not answered outright. */
  foreign: z.array(z.string().min(2)),
  /** Whole questions that nobody here answers. */
  /** Questions that nobody here answers, by what they are about. */
  examples: z.record(id, z.array(z.string().min(3)).min(1)).default({}),
});

const weight = z.number();

/** Written by `npm run fit`. */
export const matchingSchema = z.strictObject({
  weights: z.strictObject({
    topics: z.strictObject({ coverage: weight, nearest: weight, letters: weight, outside: weight }),
    none: z.strictObject({ always: weight, foreign: weight, sentences: weight }),
  }),
  /** So likely must an entry be, to be answered outright. */
  answer: z.number().min(0).max(1),
  /** So likely must one of the best three be, to be offered. */
  clarify: z.number().min(0).max(1),
});

export type Broker = z.infer<typeof brokerSchema>;
export type SmallTalk = z.infer<typeof smallTalkSchema>['small_talk'][number];
