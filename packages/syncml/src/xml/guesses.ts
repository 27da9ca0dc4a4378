import type { ElementId } from '../element-ids.ts';

/** Contexts told apart, a power of two. */
const CONTEXTS = 4096;
/** The element that began in a context the last time, in whatever message. */
const GUESSES = new Uint8Array(CONTEXTS);

/**
 * Guesses the element that begins next, so that its name can be tried first. Messages repeat themselves and
 * each other: it is mostly right, and where it is wrong that costs a little time and changes nothing.
 */
export class Guesses {
  /** The last three elements, the newest in the lowest bits. */
  #history = 0;

  /** The element likely to begin below an open one of this depth; 0 for no idea. */
  next(depth: number): ElementId {
    return GUESSES[this.#context(depth)] as ElementId;
  }

  /** It was this one. */
  right(id: ElementId): void {
    this.#history = ((this.#history << 4) ^ id) & (CONTEXTS - 1);
  }

  /** It may not have been this one. */
  learn(id: ElementId, depth: number): void {
    GUESSES[this.#context(depth)] = id;
    this.right(id);
  }

  #context(depth: number): number {
    return (this.#history ^ (depth << 9)) & (CONTEXTS - 1);
  }
}
