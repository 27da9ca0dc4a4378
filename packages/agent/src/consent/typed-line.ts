const ERASE = ['\b', '\x7f'];
/** ^C and ^D. */
const INTERRUPT = ['\x03', '\x04'];

/** A line as a terminal gives it that does nothing by itself (raw mode): without what was erased or given up. */
export function typedLine(line: string): string {
  const kept: string[] = [];
  for (const character of line) {
    if (INTERRUPT.includes(character)) kept.length = 0;
    else if (ERASE.includes(character)) kept.pop();
    else kept.push(character);
  }
  return kept.join('');
}

/** True when the End User wants to leave the question. */
export function isInterrupt(typed: string): boolean {
  return INTERRUPT.some((character) => typed.includes(character));
}
