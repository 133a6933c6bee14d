// Gives the demo site the broker's colours and the notices in force.
import { drawNotices } from '../widget/notices.tsx';
import { applyColours, watchPageSettings } from '../widget/page-settings.ts';

const place = document.querySelector('[data-notices]');

watchPageSettings((settings) => {
  applyColours(settings.colour);
  if (place) drawNotices(settings.notices, place);
});
