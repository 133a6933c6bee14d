// Reads server-sent events out of a stream of text, as the HTML standard says.

export interface StreamEvent {
  /** The last id that came, with this event or before it. */
  id: string;
  name: string;
  data: string;
}

/** Takes pieces of the stream as they come, and gives the events that they complete. */
export function createEventReader(): (piece: string) => StreamEvent[] {
  let rest = '';
  let id = '';
  let name = '';
  let data: string[] = [];

  function take(line: string): StreamEvent | undefined {
    if (line === '') {
      const event = data.length > 0 ? { id, name: name || 'message', data: data.join('\n') } : undefined;
      name = '';
      data = [];
      return event;
    }
    const colon = line.indexOf(':');
    // A colon in front: a comment, by which the server says that it lives.
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') name = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
    return undefined;
  }

  return (piece) => {
    rest += piece;
    const events: StreamEvent[] = [];
    // A carriage return at the end may be half of a line's end.
    for (let end = /\r\n|\n|\r(?!$)/.exec(rest); end; end = /\r\n|\n|\r(?!$)/.exec(rest)) {
      const event = take(rest.slice(0, end.index));
      if (event) events.push(event);
      rest = rest.slice(end.index + end[0].length);
    }
    return events;
  };
}
