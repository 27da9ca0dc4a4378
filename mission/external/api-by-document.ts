/** What of an OpenAPI 3.1 document is needed to call what it describes. */
interface Document {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface Call {
  readonly params?: Readonly<Record<string, string>>;
  /** JSON, or the octets of a file. */
  readonly body?: unknown;
}

/** Calls an operation by its id and gives what it answers. Throws Error when it is not described so, or refused. */
export type Api = (operationId: string, call?: Call) => Promise<Readonly<Record<string, unknown>>>;

/** An API of which nothing is known but where its OpenAPI document lies. */
export async function apiByDocument(documentUrl: string, token: string): Promise<Api> {
  const response = await fetch(documentUrl, { headers: { authorization: `Bearer ${token}` } });
  const document = (await response.json()) as Document;
  const base = new URL(document.servers[0]?.url ?? '/', documentUrl).href.replace(/\/$/, '');
  return async (operationId, { params = {}, body } = {}) => {
    const { path, method, operation } = find(document, operationId);
    const missing = operation.parameters.find(({ name, required }) => required && params[name] === undefined);
    if (missing !== undefined) throw new Error(`${operationId} needs ${missing.name}`);
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ''));
    const query = operation.parameters.filter((one) => one.in === 'query' && params[one.name] !== undefined);
    const url = new URL(base + filled);
    for (const { name } of query) url.searchParams.set(name, params[name] ?? '');
    const answer = await fetch(url, {
      method: method.toUpperCase(),
      headers: { authorization: `Bearer ${token}`, ...typeOf(operation) },
      ...(body === undefined ? {} : { body: body instanceof Uint8Array ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (operation.responses[answer.status] === undefined)
      throw new Error(`${operationId} answered ${answer.status}, which is not described`);
    if (!answer.ok) throw new Error(`${operationId}: ${answer.status} ${text}`);
    return JSON.parse(text);
  };
}

function find(document: Document, operationId: string) {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (operation.operationId === operationId) return { path, method, operation };
    }
  }
  throw new Error(`the document has no operation ${operationId}`);
}

function typeOf({ requestBody }: Operation): Readonly<Record<string, string>> {
  const [type] = Object.keys(requestBody?.content ?? {});
  return type === undefined ? {} : { 'content-type': type };
}
