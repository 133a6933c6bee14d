// What an entry of the knowledge base is: a question, the ways people ask it, and the answer.
import { z } from 'zod';

/** Permanent ids: kebab-case. */
export const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not an id. Use small letters, digits and dashes');
/** A day, or a month where the day is not known. */
export const date = z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/, 'is not a date. Write 2026-06-16 or 2026-06, in quotes');
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'is not a day. Write 2026-06-16, in quotes');
export const link = z.url({ protocol: /^https?$/, error: 'is not a web address. Write https://...' });

/** `official`: read at CBP; `several`: three pages or more agree; `single`: fewer; `unknown`: we do not know, and say so. */
export const certainty = z.enum(['official', 'several', 'single', 'unknown']);

const question = z.string().min(5).max(120);
const phrasing = z.string().min(2).max(160);
const answer = z.string().min(20).max(1400).describe('Markdown, at most what two phone screens show.');

export const entrySchema = z.strictObject({
  id,
  question,
  phrasings: z.array(phrasing).min(8).describe('Clean and really different ways to ask it, most of them short.'),
  messages: z
    .array(z.string().min(4).max(120))
    .default([])
    .describe('What the screen of CAPE or ACE says, word for word: found in pasted text, whole or in part.'),
  answer,
  es: z
    .strictObject({
      question,
      phrasings: z.array(phrasing).min(4).describe('Short, clean and really different ways to ask it in Spanish.'),
      answer: answer.optional().describe('The same answer in Spanish; without it the English one is given.'),
    })
    .optional()
    .describe('The same in Spanish.'),
  links: z.array(z.strictObject({ title: z.string().min(2).max(60), url: link })).default([]),
  related: z.array(id).default([]),
  guide: id.optional().describe('The guide that does what the answer describes.'),
  shows_office: z.boolean().default(false).describe("Whether the customer's office is shown after it, or asked for."),
  as_of: date,
  review_by: day,
  says_as_of: z
    .boolean()
    .default(false)
    .describe(
      'The answer itself says as of when it is true and where to check, so that the assistant does not say it again.',
    ),
  certainty,
  sources: z.array(z.union([z.enum(['bulletin', 'own']), link])).min(1),
  must_match: z
    .array(z.string().min(2))
    .min(1)
    .describe('Utterances that must find this entry first: tests, never compared with.'),
  note: z.string().optional().describe('For editors, never shown.'),
});

export const topicSchema = z.strictObject({
  topic: id,
  title: z.string().min(2).max(60),
  entries: z.array(entrySchema).min(1),
});

export type Entry = z.infer<typeof entrySchema> & { topic: string };
