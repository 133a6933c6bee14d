// The help that the chat page and the demo site give without JavaScript: desks and offices, when they are open, how to reach them.
import type { Content } from '../content/content.ts';
import type { Desk, Office } from '../content/help.ts';
import { describeNotice, noticesInForce } from '../rules/notice.ts';
import { describeReach, phoneLink } from '../rules/reach.ts';
import { describeOtherDays, describeWeek } from '../rules/weekly-hours.ts';
import { type Html, html } from './html.ts';
import { plainText } from './plain-text.ts';

const minuteMs = 60_000;

/** HTML by the sign in the built page whose place it takes. */
export type Filling = Record<string, string>;

export interface PlainHelp {
  /** For the chat page: its main part where nothing else can stand there. */
  chat: Filling;
  /** For the demo site: the broker's names and how to reach it, with JavaScript and without. */
  site: Filling;
}

/** Gives what fills the pages, made anew each minute and when content changes. */
export function createPlainHelp(parts: { content: () => Content; now: () => number }): () => PlainHelp {
  let made: { of: Content; minute: number; help: PlainHelp } | undefined;

  return () => {
    const of = parts.content();
    const minute = Math.floor(parts.now() / minuteMs);
    if (made?.of !== of || made.minute !== minute)
      made = { of, minute, help: { chat: fillChat(of, parts.now()), site: fillSite(of, parts.now()) } };
    return made.help;
  };
}

function fillChat({ broker, desks, offices, notices }: Content, now: number): Filling {
  const [first, ...others] = desks;
  const help = html`<main class="plain help">
<h1>Help from ${broker.name}</h1>
<noscript><p>This chat needs JavaScript, which is off in your browser.</p></noscript>
<p>The chat is not here yet. You reach people without it:</p>
${inForce(notices, now)}
${first && html`<section><h2>${first.name}</h2>${details(first, now)}</section>`}
${group(`Offices of ${broker.short_name}`, offices, now)}
${group('Other help desks', others, now)}
<p>${broker.short_name} is not part of CBP or of any government, and what stands here is no legal advice.</p>
</main>`;
  return { '<!-- help -->': help.html };
}

function fillSite({ broker, desks, offices, notices }: Content, now: number): Filling {
  const places = [...desks.slice(0, 1), ...offices].map(
    (one) => html`<div class="place"><h3>${nameOf(one)}</h3>${details(one, now)}</div>`,
  );
  return {
    '<!-- broker -->': html`${broker.name}`.html,
    '<!-- broker, short -->': html`${broker.short_name}`.html,
    '<!-- places -->': html`<noscript>${inForce(notices, now)}</noscript><div class="places">${places}</div>`.html,
  };
}

function inForce(notices: Content['notices'], now: number): Html[] {
  const texts = noticesInForce(notices, now).map((notice) => plainText(describeNotice(notice, now)));
  return texts.map((text) => html`<p class="notice">${text}</p>`);
}

function group(heading: string, places: readonly (Desk | Office)[], now: number): Html | undefined {
  if (places.length === 0) return undefined;
  const sections = places.map((one) => html`<section><h3>${nameOf(one)}</h3>${details(one, now)}</section>`);
  return html`<h2>${heading}</h2>${sections}`;
}

function nameOf(one: Desk | Office): string {
  return 'sample' in one && one.sample ? `${one.name} (a sample, not a real office)` : one.name;
}

function details(one: Desk | Office, now: number): Html[] {
  const { phone, phone_menu, email, hours } = one;
  const reach = describeReach(one, now);
  const week = describeWeek(hours, now).join('; ');
  const lines = [
    html`<strong>${reach.charAt(0).toUpperCase() + reach.slice(1)}</strong>`,
    week && html`Usually open ${week}`,
    ...describeOtherDays(hours, now).map((day) => html`${day}`),
    phone && html`Phone <a href="${phoneLink(phone)}">${phone}</a>${phone_menu && `, ${phone_menu}`}`,
    email && html`E-mail <a href="mailto:${email}">${email}</a>`,
    'helps_with' in one && html`For ${one.helps_with}`,
    'have_ready' in one && one.have_ready && html`Have ready: ${one.have_ready}`,
    'address' in one && one.address && html`Address: ${one.address}`,
    'covers' in one && one.covers.states.length > 0 && html`Serves ${one.covers.states.join(', ')}`,
  ];
  return lines.filter((words): words is Html => Boolean(words)).map((words) => html`<p>${words}</p>`);
}
