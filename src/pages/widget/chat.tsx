// The chat page: header, messages, choices and the box to write in.
import { Fragment, render } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { CardAction } from '../../rules/activity.ts';
import { Choices } from './choices.tsx';
import { Composer } from './composer.tsx';
import { type Conversation, openConversation, type View } from './conversation.ts';
import { dropFiles } from './file-store.ts';
import { useFollow } from './follow.ts';
import { ForgetDialog, Forgotten, followForgetting, isForgotten } from './forget.tsx';
import { askToClose, isFramed, meetWebsite, onWebsite, tell, website } from './frame.ts';
import { HandoffStrip } from './handoff-strip.tsx';
import { keepAboveKeyboard } from './keyboard.ts';
import { isLinked, Linked } from './link.tsx';
import { Menu, type MenuItem } from './menu.tsx';
import { Message, type MessageActions } from './message.tsx';
import { Notices } from './notices.tsx';
import { applyColours, type PageSettings, watchPageSettings } from './page-settings.ts';
import { isOther, openDrawer } from './shelf.ts';
import { createStaffNews, setTitle } from './staff-news.ts';
import type { Shown } from './timeline.ts';
import { downloadTranscript } from './transcript.tsx';
import { useSlices } from './use-slices.ts';
import { dayOf } from './when.ts';
import { startGuide } from './wishes.ts';

let redraw = () => {};

function Chat({ conversation }: { conversation: Conversation }) {
  const [view, setView] = useState(conversation.view());
  const [settings, setSettings] = useState<PageSettings>();
  const [isAsking, setAsking] = useState(false);
  const scroller = useRef<HTMLElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const { leftOut, isWhole } = useSlices(view.isLoaded ? view.messages.length : 0);
  // What the customer heard before a reload is not read out again; the greeting is.
  const isOld = view.messages.some(({ by }) => by === 'customer');
  const { below, goDown, followAgain } = useFollow(scroller, view.messages);

  useEffect(() => {
    redraw = () => setView(conversation.view());
    redraw();
    watchPageSettings((known) => {
      applyColours(website.accent ?? known.colour);
      setTitle(`Chat with ${known.name}`);
      setSettings(known);
    });
    if (isFramed)
      document.addEventListener('keydown', ({ key, defaultPrevented }) => {
        if (key === 'Escape' && !defaultPrevented && !document.querySelector('dialog')) askToClose();
      });
  }, []);

  // A layout effect, since the website around may speak at once.
  useLayoutEffect(() => {
    // On a phone the keyboard would cover the greeting: there the messages get the focus.
    const focus = () => (matchMedia('(pointer: fine)').matches ? box : scroller).current?.focus();
    if (website.hasFocus) focus();
    onWebsite((message) => {
      if (message.say === 'opened') focus();
      if (message.say === 'ask') website.asks = [...website.asks, message.ask];
      if (message.say === 'guide') website.guide = message.guide;
      redraw();
    });
  }, []);

  useEffect(() => {
    if (view.isLoaded) startGuide(view, conversation.outbox);
  }, [view.isLoaded, website.guide]);

  const tellNews = useMemo(createStaffNews, []);
  // At once when shown: what somebody saw and then left is not news.
  useLayoutEffect(() => tellNews(view.messages, view.isLoaded), [view.messages.length, view.isLoaded]);

  function send(text: string, action?: string, files: File[] = [], id?: string) {
    followAgain();
    conversation.outbox.add(text, action, files, id);
  }

  function settle(id: string) {
    website.asks = website.asks.filter((ask) => ask.id !== id);
    tell({ say: 'asked', id });
    redraw();
  }

  function press(action: CardAction) {
    send(action.title, action.channelData?.action);
    // The button that has the focus is about to go: the messages are where to go on.
    scroller.current?.focus({ preventScroll: true });
  }

  const items = [
    { title: 'Start over', choose: () => send('Start over', 'command:restart') },
    {
      title: 'Download this conversation',
      choose: () => downloadTranscript(settings?.name ?? 'the refund desk', view.messages, Date.now()),
    },
    { title: 'End and forget on this device', choose: () => setAsking(true) },
  ];
  // The same object at each drawing: messages that have not changed are not drawn again.
  const actions = useMemo((): MessageActions => {
    const { progress, retry, discard } = conversation.outbox;
    return { press, progress, retry, discard };
  }, []);
  const staff = view.handoff?.status === 'claimed' ? view.handoff.name : undefined;
  return (
    <>
      <Header settings={settings} items={items} />
      {isAsking && <ForgetDialog handoff={view.handoff} close={() => setAsking(false)} />}
      <Notices notices={settings?.notices ?? []} onDismiss={() => scroller.current?.focus({ preventScroll: true })} />
      {view.notice && (
        <div class="strip" role="status">
          <span>{view.notice}</span>
          <button type="button" onClick={() => conversation.hurry()}>
            Try now
          </button>
        </div>
      )}
      <HandoffStrip
        handoff={view.handoff}
        send={(text, action, id) => send(text, action, [], id)}
        leave={() => scroller.current?.focus({ preventScroll: true })}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <main class="scroller" ref={scroller} tabIndex={0} aria-label="Conversation">
        {view.isReplacement && <p class="day">Your earlier conversation is no longer kept. This is a new one.</p>}
        <div
          role="log"
          aria-label="Messages"
          aria-busy={!view.isLoaded || leftOut > 0}
          aria-live={isOld && !isWhole ? 'off' : 'polite'}
        >
          {view.messages.slice(leftOut).map((message, at) => {
            const index = leftOut + at;
            const before = view.messages[index - 1];
            const day = dayOf(message.at, Date.now());
            const isNewDay = !before || dayOf(before.at, Date.now()) !== day;
            const isLast = isLastOfGroup(message, view.messages[index + 1]);
            return (
              <Fragment key={message.id}>
                {isNewDay && <p class="day">{day}</p>}
                <Message message={message} isLast={isLast} actions={actions} />
              </Fragment>
            );
          })}
        </div>
        {!view.isLoaded && !view.notice && <p class="day">Opening the conversation …</p>}
        <Choices choices={view.choices} press={press} />
      </main>
      {below !== 'nothing' && (
        <button type="button" class="down" onClick={goDown}>
          <span class={below === 'new' ? '' : 'unseen'}>{below === 'new' ? 'New messages' : 'Go to the end'}</span>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M12 5v14M6 13l6 6 6-6" />
          </svg>
        </button>
      )}
      <footer>
        <p class="typist" role="status">
          {view.typist && `${view.typist} is typing…`}
        </p>
        <Composer
          send={(text, files, action, id) => send(text, action, files, id)}
          box={box}
          placeholder={placeholderFor(view)}
          onType={() => staff && conversation.tellTyping()}
          suggests={!view.asks && !staff}
          asked={view.isLoaded ? website.asks[0] : undefined}
          settle={settle}
        />
        <p class="hint">
          {staff ? `${staff} reads this.` : 'Automatic assistant.'} Never type bank details, passwords or codes here.
          {settings?.privacy_url && (
            <a href={settings.privacy_url} target="_blank" rel="noopener noreferrer">
              Privacy
            </a>
          )}
        </p>
      </footer>
    </>
  );
}

