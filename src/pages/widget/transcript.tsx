// The conversation as a file for the customer: who, when, words; made in the page, from what it shows.
import { render } from 'preact';
import { Card } from './card.tsx';
import { Markdown } from './markdown.tsx';
import type { Shown } from './timeline.ts';
import { dayOf, timeOf } from './when.ts';

const STYLE =
  'body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}h2{font-size:1rem;margin:1.5rem 0 0}.own{white-space:pre-wrap}button{display:none}a{margin-right:1em}';

/** Gives the customer the conversation as an HTML file, which every device opens; `now` in milliseconds since 1970. */
export function downloadTranscript(broker: string, messages: Shown[], now: number): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([transcriptOf(broker, messages, now)], { type: 'text/html' }));
  const date = new Date(now).toLocaleDateString('en-CA');
  link.download = `conversation-${date}.html`;
  link.click();
  // Some browsers read the file only after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function transcriptOf(broker: string, messages: Shown[], now: number): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const saved = new Date(now).toLocaleString('en-US', { dateStyle: 'long', timeStyle: 'short' });
  const page = document.createElement('div');
  render(
    <>
      <title>Conversation with {broker}</title>
      <style>{STYLE}</style>
      <h1>Conversation with {broker}</h1>
      <p>
        Saved {saved}. Times are in the time zone {zone}. Bank, card and social security numbers were taken out.
      </p>
      {messages.map((message) => (
        <section key={message.id}>
          <h2>
            {sideOf(message)}, {dayOf(message.at, 0)}, {timeOf(message.at)}
            {message.state === 'sending' && ' (not sent yet)'}
            {message.state === 'failed' && ' (not sent)'}
          </h2>
          <Words message={message} />
        </section>
      ))}
    </>,
    page,
  );
  return `<!doctype html><html lang="en-US"><meta charset="utf-8"><meta name="viewport" content="width=device-width">${page.innerHTML}</html>`;
}

function sideOf({ by, name }: Shown): string {
  if (by === 'staff') return `${name}, our staff`;
  return by === 'bot' ? 'Assistant' : 'You';
}

function Words({ message }: { message: Shown }) {
  const files = message.files.map(({ name }) => <p>File: {name}</p>);
  if (message.by === 'customer')
    return (
      <>
        <p class="own">{message.text}</p>
        {files}
      </>
    );
  const { attachments = [] } = message.activity ?? {};
  return (
    <>
      <div>
        <Markdown text={message.text} />
      </div>
      {attachments.map((attachment, index) => (
        <Card key={index} attachment={attachment} press={() => {}} />
      ))}
      {files}
    </>
  );
}
