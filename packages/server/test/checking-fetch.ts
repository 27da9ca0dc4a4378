import assert from 'node:assert/strict';
import {
  API_BASE,
  check,
  type Fetch,
  problemsOf,
  ROUTE_NAMES,
  type Route,
  type RouteName,
  routes,
} from '@scomo/api';

const table = ROUTE_NAMES.map((name) => {
  const route: Route = routes[name];
  return { name, route, pattern: new RegExp(`^${API_BASE}${route.path.replace(/\{\w+\}/g, '[^/]+')}$`) };
}).sort((a, b) => Number(b.route.path.includes(':')) - Number(a.route.path.includes(':')));

/** A fetch that holds each answer against the contract, and the operations it saw succeed. */
export function checkingFetch(): { readonly fetch: Fetch; readonly succeeded: ReadonlySet<RouteName> } {
  const succeeded = new Set<RouteName>();
  return {
    succeeded,
    async fetch(url, init) {
      const response = await fetch(url, init);
      const text = await response.text();
      const path = new URL(url).pathname;
      const found = table.find(({ route, pattern }) => route.method === init.method && pattern.test(path));
      assert.ok(found, `no route for ${init.method} ${path}`);
      const { name, route } = found;
      const { status } = response;
      if (status in route.responses) {
        const schema = route.responses[status];
        if (schema) {
          const checked = check(schema, JSON.parse(text));
          assert.deepEqual(checked.ok ? [] : checked.errors, [], `${name} ${status}`);
        } else assert.equal(text, '');
        succeeded.add(name);
      } else {
        const { code } = JSON.parse(text) as { readonly code: never };
        assert.ok(problemsOf(route).includes(code), `${name} answers ${status} ${code}`);
      }
      return { status, text: async () => text };
    },
  };
}
