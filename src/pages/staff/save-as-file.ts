// Gives staff a part of the page as an HTML file, which every device opens.

const STYLE =
  'body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}h4{font-size:1rem;margin:1.2rem 0 0}.own-words{white-space:pre-wrap}';

/** `html` is what React drew: text of customers stands in it as text. */
export function saveAsFile(name: string, title: string, html: string): void {
  const page = `<!doctype html><html lang="en-US"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style><h1>${title}</h1>${html}</html>`;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([page], { type: 'text/html' }));
  link.download = name;
  link.click();
  // Some browsers read the file only after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
