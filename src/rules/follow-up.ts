// Knows a question that says too little by itself: it asks on about what was answered last.

const that = '(?:that|this|it|they|them|these|those)';
const who = '(?:i|we)';
const forms = [
  `how (?:long|soon|fast|often|much|many|many days)(?: (?:does|do|will|would|can|is|are|must|should) (?:${that}|${who})(?: (?:take|last|be|need|cost|wait|do ${that}))?)?`,
  `(?:since |until |by |till )?when(?: (?:will|is|are|does|do|can|must|should) (?:${that}|${who})(?: (?:be|happen|start|begin|end|come|do ${that}))?)?`,
  `why(?: not| so| is (?:that|this|it)(?: so)?| (?:do|must|should) ${who}(?: (?:have|need) to)?(?: (?:do )?${that})?)?`,
  '(?:what|and)(?: happens| comes| do (?:i|we) do)? (?:then|next|now|after that|afterwards|else)',
  'then(?: what)?|next|after that|what then',
  `(?:how|where)(?: (?:do|can|must|should) ${who} (?:do|find|see|get|check|send|file|change) ${that}| is (?:that|this|it))?`,
  `who(?: (?:does|can do|has to do|must do|files|sends|pays) ${that})?`,
  `(?:is|are) ${that} (?:free|required|mandatory|necessary|needed|safe|ok|possible|enough)`,
  `(?:do|must) ${who} (?:have|need)?(?: to)?(?: (?:do|pay for|file|send) ${that}| pay)`,
  `what (?:does|would|will) ${that} (?:cost|mean)`,
  `what if ${who} (?:do ?nt|do not|did ?nt|can ?not|cant|miss ${that})(?: (?:do|have|find|see|know|get) ${that})?`,
  '(?:what|how) about (?:my|our|the|a|an) [a-z0-9]+(?: [a-z0-9]+){0,3}',
  'what (?:do i|do we|would i|would we) need(?: for (?:that|this|it))?',
].join('|');
const followUp = new RegExp(
  `^(?:(?:and|but|so|ok|okay|yes|well|then|thanks|thank you) )*(?:${forms})(?: (?:then|exactly|please|again|usually|normally))?$`,
);

/** Nothing that asks on is longer. */
const longest = 100;

/** Whether the whole of these words asks on: "and how long does that take?", "why", "what about my second company". */
export function asksOn(text: string): boolean {
  if (text.length > longest) return false;
  const plain = text
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
  return followUp.test(plain);
}

/** What is asked, in the words that ask on and in whole questions. */
const kinds: [RegExp, RegExp][] = [
  [/\bhow (?:long|soon|fast|many days)|\bwhen\b/i, /\bhow (?:long|soon|fast|many days)|\bwhen\b|\bdays\b|\bweeks\b/i],
  [/\bwhy\b/i, /\bwhy\b|\breason\b/i],
  [/\bhow much|\bcost|\bfree\b|\bpay\b/i, /\bcosts?\b|\bfree\b|\bfees?\b|\bcharge/i],
  [/\bwho\b/i, /\bwho\b/i],
  [/\bwhere\b/i, /\bwhere\b/i],
  [/\b(?:second|other|another|several|next|both) /i, /\b(?:several|second|more than one|multiple|each|two|another)\b/i],
];

/** Whether the words that ask on ask what this question asks: how long, why, how much, who, where. */
export function asksTheSame(text: string, question: string): boolean {
  return kinds.some(([asked, asks]) => asked.test(text) && asks.test(question));
}
