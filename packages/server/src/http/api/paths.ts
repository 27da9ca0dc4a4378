import { API_BASE, ROUTE_NAMES, type Route, routes } from '@scomo/api';

/** A path of the table in the router's words: `{id}:publish` → `:id(^[^:/]+)::publish`. */
export function apiPath(path: string): string {
  return path.replace(/\{(\w+)\}:/g, ':$1(^[^:/]+)::').replace(/\{(\w+)\}/g, ':$1');
}

const patterns = ROUTE_NAMES.map((name) => {
  const { method, path }: Route = routes[name];
  return { method, pattern: new RegExp(`^${API_BASE}${path.replace(/\{\w+\}/g, '[^/]+')}$`) };
});

/** Methods that the contract has for a path; none when the path is unknown. */
export function methodsOf(path: string): readonly string[] {
  const found = patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return [...new Set(found)];
}
