// Who helps when: government help desks and the broker's offices, with their hours.
import { z } from 'zod';
import { certainty, date, id, link } from './entry.ts';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'is not a time of day. Write "08:30", in quotes');
const start = time.refine((text) => text !== '24:00', 'cannot be a beginning. Write "00:00", on the next day');
const weekday = z.enum(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
/** Names without a slash, such as EST, do not change their clocks. */
export const zone = z.string().refine((name) => name === 'UTC' || (name.includes('/') && isKnownZone(name)), {
  error: 'is not a time zone. Write a name such as America/New_York',
});

function isKnownZone(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en-US', { timeZone }));
  } catch {
    return false;
  }
}

/** `to` before `from` runs past midnight; the whole day is from 00:00 to 24:00. */
const window = { from: start, to: time };
const isWindow = ({ from, to }: { from: string; to: string }) => from !== to;
const emptyWindow = { error: 'begins and ends at the same time. A whole day is from "00:00" to "24:00"' };
const daily = z.strictObject({ days: z.array(weekday).min(1), ...window }).refine(isWindow, emptyWindow);
/** One stretch from a weekday's time to another's, across days and the week's edge too. */
const stretch = z
  .strictObject({
    from: z.strictObject({ day: weekday, time: start }),
    to: z.strictObject({ day: weekday, time }),
  })
  .refine(({ from, to }) => from.day !== to.day || from.time !== to.time, {
    error: 'begins and ends at the same time. Write open: always, or another day or time',
  });

const day = z.iso.date('is not a day. Write 2026-12-25, in quotes');
/** A holiday or one-off closure, a day or several: closed, or other hours. */
const dates = z.strictObject({
  date: day,
  through: day.optional().describe('The last day, where it is not the only one.'),
  name: z.string().max(60).optional(),
  open: z.array(z.strictObject(window).refine(isWindow, emptyWindow)).default([]),
});

export const hoursSchema = z.strictObject({
  time_zone: zone,
  open: z
    .union([z.enum(['always', 'never']), z.array(z.union([daily, stretch])).min(1)])
    .describe('`always`, `never` (by e-mail only), or when it is open in a usual week.'),
  closed: z.array(stretch).default([]).describe('Weekly stretches in which it is closed all the same.'),
  dates: z.array(dates).default([]).superRefine(checkDates),
});

/** A day has one line, so that nobody need know which of two counts. */
function checkDates(lines: z.infer<typeof dates>[], context: z.RefinementCtx): void {
  const wrong = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  lines.forEach(({ date, through = date }, index) => {
    if (through < date) wrong([index, 'through'], `is before ${date}. Write the last day there`);
    const other = lines.slice(0, index).find((one) => one.date <= through && date <= (one.through ?? one.date));
    if (other) wrong([index, 'date'], `is in the line of ${other.date} too. Leave it in one of them`);
  });
}

const contact = {
  id,
  name: z.string().min(2).max(60),
  phone: z
    .string()
    .regex(/^\+?[0-9(][0-9() .-]{6,24}( ext\. \d+)?$/, 'is not a phone number')
    .optional(),
  phone_menu: z.string().max(80).optional().describe('What to press: "option 1, then option 2".'),
  email: z.email().optional(),
  hours: hoursSchema,
  note: z.string().optional(),
};

export const deskSchema = z.strictObject({
  ...contact,
  helps_with: z.string().min(5).max(160).describe('What it helps with, after "for ...".'),
  have_ready: z.string().max(160).optional().describe('What to have at hand.'),
  fits: z
    .array(z.string())
    .default([])
    .describe('Where it is shown first: topics, answers, guides, or one step of a guide ("ace-setup/form").'),
  as_of: date,
  certainty,
  sources: z.array(z.union([z.enum(['bulletin', 'own']), link])).min(1),
});

const prefixes = z
  .string()
  .regex(
    /^\d{3}(-\d{3})?$/,
    'is no beginning of ZIP codes. Write three digits, "070", or from and to, "070-079", in quotes',
  );

/** For an office that says nothing else, and where no office is named. */
export const CLAIM_WITHIN = 3;
export const IDLE_CLOSE = 30;

/** Whose customers an office serves. ZIP codes go before states. */
const covers = z.strictObject({
  states: z.array(z.string()).default([]).describe('USPS codes: NJ.'),
  zips: z.array(prefixes).default([]).describe('The first three digits of ZIP codes: "070", "070-079".'),
  cities: z.array(z.string().min(2).max(60)).default([]),
});

export const officeSchema = z.strictObject({
  ...contact,
  sample: z.boolean().default(false).describe('Made-up data: shown as a sample, refused in production.'),
  address: z.string().max(160).optional(),
  covers: covers.default({ states: [], zips: [], cities: [] }),
  languages: z
    .array(z.enum(['es']))
    .default([])
    .describe('What is spoken there beside English: es for Spanish.'),
  claim_within: z
    .number()
    .int()
    .min(1)
    .max(120)
    .default(CLAIM_WITHIN)
    .describe('So many minutes a customer waits for staff before being shown who else can help.'),
  idle_close: z
    .number()
    .int()
    .min(5)
    .max(1440)
    .default(IDLE_CLOSE)
    .describe('So many minutes after the last word of staff a conversation with a customer who is gone is closed.'),
});

export const desksSchema = z.strictObject({ desks: z.array(deskSchema).min(1) });
export const officesSchema = z.strictObject({ offices: z.array(officeSchema) });

export type Desk = z.infer<typeof deskSchema>;
export type Office = z.infer<typeof officeSchema>;
