// Cuts a text into plain words, and words into stems.

/** Lower-case words without accents and punctuation; negation stays a word of its own ("can't" is "can not"). */
export function normalise(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc`´]/g, "'")
    .replace(/\be-?mails?\b/g, (word) => word.replace('-', ''))
    .replace(/\bcan'?t\b|\bcannot\b/g, 'can not')
    .replace(/\bwon'?t\b/g, 'will not')
    .replace(/\b(is|are|was|were|do|does|did|has|have|had|would|could|should)n'?t\b/g, '$1 not')
    .replace(/'(s|m|re|ve|ll|d)\b/g, ' ')
    .replace(/'/g, '')
    .replace(/(\p{L})\1{2,}/gu, '$1')
    .replace(/(\d)[.,](?=\d{3}\b)/g, '$1')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** The word without its ending for plural, past or course, so that "expired" finds "expires". */
export function stem(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word;
  const plain = word
    .replace(/(ss|us|is)$/, '$1#')
    .replace(/ies$/, 'y')
    .replace(/(x|ch|sh|ss|z)es$/, '$1')
    .replace(/s$/, '')
    .replace('#', '');
  const short = plain.replace(/(?<=[aeiouy].*[^e])(ing|ed)$/, '');
  const base = short === plain ? plain : short.replace(/([bdgklmnprt])\1$/, '$1');
  return base.length > 3 ? base.replace(/e$/, '') : base;
}

/** The word without its ending for plural, gender, person or time, as in Spanish, so that "pagaron" finds "pagar". */
export function stemSpanish(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word;
  return word
    .replace(/(?<=[aeiou])s$|(?<=[lrndj])es$/, '')
    .replace(/(?<=.{3})(?:[aiu]cion|aron|ieron|amos|emos|imos|ando|iendo|ad[ao]|id[ao]|aba|[aei]r|[ae]n)$/, '')
    .replace(/(?<=.{3})[aeo]$/, '')
    .replace(/qu$/, 'c');
}