/** Messages of one minute from the same side share one line with the time. */
function isLastOfGroup(message: Shown, next: Shown | undefined): boolean {
  return next?.by !== message.by || next.name !== message.name || minuteOf(next) !== minuteOf(message);
}

function placeholderFor({ handoff, asks }: View): string {
  if (handoff?.status === 'claimed') return `Write to ${handoff.name}`;
  return asks === 'rating' ? 'A word for our staff, or a question' : 'Type your question';
}

const minuteOf = ({ at }: Shown) => Math.floor(at / 60_000);

function Header({ settings, items }: { settings: PageSettings | undefined; items: MenuItem[] }) {
  return (
    <header>
      <span class="mark" aria-hidden="true">
        {settings?.short_name.slice(0, 1)}
      </span>
      <div class="name">
        <h1>{settings?.name ?? 'Refund desk'}</h1>
        <p>ACE refund desk</p>
      </div>
      <Menu items={items} />
      {isFramed && (
        <button type="button" class="icon" onClick={askToClose}>
          <span class="unseen">Close chat</span>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M6 6l12 12M18 6L6 18" />
          </svg>
        </button>
      )}
    </header>
  );
}

const place = document.getElementById('chat');
if (!place) throw new Error('chat.html: there is no element with id "chat". Add it.');
place.replaceChildren();
keepAboveKeyboard();
if (isForgotten) {
  watchPageSettings(({ colour }) => applyColours(website.accent ?? colour));
  render(<Forgotten />, place);
} else if (isLinked) {
  watchPageSettings(({ colour }) => applyColours(colour));
  render(<Linked />, place);
} else {
  await meetWebsite();
  // Messages of another person that were not sent yet lose their files, too.
  for (const name of openDrawer()) dropFiles(name.slice(name.lastIndexOf('-') + 1));
  followForgetting();
  const conversation = openConversation(() => redraw());
  onWebsite((message) => {
    if (message.say !== 'identity') return;
    // A new page: nothing of one person's conversation stays in its memory for another.
    if (isOther(message.identity)) return location.reload();
    website.identity = message.identity;
    conversation.hurry();
  });
  render(<Chat conversation={conversation} />, place);
}
