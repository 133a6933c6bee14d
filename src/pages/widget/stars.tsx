// Five stars to press: how it was with our staff.
import type { CardAction } from '../../rules/activity.ts';

/** The number of stars that a choice gives; undefined where it gives none. */
export function starsOf({ channelData }: CardAction): number | undefined {
  const [, count] = /^handoff:rate:([1-5])$/.exec(channelData?.action ?? '') ?? [];
  return count ? Number(count) : undefined;
}

export function Stars({ choices, press }: { choices: CardAction[]; press: (action: CardAction) => void }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields, and these are buttons.
    <div class="stars" role="group" aria-label="How was it? 1 to 5 stars">
      {choices.map((action) => (
        <button
          key={action.title}
          type="button"
          aria-label={`${starsOf(action)} of ${choices.length}`}
          onClick={() => press(action)}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M12 3l2.8 5.9 6.4.9-4.6 4.5 1.1 6.4-5.7-3.1-5.7 3.1 1.1-6.4L2.8 9.8l6.4-.9z" />
          </svg>
        </button>
      ))}
    </div>
  );
}
