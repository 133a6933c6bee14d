// The first message of a conversation, and the list of what can be done.
import type { Content } from '../content/content.ts';
import type { Reply } from '../rules/activity.ts';
import { noticesInForce } from '../rules/notice.ts';
import { type Button, message, personButton } from './message.ts';
import { putAbove } from './notices.ts';
import type { State } from './state.ts';
import { returnButtons } from './walker.ts';

/** Says any notice in force, who this is and what it can do, with the buttons to begin. */
export function greet(content: Content, state: State, now: number): Reply {
  const { broker } = content;
  const privacy = broker.privacy_url ? ` ([privacy](${broker.privacy_url}))` : '';
  const text = [
    broker.greeting,
    `I am the automatic assistant of ${broker.name}, not CBP, and I give no legal or tax advice. We keep this conversation for ${broker.kept_days} days after its last message, or ${broker.handled_kept_years} years where our staff helped${privacy}. Please never type bank details, passwords or codes here.`,
    'Ask me anything about it in your own words, or start below. Type **person** at any time to reach one.',
  ].join('\n\n');
  const greeting = message('greeting', text, menuButtons(content, state));
  putAbove(greeting, noticesInForce(content.notices, now), state, now);
  return greeting;
}

/** What to begin with: guides left on the way, guides, frequent questions, a person. */
export function menuButtons(content: Content, state: State): Button[] {
  const left = new Set(state.interrupted.map((place) => place.guide));
  const guides = [...content.guides.values()].filter((guide) => !left.has(guide.id) && guide.id !== state.guide?.guide);
  const starters = content.broker.starters.flatMap((id) => content.entries.get(id) ?? []);
  return [
    ...returnButtons(content, state),
    ...guides.map((guide) => ({ text: guide.title, action: `start:${guide.id}` })),
    ...starters.map((entry) => ({ text: entry.question, action: `entry:${entry.id}` })),
    personButton,
  ];
}
