// Checks on guides: every step can be reached, and from every step there is a way to an end.
import { countedDays } from '../rules/counted-days.ts';
import { checkTwice, type Placed } from './check.ts';
import type { Guide, Step } from './guide.ts';
import { didYouMean, type Report } from './parsed.ts';

/** Reports steps and choices that stand twice, lead to nothing, cannot be reached or cannot be left. */
export function checkGuides(guides: Placed<Guide>[], report: Report): void {
  for (const guide of guides) {
    const { file, value } = guide;
    const ids = checkTwice(
      value.steps.map((step, index) => ({ file, path: ['steps', index, 'id'], value: step.id })),
      'step',
      report,
    );
    value.steps.forEach((step, index) => {
      checkTwice(
        step.choices.map((choice, number) => ({
          file,
          path: ['steps', index, 'choices', number, 'id'],
          value: choice.id,
        })),
        'choice',
        report,
      );
      checkAsks(guide, index, report);
      step.choices.forEach((choice, number) => {
        if (choice.go && !ids.has(choice.go)) {
          const place = ['steps', index, 'choices', number, 'go'];
          report(
            file,
            place,
            `step "${step.id}" goes to "${choice.go}", which is not a step here. ${didYouMean(choice.go, ids)}`,
          );
        }
      });
    });
    checkWays(guide, report);
  }
}

/** What is asked for decides choices by their ids: they must be there. */
function checkAsks({ file, value }: Placed<Guide>, index: number, report: Report): void {
  const step = value.steps[index];
  if (!step?.asks) return;
  const place = ['steps', index, 'asks'];
  if (step.end)
    report(file, place, `step "${step.id}" ends the guide, so nothing can be asked there. Take "asks" out.`);
  if (step.asks === 'entry-numbers') return;
  const ids = step.choices.map((choice) => choice.id);
  const missing = countedDays[step.asks].lanes.map(({ choice }) => choice).filter((choice) => !ids.includes(choice));
  if (missing.length > 0) {
    const names = missing.map((name) => `"${name}"`).join(', ');
    report(
      file,
      place,
      `step "${step.id}" asks for "${step.asks}", but lacks the choices ${names}. Add them: the days that have passed decide among them.`,
    );
  }
}

function checkWays({ file, value: { steps } }: Placed<Guide>, report: Report): void {
  const place = (index: number) => ['steps', index];
  if (!steps.some((step) => step.end))
    report(file, ['steps'], 'the guide has no end. Write "end: true" in its last step.');
  const next = steps.map((step, index) => followers(steps, step, index));
  const reached = spread([0], (index) => next[index] ?? []);
  const before = steps.map((_, index) => next.flatMap((list, from) => (list.includes(index) ? [from] : [])));
  const done = steps.flatMap((step, index) => (step.end || step.choices.some((choice) => choice.guide) ? [index] : []));
  const finishing = spread(done, (index) => before[index] ?? []);
  steps.forEach((step, index) => {
    if (!reached.has(index))
      report(file, place(index), `step "${step.id}" cannot be reached. Let a choice go to it, or remove it.`);
    const needsNext = !step.end && (step.choices.length === 0 || step.choices.some((choice) => movesOn(choice)));
    if (needsNext && index === steps.length - 1) {
      report(
        file,
        place(index),
        `step "${step.id}" goes on to the next step, but is the last one. Write "end: true", or give its choices a "go".`,
      );
    } else if (!finishing.has(index)) {
      report(file, place(index), `from step "${step.id}" no choice leads to an end. Give one of its choices a "go".`);
    }
  });
}

function movesOn(choice: Step['choices'][number]): boolean {
  return !(choice.go || choice.guide || choice.entry || choice.person);
}

function followers(steps: Step[], step: Step, index: number): number[] {
  const onward = index + 1 < steps.length ? [index + 1] : [];
  if (step.choices.length === 0) return step.end ? [] : onward;
  return step.choices.flatMap((choice) => {
    if (choice.go) return steps.findIndex((one) => one.id === choice.go);
    return movesOn(choice) ? onward : [];
  });
}

/** All that can be reached from the first ones. */
function spread(first: number[], next: (index: number) => number[]): Set<number> {
  const reached = new Set(first);
  for (const index of reached) for (const one of next(index)) if (one >= 0) reached.add(one);
  return reached;
}
