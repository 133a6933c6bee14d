// The broker's own words and looks, small talk, and what steers the matcher.
import { z } from 'zod';
import { id, link } from './entry.ts';

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'is not a colour. Write "#0b5fff", in quotes');

export const brokerSchema = z.strictObject({
  name: z.string().min(2).max(80),
  short_name: z.string().min(2).max(30),
  website: link.optional(),
  privacy_url: link.optional(),
  colour: z.strictObject({ light: colour, dark: colour }).describe("The brand's colour on a light and on a dark page."),
  greeting: z
    .string()
    .min(10)
    .max(500)
    .describe('Said first: who this is, what it can do. The legal lines are added by the bot.'),
  kept_days: z
    .number()
    .int()
    .min(1)
    .max(3650)
    .describe('So many days after its last message a conversation is forgotten.'),
  handled_kept_years: z
    .number()
    .int()
    .min(5)
    .max(30)
    .default(5)
    .describe('Where staff helped, so many years; brokers keep their records for five (19 CFR 111.23).'),
  starters: z
    .array(id)
    .max(4)
    .default([])
    .describe('Quick starts under the greeting: entries by id; guides are offered by themselves.'),
});

const talk = z.array(z.string().min(1).max(60)).min(1);

export const smallTalkSchema = z.strictObject({
  small_talk: z.array(
    z.strictObject({
      id,
      phrasings: talk,
      reply: z.string().min(1).max(300),
      es: z.strictObject({ phrasings: talk }).optional().describe('How the same is said in Spanish.'),
    }),
  ),
});

const groups = z.array(z.array(z.string().min(1)).min(2));

export const synonymsSchema = z.strictObject({
  groups: groups.describe('Each group: words or phrases that mean the same here.'),
  es: z
    .strictObject({
      groups: groups.describe(
        'The same for Spanish; a group with an English word in it is one with the English group.',
      ),
    })
    .default({ groups: [] }),
  never_correct: z.array(z.string().min(2)).default([]).describe('Words that are never repaired into another.'),
});

const foreign = {
  foreign: z
    .array(z.string().min(2))
    .describe('Foreign objects ("gmail", "container"): a question about one is not answered outright.'),
  examples: z
    .record(id, z.array(z.string().min(3)).min(1))
    .default({})
    .describe('Questions that nobody here answers, by what they are about.'),
};

export const outOfScopeSchema = z.strictObject({
  ...foreign,
  es: z.strictObject(foreign).default({ foreign: [], examples: {} }).describe('The same in Spanish.'),
});

const weight = z.number();

/** Written by `npm run fit`. */
export const matchingSchema = z.strictObject({
  weights: z.strictObject({
    topics: z.strictObject({ coverage: weight, nearest: weight, letters: weight, learned: weight, outside: weight }),
    none: z.strictObject({ always: weight, foreign: weight, sentences: weight, unknown: weight }),
  }),
  answer: z.number().min(0).max(1).describe('So likely must an entry be, to be answered outright.'),
  clarify: z.number().min(0).max(1).describe('So likely must one of the best three be, to be offered.'),
});

export type Broker = z.infer<typeof brokerSchema>;
export type Synonyms = z.infer<typeof synonymsSchema>;
export type OutOfScope = z.infer<typeof outOfScopeSchema>;
export type SmallTalk = z.infer<typeof smallTalkSchema>['small_talk'][number];
