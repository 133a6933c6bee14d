// What the knowledge base answers staff in Microsoft Teams: with its sources, or which of a few was meant, or that it knows nothing.
import type { Content } from '../../content/content.ts';
import type { Entry } from '../../content/entry.ts';
import { isOverdue, overdueSince } from '../../rules/checked.ts';
import { reply, type TeamsReply } from './reply.ts';

const MOST_MEANT = 3;
const named: Record<string, string> = { bulletin: "the broker's bulletin", own: 'our own knowledge' };

/** Answers a question, as surely as the bot answers customers; `now` in milliseconds since 1970. */
export function answerStaff(content: Content, question: string, now: number): TeamsReply {
  const { decision, matches } = content.matcher.match(question);
  const meant = matches.filter(({ kind }) => kind === 'entry').flatMap(({ id }) => content.entries.get(id) ?? []);
  const [first] = meant;
  if (!first || decision === 'decline')
    return reply('I do not know that. The console finds more under "Answers", and "help" lists what I can do.');
  if (decision === 'clarify')
    return reply(
      'Which of these do you mean?',
      meant.slice(0, MOST_MEANT).map((one) => [one.question, `ask ${one.question}`]),
    );
  return reply(writeAnswer(first, now));
}

/** The answer with its links, its sources, the day it was checked, and whether a new check is overdue, in Markdown. */
function writeAnswer(entry: Entry, now: number): string {
  const { question, answer, links, as_of: asOf, review_by: reviewBy } = entry;
  const overdue = isOverdue(reviewBy, now) ? `**${overdueSince(reviewBy)}**` : '';
  const more = links.map(({ title, url }) => `- [${title}](${url})`);
  return [`**${question}**`, answer.trim(), more.join('\n'), `Checked ${asOf}. Sources: ${sourcesOf(entry)}`, overdue]
    .filter(Boolean)
    .join('\n\n');
}

/** The sources of an answer by their hosts, as links. */
export function sourcesOf({ sources }: Pick<Entry, 'sources'>): string {
  return sources.map((one) => named[one] ?? `[${new URL(one).host}](${one})`).join(', ');
}
