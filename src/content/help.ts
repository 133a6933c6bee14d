// Who helps when: government help desks and the broker's offices, with their hours.
import { z } from 'zod';
import { certainty, date, id, link } from './entry.ts';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'is not a time of day. Write "08:30", in quotes');
const weekday = z.enum(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
export const zone = z.string().refine((name) => Intl.supportedValuesOf('timeZone').includes(name) || name === 'UTC', {
  error: 'is not a time zone. Write a name such as America/New_York',
});

/** The same hours on several days; `to` at or before `from` runs past midnight. */
const daily = z.strictObject({ days: z.array(weekday).min(1), from: time, to: time });
/** One stretch from a weekday's time to another's, across days and the week's edge too. */
const stretch = z.strictObject({
  from: z.strictObject({ day: weekday, time }),
  to: z.strictObject({ day: weekday, time }),
});

export const hoursSchema = z.strictObject({
  time_zone: zone,
  /** `always`, `never` (by e-mail only), or when it is open in a usual week. */
  open: z.union([z.enum(['always', 'never']), z.array(z.union([daily, stretch])).min(1)]),
  /** Weekly stretches in which it is closed all the same. */
  closed: z.array(stretch).default([]),
  /** Holidays and one-off closures: a whole local day, or other hours on that day. */
  dates: z
    .array(
      z.strictObject({
        date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'is not a day. Write 2026-12-25, in quotes'),
        name: z.string().max(60).optional(),
        open: z.array(z.strictObject({ from: time, to: time })).default([]),
      }),
    )
    .default([]),
});

const contact = {
  id,
  name: z.string().min(2).max(60),
  phone: z
    .string()
    .regex(/^\+?[0-9(][0-9() .-]{6,24}( ext\. \d+)?$/, 'is not a phone number')
    .optional(),
  /** What to press: "option 1, then option 2". */
  phone_menu: z.string().max(80).optional(),
  email: z.email().optional(),
  hours: hoursSchema,
  note: z.string().optional(),
};

export const deskSchema = z.strictObject({
  ...contact,
  /** What it helps with, after "for ...". */
  helps_with: z.string().min(5).max(160),
  /** What to have at hand. */
  have_ready: z.string().max(160).optional(),
  /** Where it is shown first: topics, answers, guides, or one step of a guide ("ace-setup/form"). */
  fits: z.array(z.string()).default([]),
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

/** Whose customers an office serves. ZIP codes go before states. */
const covers = z.strictObject({
  /** USPS codes: NJ. */
  states: z.array(z.string()).default([]),
  /** The first three digits of ZIP codes: "070", "070-079". */
  zips: z.array(prefixes).default([]),
  cities: z.array(z.string().min(2).max(60)).default([]),
});

export const officeSchema = z.strictObject({
  ...contact,
  /** Made-up data: shown as a sample, refused in production. */
  sample: z.boolean().default(false),
  address: z.string().max(160).optional(),
  covers: covers.default({ states: [], zips: [], cities: [] }),
});

export const desksSchema = z.strictObject({ desks: z.array(deskSchema).min(1) });
export const officesSchema = z.strictObject({ offices: z.array(officeSchema) });

export type Desk = z.infer<typeof deskSchema>;
export type Office = z.infer<typeof officeSchema>;
