// Tells that somebody needs help: in the page's title, by a sound where it was switched on, and to who hears the page.
import { useEffect, useState } from 'react';
import type { DeskState } from './desk.ts';
import { keep, read } from './keep.ts';
import { isForMe } from './lists.ts';
import { useDesk, useDeskState } from './use-desk.ts';
import { nameOf } from './words.ts';

const SOUND = 'sound';
const TITLE = 'Refund desk';
/** Two cases at the same time make one sound. */
const BETWEEN_MS = 1_000;

export interface Alarm {
  isOn: boolean;
  /** Switches the sound; called by a click, which browsers want before they let a page be heard. */
  toggle(): void;
}

let audio: AudioContext | undefined;
let playedAt = 0;

/** Two short tones, made here: no file to load. */
function play(): void {
  if (audio?.state !== 'running' || Date.now() - playedAt < BETWEEN_MS) return;
  playedAt = Date.now();
  for (const [index, hertz] of [660, 880].entries()) {
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    const from = audio.currentTime + index * 0.16;
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(0.0001, from);
    loudness.gain.exponentialRampToValueAtTime(0.15, from + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, from + 0.15);
    tone.connect(loudness).connect(audio.destination);
    tone.start(from);
    tone.stop(from + 0.16);
  }
}

async function wake(): Promise<void> {
  audio ??= new AudioContext();
  await audio.resume();
}

/** How many cases want this person's eye. */
export const countForMe = ({ cases, me }: DeskState): number =>
  [...cases.values()].filter((one) => isForMe(one, me)).length;

/** Watches the desk as long as the console is open. */
export function useAlarm(): Alarm {
  const desk = useDesk();
  const count = useDeskState(countForMe);
  const [isOn, setOn] = useState(() => read<boolean>(SOUND) ?? false);

  useEffect(() => {
    document.title = count > 0 ? `(${count}) ${TITLE}` : TITLE;
  }, [count]);

  useEffect(() => {
    if (!isOn) return;
    // A page that was loaded anew may be heard only after the first click or key.
    const first = () => void wake();
    window.addEventListener('pointerdown', first, { once: true });
    window.addEventListener('keydown', first, { once: true });
    return () => {
      window.removeEventListener('pointerdown', first);
      window.removeEventListener('keydown', first);
    };
  }, [isOn]);

  useEffect(
    () =>
      desk.onCase((now, before) => {
        const { isLoaded, me } = desk.state();
        if (!isLoaded || !me || !isForMe(now, me)) return;
        const isNew = now.status === 'waiting' && before?.status !== 'waiting';
        const isAnswer = now.status === 'claimed' && now.customerAt !== before?.customerAt;
        if (isNew) desk.tell(`New in the queue: ${nameOf(now)}, case ${now.number}.`);
        if (isOn && me.available && (isNew || (isAnswer && document.visibilityState === 'hidden'))) play();
      }),
    [desk, isOn],
  );

  return {
    isOn,
    toggle() {
      keep(SOUND, !isOn);
      setOn(!isOn);
      if (!isOn) void wake().then(play);
    },
  };
}
