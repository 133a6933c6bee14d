// A conversation as text that people read and tests replay: `npm run chat` writes it, test/conversations holds it.
import type { Reply } from '../rules/activity.ts';

export interface Transcript {
  /** The first comment: what this conversation shows. */
  name: string;
  /** The folder with content of its own, or null for the product's. */
  content: string | null;
  lines: (
    | { what: 'at'; raw: string /** YYYY-MM-DD */; day: string /** HH:MM */; time: string; zone: string }
    | { what: 'customer'; text: string }
    | { what: 'gap' }
  )[];
}

const atPattern = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) (\S+)$/;

/** Reads a transcript; what the bot said is left out, since replaying gives it again. */
export function parseTranscript(text: string, file: string): Transcript {
  const transcript: Transcript = { name: '', content: null, lines: [] };
  for (const [index, line] of text.replace(/\r\n/g, '\n').trimEnd().split('\n').entries()) {
    const wrong = (what: string) => new Error(`${file}:${index + 1}: ${what}`);
    if (line.startsWith('#')) {
      transcript.name ||= line.replace(/^#\s*/, '');
      continue;
    }
    if (line === '' || line === '.') {
      if (transcript.lines.at(-1)?.what === 'customer' || transcript.lines.at(-1)?.what === 'at') {
        transcript.lines.push({ what: 'gap' });
      }
      continue;
    }
    if (line.startsWith('bot:') || line.startsWith('  ')) continue;
    const [, key, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (key === 'customer') transcript.lines.push({ what: 'customer', text: value ?? '' });
    else if (key === 'content') transcript.content = value ?? null;
    else if (key === 'at') {
      const [, day, time, zone] = atPattern.exec(value ?? '') ?? [];
      if (!day || !time || !zone) throw wrong(`"${value}" is no time. Write "2026-03-03 19:40 America/New_York".`);
      transcript.lines.push({ what: 'at', raw: value ?? '', day, time, zone });
    } else throw wrong(`"${line}" is no line of a transcript. Begin it with "customer:", "bot:", "at:" or "#".`);
  }
  return transcript;
}

/** What the bot said in one message: an answer stands as its entry, so that rewording it breaks no test. */
export function botLine(reply: Reply): string {
  const { kind, entry } = reply.channelData;
  const { notices } = reply.channelData as { notices?: string[] };
  const greeting = notices ? `[greeting; notices: ${notices.join(', ')}]` : '[greeting]';
  const text =
    kind === 'answer' ? `[entry: ${entry}]` : kind === 'greeting' ? greeting : reply.text.replace(/\n+/g, '\n  ');
  const titles = (reply.suggestedActions?.actions ?? []).map((action) => action.title);
  return `bot: ${text}${titles.length > 0 ? ` [${titles.join(' | ')}]` : ''}`;
}

/** Holds the conversation again and returns the transcript as it is now. */
export async function replay(
  transcript: Transcript,
  say: (text: string, at: { day: string; time: string; zone: string }) => Promise<Reply[]>,
): Promise<string> {
  const out = [`# ${transcript.name}`, ...(transcript.content ? [`content: ${transcript.content}`] : [])];
  let at = { day: '2026-03-03', time: '10:00', zone: 'America/New_York' };
  for (const line of transcript.lines) {
    if (line.what === 'at') {
      at = line;
      out.push(`at: ${line.raw}`);
    } else if (line.what === 'gap') out.push('');
    else {
      out.push(`customer: ${line.text}`);
      for (const reply of await say(line.text, at)) out.push(botLine(reply));
    }
  }
  return `${out.join('\n').trimEnd()}\n`;
}
