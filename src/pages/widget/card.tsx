// A hero card of the bot: a title, some words, and ways to call, write or look something up.
import type { Attachment, CardAction } from '../../rules/activity.ts';
import { safeAddress } from '../markdown.ts';
import { Markdown } from './markdown.tsx';

interface HeroCard {
  title?: string;
  subtitle?: string;
  text?: string;
  buttons?: CardAction[];
}

export function Card({ attachment, press }: { attachment: Attachment; press: (action: CardAction) => void }) {
  if (attachment.contentType !== 'application/vnd.microsoft.card.hero') return null;
  const { title, subtitle, text, buttons = [] } = attachment.content as HeroCard;
  return (
    <div class="card">
      {title && <p class="card-title">{title}</p>}
      {subtitle && <p>{subtitle}</p>}
      {text && (
        <div class="text">
          <Markdown text={text} />
        </div>
      )}
      <div class="card-ways">
        {buttons.map((button) => (
          <Way key={button.title} button={button} press={press} />
        ))}
      </div>
    </div>
  );
}

function Way({ button, press }: { button: CardAction; press: (action: CardAction) => void }) {
  const { type, title, value } = button;
  if (type !== 'openUrl' && type !== 'call')
    return (
      <button type="button" onClick={() => press(button)}>
        {title}
      </button>
    );
  const address = safeAddress(type === 'call' && !value.startsWith('tel:') ? `tel:${value}` : value);
  if (!address) return null;
  const out = address.startsWith('http') ? { target: '_blank', rel: 'noopener noreferrer' } : {};
  return (
    <a href={address} {...out}>
      {title}
    </a>
  );
}
