// Says so where the desk is not connected, and that what is written meanwhile is kept.
/** @jsxImportSource react */
import { Button } from '@fluentui/react-components';
import { PlugDisconnected20Regular } from '@fluentui/react-icons/svg/plug-disconnected';
import { useDesk, useDeskState } from './use-desk.ts';

export function Connection() {
  const desk = useDesk();
  const line = useDeskState((state) => state.line);
  const waiting = useDeskState((state) => state.outgoing.filter(({ failed }) => !failed).length);
  return (
    <div className="connection" role="status">
      {line === 'lost' && (
        <span className="lost">
          <PlugDisconnected20Regular aria-hidden />
          <span>
            Not connected.{' '}
            {waiting > 0 ? `${waiting} of your messages wait here and go out by themselves.` : 'Trying again …'}
          </span>
          <Button size="small" onClick={desk.hurry}>
            Try now
          </Button>
        </span>
      )}
    </div>
  );
}
