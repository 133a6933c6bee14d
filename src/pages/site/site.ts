// Gives the demo site the broker's name and colours.
import { applyColours, fetchPageSettings } from '../widget/page-settings.ts';

void fetchPageSettings().then((settings) => {
  if (!settings) return;
  applyColours(settings);
  document.title = `${settings.name} (demo)`;
  for (const element of document.querySelectorAll('[data-broker]'))
    element.textContent = element.getAttribute('data-broker') === 'short' ? settings.short_name : settings.name;
});
