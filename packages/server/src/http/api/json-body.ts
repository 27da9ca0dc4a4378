/** A JSON body: its value, and its text as it came, by which repeated requests are told apart. */
export class JsonBody {
  readonly text: string;
  readonly value: unknown;

  constructor(text: string, value: unknown) {
    this.text = text;
    this.value = value;
  }
}
