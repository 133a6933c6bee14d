// Staff in a channel of Microsoft Teams: leads connect it to an office; below a card the owner's words with an @mention of the
// bot go to the customer, and everything else is a note.
import type { Content } from '../../content/content.ts';
import { officesFor } from '../../handoff/people.ts';
import { CaseConflict, UnknownCase } from '../../handoff/staff-actions.ts';
import type { Staff } from '../../storage/storage/staff.ts';
import type { TeamsThread } from '../../storage/storage/teams.ts';
import type { Json, Storage } from '../../storage/storage.ts';
import type { Acting } from './act.ts';
import { answerStaff } from './answers.ts';
import { readCommand } from './commands.ts';
import { reply, type TeamsReply } from './reply.ts';
import { isAway } from './steps.ts';

export interface InChannel {
  given: Json;
  text: string;
  reference: Json;
  /** That under which a retry is known. */
  key: string;
}

/** Takes what a staff member wrote in a channel; gives what is said to it there. */
export function createStaffChannel(parts: {
  storage: Pick<Storage, 'case' | 'teams'>;
  acting: Acting;
  content: () => Content;
  now: () => number;
}): (person: Staff, said: InChannel) => Promise<TeamsReply[]> {
  const { storage, acting, content, now } = parts;

  async function inThread(person: Staff, thread: TeamsThread, text: string, key: string): Promise<TeamsReply> {
    const { number } = thread;
    const command = readCommand(text, number);
    const [one, place] = await Promise.all([storage.case(number), storage.teams.place({ id: thread.place })]);
    // Whoever reads along here does not see what the customer answers.
    if (command.kind === 'say' && one && place && isAway(one, place))
      return reply(
        `**Not sent.** Case ${number} is no longer shown here: write below the card that its office has, or in the console.`,
      );
    switch (command.kind) {
      case 'claim':
      case 'close':
      case 'release':
        if (command.number !== number) return reply(`This is the thread of case ${number}.`);
        await acting.act(person, number, { kind: command.kind });
        return reply(`${person.name}: ${command.kind} ${number}, done.`);
      case 'note':
        await acting.act(person, number, { kind: 'note', text: command.text }, key);
        return reply(`Noted in case ${number}, for staff only.`);
      case 'ask':
        return answerStaff(content(), command.text, now());
      case 'say': {
        const { removed } = await acting.act(person, number, { kind: 'message', text: command.text }, key);
        const masked = removed.length ? ' A number that must not be kept was taken out before.' : '';
        return reply(`✔ Sent to the customer of case ${number}.${masked}`);
      }
      default:
        return reply(
          `Below this card your words **with an @mention of me** go to the customer of case ${number}, if it is yours. Without one they are a note for colleagues. "claim", "close", "release", "note ..." and "ask ..." do what they say.`,
        );
    }
  }

  async function connect(person: Staff, { given, reference }: InChannel, word: string, isOn: boolean) {
    const found = officesFor(content(), word);
    const [office] = found;
    if (found.length !== 1 || !office)
      return reply(
        `Which office? Write one of: ${content()
          .offices.map(({ id }) => id)
          .join(', ')}.`,
      );
    if (person.role !== 'lead') return reply('Only a lead connects a channel to an office.');
    const id = channelOf(given);
    if (!id) return reply('Write that in a channel of a team.');
    if (!isOn) {
      const place = await storage.teams.place({ office: office.id });
      if (place) await storage.teams.keepPlace({ ...place, office: null });
      return reply(`Cases of ${office.name} are shown in no channel any more.`);
    }
    // Its cards lose their buttons there, when they change next.
    const before = await storage.teams.place({ office: office.id });
    if (before && before.id !== id) await storage.teams.keepPlace({ ...before, office: null });
    await storage.teams.keepPlace({ id, staff: null, office: office.id, reference });
    return reply(
      `**This channel is connected to ${office.name}.** Each case gets a card here. Everybody in this channel reads what customers write: see who is in it.`,
    );
  }

  return async (person, said) => {
    const { given, text, key } = said;
    const { id } = given.conversation as { id: string };
    const thread = await storage.teams.threadOf(id);
    if (!isForBot(given)) {
      // Whatever colleagues say to each other stays with them.
      if (thread && text) await acting.act(person, thread.number, { kind: 'note', text }, key);
      return [];
    }
    await acting.seen(person);
    try {
      if (thread) return [await inThread(person, thread, text, key)];
      const command = readCommand(text, null);
      if (command.kind === 'connect') return [await connect(person, said, command.office, true)];
      if (command.kind === 'disconnect') return [await connect(person, said, command.office, false)];
      if (command.kind === 'ask') return [answerStaff(content(), command.text, now())];
      return [
        reply(
          'In a channel I take "connect newark" and "disconnect newark" from leads, and questions. The rest belongs on a card, below it, or in our chat.',
        ),
      ];
    } catch (error) {
      if (error instanceof CaseConflict) return [reply(`**Not sent, not done.** ${error.message}`)];
      if (error instanceof UnknownCase) return [reply(error.message)];
      throw error;
    }
  };
}

/** Whether the bot is mentioned: with resource-specific consent it hears everything in the channel. */
export function isForBot({ entities, recipient }: Json): boolean {
  const { id } = (recipient ?? {}) as { id?: unknown };
  return Array.isArray(entities) && entities.some((one) => one?.type === 'mention' && one.mentioned?.id === id);
}

function channelOf({ channelData }: Json): string | undefined {
  const { channel } = (channelData ?? {}) as { channel?: { id?: unknown } };
  return typeof channel?.id === 'string' && channel.id.length <= 500 ? channel.id : undefined;
}
