// Writes Markdown for channels that show none of it, or only a part.

const link = /(!?\[[^\]\n]*\]\((?:[^()\s]|\([^()\s]*\))+\))/;

/** The words without marks; a link becomes its words and its address. */
export function plainText(markdown: string): string {
  return markdown
    .split(link)
    .map((piece, index) => (index % 2 === 0 ? withoutMarks(piece) : spelledOut(piece)))
    .join('');
}

function spelledOut(piece: string): string {
  const [, words = '', address = ''] = /^!?\[(.*)\]\((.*)\)$/.exec(piece) ?? [];
  const bare = address.replace(/^(mailto|tel):/, '');
  const label = withoutMarks(words);
  return label === '' || label === bare || label === address ? bare : `${label} (${bare})`;
}

function withoutMarks(text: string): string {
  return text
    .replace(/^#{1,6} +/gm, '')
    .replace(/^> ?/gm, '')
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, '$2')
    .replace(/(?<![\w*])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*])/g, '$2')
    .replace(/`([^`\n]+)`/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+.!<>~|-])/g, '$1');
}

/**
 * Markdown for text messages of Microsoft Teams, where headings and lists are shown on some devices only, and single line
 * breaks on none.
 */
export function teamsText(markdown: string): string {
  return markdown
    .replace(/^#{1,6} +(.+)$/gm, '**$1**')
    .replace(/^( *)[-*+] +/gm, '$1• ')
    .replace(/(?<!\n)\n(?!\n)/g, '\n\n');
}
