// The buttons under the bot's last message: the step's own choices first, commands in a quiet row below.
import type { CardAction } from '../../rules/activity.ts';
import { Stars, starsOf } from './stars.tsx';

export function Choices({ choices, press }: { choices: CardAction[]; press: (action: CardAction) => void }) {
  const commands = choices.filter(({ channelData }) => channelData?.command);
  const stars = choices.filter(starsOf);
  const own = choices.filter((choice) => !choice.channelData?.command && !starsOf(choice));
  if (choices.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields, and these are buttons.
    <div class="choices" role="group" aria-label="Choices">
      {stars.length > 0 && <Stars choices={stars} press={press} />}
      {[own, commands].map(
        (row, index) =>
          row.length > 0 && (
            <div key={index} class={index === 0 ? 'choices-own' : 'choices-commands'}>
              {row.map((action) => (
                <button key={action.title} type="button" onClick={() => press(action)}>
                  {action.title}
                </button>
              ))}
            </div>
          ),
      )}
    </div>
  );
}
