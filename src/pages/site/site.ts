// Gives the demo site the broker's name and colours and the notices in force.
import { drawNotices } from '../widget/notices.tsx';
import { applyColours, watchPageSettings } from '../widget/page-settings.ts';

const place = document.querySelector('[data-notices]');

watchPageSettings((settings) => {
  applyColours(settings.colour);
  document.title = `${settings.name} (demo)`;
  for (const element of document.querySelectorAll('[data-broker]'))
    element.textContent = element.getAttribute('data-broker') === 'short' ? settings.short_name : settings.name;
  if (place) drawNotices(settings.notices, place);
});
