// Says at the box which number stops the message, where it belongs, and how to go on; the message has not left the page.
import { names, type Sensitive } from '../../rules/sensitive-masks.ts';

interface Props {
  kinds: Sensitive[];
  /** Sends the message without the number. */
  sendRest: () => void;
  change: () => void;
}

export function Refusal({ kinds, sendRest, change }: Props) {
  const list = [...new Set(kinds)].map((kind) => names[kind]).join(' and ');
  const isBank = kinds.some((kind) => kind === 'routing' || kind === 'account');
  const isPersonal = kinds.some((kind) => kind === 'ssn' || kind === 'itin');
  return (
    <div class="refusal">
      <p role="alert" id="refusal">
        <strong>Not sent: this looks like {list}.</strong>{' '}
        {isBank && 'Type bank numbers only in ACE, on the ACH Refund Authorization tab. '}
        {isPersonal && "Type it only into CBP's own forms. "}
        {!isBank && !isPersonal && 'CBP pays no refund to a card. '}
        Nobody at CBP or at our office asks for it by chat or e-mail.
      </p>
      <div class="ways">
        <button type="button" onClick={sendRest}>
          Remove it and send the rest
        </button>
        <button type="button" onClick={change}>
          Change my message
        </button>
      </div>
    </div>
  );
}
