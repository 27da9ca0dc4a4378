/** `/`: where everything is. */
export function homePage(version: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Scomo</title>
<h1>Scomo ${version}</h1>
<p>Software component management for fleets of devices, over OMA DM.</p>
<ul>
<li><a href="/api/docs">API</a>, <a href="/api/v1/openapi.json">as OpenAPI 3.1</a></li>
<li><a href="/healthz">Health</a>, <a href="/readyz">readiness</a>, <a href="/metrics">metrics</a></li>
<li>Devices call in at <code>/dm</code></li>
</ul>
</html>
`;
}
