// A case as an Adaptive Card in the channel of its office: what it is about, who has it, what happened, and its buttons.
import type { Content } from '../../content/content.ts';
import type { Case, CaseEvent } from '../../storage/storage/cases.ts';
import type { Staff } from '../../storage/storage/staff.ts';
import type { Json } from '../../storage/storage.ts';
import { ago } from './case-words.ts';

export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

const MOST_ABOUT = 700;
const MOST_NAME = 80;
const MOST_TRAIL = 6;
const MOST_CHOICES = 40;
const MOST_REPLY = 4_000;

export interface CardParts {
  content: Content;
  one: Case;
  trail: CaseEvent[];
  /** All staff there ever were, and who of them is on duty. */
  staff: readonly Staff[];
  onDuty: readonly Staff[];
  /** Opens the case in the console. */
  link: string | null;
  /** A word for who pressed a button, above everything. */
  told?: string;
  /** Whether this is in a channel where the case is shown no more. */
  away?: boolean;
  /** Milliseconds since 1970. */
  now: number;
}

/** The card; Teams shows version 1.5. */
export function drawCard(parts: CardParts): Json {
  const { content, one, told, away, link } = parts;
  const nameOf = (id: string | null) => parts.staff.find((person) => person.id === id)?.name ?? id ?? '';
  const zone = content.offices.find(({ id }) => id === one.office)?.hours.time_zone ?? 'UTC';
  const open = link ? [{ type: 'Action.OpenUrl', title: 'Console', url: link }] : [];
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    fallbackText: `Case ${one.number}: open it in the console.`,
    body: [
      ...(told ? [plain(told, { color: 'Attention', weight: 'Bolder' })] : []),
      plain(`Case ${one.number}, ${officeName(content, one)}`, { size: 'Medium', weight: 'Bolder' }),
      away
        ? plain(`With ${officeName(content, one)} now, and no longer shown here.`)
        : plain(standing(one, nameOf, zone), { color: colours[one.status] }),
      plain(one.question.length > MOST_ABOUT ? `${one.question.slice(0, MOST_ABOUT)} …` : one.question),
      ...facts(content, one),
      ...parts.trail
        .slice(-MOST_TRAIL)
        .map((event) => plain(happened(event, nameOf, content, zone), { isSubtle: true, size: 'Small' })),
      ...(one.status === 'claimed' && !away ? [replyBox(nameOf(one.owner))] : []),
    ],
    actions: [...(away ? [] : buttons(parts)), ...open],
  };
}

const colours = { waiting: 'Warning', claimed: 'Good', closed: 'Default' };

/** RichTextBlock shows text as it is: no Markdown of a customer becomes a link. */
function plain(text: string, style: Json = {}): Json {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...style }] };
}

function officeName({ offices }: Content, { office }: Case): string {
  return offices.find(({ id }) => id === office)?.name ?? 'any office';
}

function standing(one: Case, nameOf: (id: string | null) => string, zone: string): string {
  const kind = one.kind === 'live' ? 'The customer waits in the chat' : 'A message was left';
  switch (one.status) {
    case 'waiting':
      return `${kind}. Nobody has it yet.`;
    case 'claimed':
      return `${nameOf(one.owner)} has it since ${clock(one.claimedAt ?? one.updatedAt, zone)}.`;
    case 'closed':
      return one.owner ? `Closed. ${nameOf(one.owner)} had it.` : 'Closed.';
  }
}

function facts(content: Content, one: Case): Json[] {
  const guide = content.guides.get(one.guide ?? '');
  const step = guide?.steps.find(({ id }) => id === one.step)?.title;
  const lines = [
    one.name && `Name: ${one.name.slice(0, MOST_NAME)}${one.identity ? ' (verified by the website)' : ''}`,
    guide && `In the guide "${guide.title}"${step ? `, at "${step}"` : ''}`,
    one.stars && `Rated with ${one.stars} of 5`,
  ];
  return lines.filter((line) => typeof line === 'string').map((line) => plain(line as string, { size: 'Small' }));
}

const words: Record<string, string> = {
  opened: 'opened it',
  claimed: 'claimed it',
  released: 'put it back',
  transferred: 'transferred it',
  closed: 'closed it',
  reopened: 'reopened it',
  note: 'left a note',
  nudged: 'reminded the owner: the customer waits for an answer',
  returned: 'put it back into the queue, since nobody answered',
  'left-queue': 'left the queue',
  'offered-else': 'showed the customer who else can help',
  rated: 'rated it',
  mailed: 'sent an e-mail about it',
  amended: 'took a number out',
  'email-confirmed': 'confirmed the e-mail address',
};
const actors: Record<string, string> = { customer: 'The customer', bot: 'The assistant', system: 'The desk' };

function happened(
  { actor, what, at, detail }: CaseEvent,
  nameOf: (id: string) => string,
  content: Content,
  zone: string,
) {
  const to = what === 'transferred' ? (detail as { to?: string } | null)?.to : undefined;
  const office = content.offices.find(({ id }) => id === to)?.name;
  const target = to === undefined ? '' : ` to ${office ?? nameOf(to)}`;
  return `${clock(at, zone)} ${actors[actor] ?? nameOf(actor)} ${words[what] ?? what}${target}.`;
}

function clock(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-US', {
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  }).format(at);
}

function replyBox(owner: string): Json {
  return {
    type: 'Input.Text',
    id: 'reply',
    label: `${owner} writes to the customer`,
    placeholder: 'This goes to the customer',
    isMultiline: true,
    maxLength: MOST_REPLY,
  };
}

function buttons({ content, one, onDuty }: CardParts): Json[] {
  const press = (verb: string, title: string, more: Json = {}): Json => ({
    type: 'Action.Execute',
    verb,
    title,
    // The version tells a second press of the same card from a new message with the same words.
    data: { number: one.number, version: one.version },
    ...more,
  });
  if (one.status === 'closed') return [];
  const choices = [
    ...content.offices.map(({ id, name }) => ({ title: name, value: `office:${id}` })),
    ...onDuty.filter(({ id }) => id !== one.owner).map(({ id, name }) => ({ title: name, value: `staff:${id}` })),
  ].slice(0, MOST_CHOICES);
  const transfer: Json = {
    type: 'Action.ShowCard',
    title: 'Transfer',
    card: {
      type: 'AdaptiveCard',
      body: [
        { type: 'Input.ChoiceSet', id: 'to', label: 'To whom', isRequired: true, errorMessage: 'Choose one.', choices },
      ],
      actions: [press('transfer', 'Transfer')],
    },
  };
  const first = one.status === 'waiting' ? press('claim', 'Claim') : press('reply', 'Send to the customer');
  return [first, transfer, press('close', 'Close', { associatedInputs: 'none' })];
}

/** The card as an activity of a channel, with words for lists of notifications. */
export function cardActivity(card: Json, one: Case, now: number): Json {
  return {
    type: 'message',
    summary: `Case ${one.number}, since ${ago(one.openedAt, now)}`,
    attachments: [{ contentType: CARD_TYPE, content: card }],
  };
}
