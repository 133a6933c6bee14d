// The console itself: bar on top, lists at the side, and what is open.
/** @jsxImportSource react */
import { useAlarm } from './alarm.ts';
import { Bar } from './bar.tsx';
import { CaseList } from './case-list.tsx';
import { CasePage } from './case-page.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { usePlace } from './place.ts';
import { Rail } from './rail.tsx';
import { Unanswered } from './unanswered.tsx';
import { useDeskState } from './use-desk.ts';

/** `leave` signs out. */
export function Console({ leave }: { leave: () => void }) {
  const place = usePlace();
  const news = useDeskState(({ news }) => news);
  const alarm = useAlarm();
  return (
    <div className={`desk ${place.number === null ? 'at-list' : 'at-case'}`}>
      <Bar leave={leave} alarm={alarm} />
      <Rail list={place.list} />
      <main className="work">
        {place.list === 'unanswered' ? (
          <Unanswered />
        ) : (
          <>
            <CaseList key={place.list} list={place.list} open={place.number} />
            <CasePage key={place.number} place={place} />
          </>
        )}
      </main>
      <KeysDialog />
      <div className="unseen" role="status">
        {news}
      </div>
    </div>
  );
}
