// Reads what was said before the messages that are shown, piece by piece, as it stands by then.
import type { HandoffWhole, Said, Transcript } from './api.ts';
import type { Requests } from './requests.ts';
import { merge } from './said.ts';

/** The case with one piece more, or with all there are; undefined where it is no longer held. */
export async function readEarlier(
  requests: Pick<Requests, 'transcript' | 'activities'>,
  held: () => HandoffWhole | undefined,
  isAll: boolean,
): Promise<HandoffWhole | undefined> {
  const first = held();
  if (!first || first.earlier === null) return first;
  const { number } = first;
  let [earlier, upTo] = [first.earlier as number | null, first.sequence];
  const pieces: Said[][] = [];
  do {
    const piece: Transcript = await requests.transcript(number, earlier ?? 0);
    pieces.unshift(piece.transcript);
    earlier = piece.earlier;
  } while (isAll && earlier !== null);
  let lines = pieces.flat();
  // What was changed meanwhile came while these lines were not there to be changed.
  for (let now = held(); now && now.sequence > upTo; now = held()) {
    const said = await requests.activities(number, upTo);
    const changes = said.filter(({ activity }) => activity.type === 'messageUpdate');
    lines = merge(lines, changes, upTo);
    upTo = said.at(-1)?.sequence ?? now.sequence;
  }
  const now = held();
  // The messages held may reach further back by now, or less far.
  if (!now || now.earlier !== first.earlier) return now && readEarlier(requests, held, isAll);
  return { ...now, transcript: [...lines, ...now.transcript], earlier };
}
