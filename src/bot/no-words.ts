// Answers a message that holds no words: a file alone, nothing, or a number that was taken out.
import type { Content } from '../content/content.ts';
import type { Activity, Reply } from '../rules/activity.ts';
import type { Sensitive } from '../rules/sensitive-masks.ts';
import { bringsFiles, isReported, reportFiles, workbookHint } from './cape-report.ts';
import { menuButtons } from './greeting.ts';
import { actOnIntake, isWriting } from './intake.ts';
import { message } from './message.ts';
import type { State } from './state.ts';
import { showStep } from './walker.ts';
import { warn } from './warning.ts';

const fileKept =
  'Your file is kept with this conversation. I cannot see what is in a picture or file, so never send bank details in one.';

/** The reports on files that were checked, and beside words that others are kept; alone, those are the whole answer. */
export function answerFiles(content: Content, state: State, activity: Activity): Reply[] {
  const reports = reportFiles(content, state, activity);
  if (!bringsFiles(activity) || !(activity.text?.trim() || isReported(activity))) return reports;
  return [message('notice', [fileKept, workbookHint(activity)].filter(Boolean).join('\n\n')), ...reports];
}

/** A message without words. */
export function answerNothing(content: Content, state: State, activity: Activity): Reply[] {
  // The report says enough.
  if (isReported(activity)) return showStep(content, state);
  const text = bringsFiles(activity)
    ? [`${fileKept} Please tell me in words what it is about, or ask for a person.`, workbookHint(activity)]
        .filter(Boolean)
        .join('\n\n')
    : 'Your message was empty. Please type your question, or press a button.';
  return [message('notice', text, state.guide ? [] : menuButtons(content, state)), ...showStep(content, state)];
}

/** A message that was a number and the words around it: there is no question in it. */
export function answerMasks(content: Content, state: State, now: number, removed: Sensitive[]): Reply[] {
  const warning = removed.length > 0 ? [] : [warn(content, [])];
  // Whoever was writing a message is asked again for the same part of it.
  const asked = isWriting(state, now) ? actOnIntake(content, state, 'again', now) : null;
  if (asked) return [...warning, ...asked];
  if (state.guide) return [...warning, ...showStep(content, state)];
  return [...warning, message('notice', 'What can I do for you?', menuButtons(content, state))];
}
