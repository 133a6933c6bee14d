// What a guide is: steps in order, each with something to say and choices; branching by choice only.
import { z } from 'zod';
import { countedDays } from '../rules/counted-days.ts';
import { id } from './entry.ts';

/** What a step may ask for: each name is known to the code, which reads what is typed and says what follows from it. */
const askNames = [...(Object.keys(countedDays) as (keyof typeof countedDays)[]), 'entry-numbers' as const];

export const choiceSchema = z
  .strictObject({
    id,
    label: z.string().min(1).max(40),
    also: z.array(z.string().min(1).max(60)).default([]).describe('Other words a customer may type for this choice.'),
    say: z.string().max(900).optional().describe('Said on the way, before what follows.'),
    go: id.optional().describe('The step that follows; without any of these the next one of the file.'),
    guide: id.optional().describe('Another guide that starts; this one can be returned to.'),
    entry: id.optional().describe('An entry is answered and the step shown again.'),
    person: z.string().max(200).optional().describe('Shows who can help now, with this reason, and the step stays.'),
  })
  .refine((choice) => [choice.go, choice.guide, choice.entry, choice.person].filter(Boolean).length <= 1, {
    error: 'has more than one of go, guide, entry, person. Keep one',
  });

export const stepSchema = z.strictObject({
  id,
  title: z.string().min(2).max(60).describe('Names the step in "where am I": a few words.'),
  say: z.string().min(10).max(1100).describe('Markdown, one thing at a time.'),
  side: z.boolean().default(false).describe('A side branch: does not count in the progress.'),
  asks: z.enum(askNames).optional().describe('What may be typed here beside the choices.'),
  needs: z
    .enum(['ace', 'cape'])
    .optional()
    .describe('What must work at this step: a notice about it is shown above the step.'),
  trouble: z
    .array(id)
    .max(9)
    .default([])
    .describe('The usual trouble here: entries offered with "Something is wrong".'),
  person: z
    .string()
    .max(300)
    .optional()
    .describe('When a person is needed at this step, and which: said when one is asked for here.'),
  choices: z.array(choiceSchema).max(9).default([]).describe('Without choices a step has the one choice "Next".'),
  end: z.boolean().default(false).describe('The guide is done here.'),
});

export const guideSchema = z.strictObject({
  id,
  title: z.string().min(2).max(60),
  about: z.string().min(10).max(160).describe('One sentence for a list of guides.'),
  phrasings: z.array(z.string().min(2).max(100)).min(4).describe('Ways to ask for this guide ("help me set up ACE").'),
  steps: z.array(stepSchema).min(1),
});

export type Guide = z.infer<typeof guideSchema>;
export type Step = z.infer<typeof stepSchema>;
export type Choice = z.infer<typeof choiceSchema>;

/** How far a step is: side branches count as the step they leave. */
export function progress(guide: Guide, step: Step): { position: number; of: number } {
  const main = guide.steps.filter(({ side }) => !side);
  const passed = guide.steps.slice(0, guide.steps.indexOf(step) + 1).filter(({ side }) => !side);
  return { position: Math.max(1, passed.length), of: main.length };
}
