// The due row at the end of a conversation's days: it is forgotten, or looked at again when it may be.
import type { Content } from '../content/content.ts';
import { type Kept, readAbout, whyKept } from '../handoff/keeping.ts';
import type { Turn } from '../storage/storage.ts';
import { RETENTION, retentionMs } from './write.ts';

/** A hold may end any day. */
const HELD_MS = 86_400_000;

/** Forgets the conversation with its cases, or sets when that is asked again. */
export async function forgetOrKeep(turn: Turn, content: Content, at: number): Promise<void> {
  const about = await readAbout(turn);
  if (!about) return;
  const kept = await whyKept(turn, about, content, at);
  if (kept.length === 0) return turn.forget();
  await turn.schedule({ kind: RETENTION, at: Math.max(...kept.map((one) => askAgain(one, content, at))) });
}

function askAgain(kept: Kept, content: Content, at: number): number {
  if (kept.because === 'handled') return kept.until;
  return at + (kept.because === 'hold' ? HELD_MS : retentionMs(content));
}
