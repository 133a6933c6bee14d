// Behind an answer: when it was checked, against what, and whether a new check is overdue; its sources unfold on wish.
import type { Activity } from '../../rules/activity.ts';
import { readChecked } from '../../rules/checked.ts';

export function Checked({ activity }: { activity: Activity | undefined }) {
  const checked = readChecked(activity?.channelData ?? {});
  if (!checked) return null;
  const { on, overdue, sources } = checked;
  return (
    <details class="checked">
      <summary>
        {on}
        {overdue && <strong>. {overdue}</strong>}
      </summary>
      <p>
        Source: {sources.map(({ name, address }, index) => [index > 0 && ', ', address ? link(name, address) : name])}
      </p>
    </details>
  );
}

const link = (name: string, address: string) => (
  <a href={address} target="_blank" rel="noopener noreferrer">
    {name}
  </a>
);
