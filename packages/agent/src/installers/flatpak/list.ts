/** An application that flatpak has installed. */
export interface FlatpakApp {
  readonly id: string;
  readonly branch: string;
  /** Start of the commit's checksum. */
  readonly active: string;
  /** Empty where the application does not tell. */
  readonly version: string;
  readonly name: string;
  readonly description: string;
}

/** Columns of `flatpak list` in the order that `parseList` wants. */
export const COLUMNS = 'application,branch,active,version,name,description';

/** Applications of a listing; lines of another form (warnings) are left out. */
export function parseList(output: string): FlatpakApp[] {
  return output.split('\n').flatMap((line) => {
    const [id = '', branch = '', active = '', version = '', name = '', description = '', ...more] =
      line.split('\t');
    if (!APP_ID.test(id) || !/^[0-9a-f]{8,64}$/.test(active) || more.length > 0) return [];
    return [{ id, branch, active, version, name, description }];
  });
}

const APP_ID = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$/;

/** Component ID of an application. */
export const flatpakId = (app: string) => `flatpak:${app}`;

/** Application of a component ID, or undefined. */
export function flatpakApp(component: string): string | undefined {
  const app = /^flatpak:(.*)$/.exec(component)?.[1];
  return app !== undefined && APP_ID.test(app) ? app : undefined;
}
