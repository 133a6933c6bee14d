// Where content may lead: every link and mail address in it is held against the hosts in link-hosts.yaml.
import { z } from 'zod';
import { capeCheckPage } from '../rules/own-pages.ts';
import { didYouMean, type ParsedFile, type Path, type Report } from './parsed.ts';

/** A host, all below one ("*.cbp.gov"), or a part of one that many share ("content.example.com/accounts/CBP", ".../CBP-*"). */
const host = z
  .string()
  .regex(
    /^(?!.*xn--)(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}(\/[\w/-]+\*?)?$/,
    'is not a host. Write www.cbp.gov, or "*.cbp.gov" for all below it, in small letters',
  );

export const linkHostsSchema = z.strictObject({
  cbp: z.array(host).describe('Customers are sent to these four.'),
  government: z.array(host),
  broker: z.array(host),
  others: z.array(host),
  sources: z.array(host).describe('Named as sources alone: no customer is sent there.'),
});

export type LinkHosts = z.infer<typeof linkHostsSchema>;

/** Keys whose text no customer reads. */
const neverShown = new Set<PropertyKey>(['sources', 'note']);

const markdownTarget = /\]\(\s*<?([^)\s>]*)|^\s*\[[^\]]+\]:\s*<?(\S+)/gm;
const bareAddress = /\b(?:https?:\/\/|www\.)[^\s<>]+/gi;
const mailAddress = /[\w.+-]+@((?:[\w-]+\.)+[\w-]+)/g;

/** Reports every link in the file that is no https address of a host on the list. */
export function checkLinks(file: ParsedFile, hosts: LinkHosts, report: Report): void {
  const shown = [...hosts.cbp, ...hosts.government, ...hosts.broker, ...hosts.others];
  const walk = (value: unknown, path: Path, isShown: boolean): void => {
    if (typeof value === 'string') {
      for (const target of targetsIn(value)) {
        const wrong = whatIsWrong(target, shown, hosts.sources, isShown);
        if (wrong) report(file, path, `${target.replace('mailto:', '')} ${wrong}`);
      }
    } else if (value !== null && typeof value === 'object') {
      for (const [key, inner] of Object.entries(value))
        walk(inner, [...path, Array.isArray(value) ? Number(key) : key], isShown && !neverShown.has(key));
    }
  };
  walk(file.data, [], true);
}

/** Everything in a text that a reader's program may make a link of. */
function targetsIn(text: string): Set<string> {
  const targets = [...text.matchAll(markdownTarget)].map(([, inline, reference]) => inline ?? reference ?? '');
  const addresses = [...text.matchAll(bareAddress)].map(([run]) => endOfAddress(run));
  const mails = [...text.replaceAll(bareAddress, ' ').matchAll(mailAddress)].map(([address]) => `mailto:${address}`);
  return new Set([...targets, ...addresses, ...mails]);
}

/** An address without the signs of Markdown and the full stop behind it; with them where a host hides behind them. */
function endOfAddress(run: string): string {
  const address = (/^[^()[\]"'*|]+/.exec(run)?.[0] ?? run).replace(/[.,;:!?]+$/, '');
  return run.slice(address.length).includes('@') ? run : address;
}

/** What is wrong with a target, and what to do; null where nothing is. */
function whatIsWrong(target: string, shown: string[], sources: string[], isShown: boolean): string | null {
  if (/^tel:\+?[\d,-]+$/.test(target) || target === capeCheckPage) return null;
  const mail = /^mailto:[\w.+-]+@([\w.-]+)(\?[\w%=&.+-]*)?$/.exec(target)?.[1];
  if (mail !== undefined) return hostProblem(mail.toLowerCase(), '', shown, sources, isShown);
  const url = URL.canParse(target) ? new URL(target) : null;
  // A program that reads Markdown takes a backslash away, one that reads addresses makes a slash of it.
  if (!url || !/^https?:\/\/[^\\]+$/i.test(target))
    return 'is no address that can be checked. Write the whole of it, from https:// on.';
  if (url.protocol === 'http:' && isShown) return 'is not protected on its way. Write https://.';
  if (url.username || url.password || url.port)
    return 'has a name or a port in front of or behind the host. Write the plain address.';
  if (/^\[|^[\d.]+$|(^|\.)xn--/.test(url.hostname))
    return 'hides where it leads, by a number or by foreign letters. Write the name of the host.';
  return hostProblem(url.hostname, url.pathname, shown, sources, isShown);
}

function hostProblem(host: string, path: string, shown: string[], sources: string[], isShown: boolean): string | null {
  const isOn = (list: string[]) => list.some((one) => covers(one, host, path));
  if (isOn(shown) || (!isShown && isOn(sources))) return null;
  if (isOn(sources))
    return 'leads customers to a host that is a source only. Link to a page of CBP, and name this one under "sources".';
  const group = isShown ? 'the group it belongs to' : '"sources"';
  const near = didYouMean(host, isShown ? shown : [...shown, ...sources]);
  const hint = near.startsWith('Did you mean') ? `${near} Else add` : 'Add';
  return `leads to a host that is not on the list. ${hint} ${host} to ${group} in link-hosts.yaml, if it can be trusted.`;
}

/** Whole labels only: "*.cbp.gov" covers "ace.cbp.gov", and neither "cbp.gov.example.com" nor "my-cbp.gov". */
function covers(pattern: string, host: string, path: string): boolean {
  const [name = '', ...rest] = pattern.split('/');
  const folder = `/${rest.join('/')}`;
  const fits = name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
  if (!fits || folder === '/') return fits;
  return folder.endsWith('*') ? path.startsWith(folder.slice(0, -1)) : `${path}/`.startsWith(`${folder}/`);
}
