import { StringDecoder } from 'node:string_decoder';

/** Cuts a stream of bytes into lines, however they arrive. */
export interface LineSplitter {
  push(bytes: Buffer): void;
  /** Hands over what is left without a line end. */
  end(): void;
}

/** A line that never ends is handed over in pieces of this many characters. */
const longestLine = 16_384;

export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    push(bytes) {
      const lines = (rest + decoder.write(bytes)).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
      while (rest.length > longestLine) {
        onLine(rest.slice(0, longestLine));
        rest = rest.slice(longestLine);
      }
    },
    end() {
      rest += decoder.end();
      if (rest) onLine(rest);
      rest = '';
    },
  };
}
