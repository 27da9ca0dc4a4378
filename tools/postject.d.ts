/** What we use of postject, which brings no types. */
declare module 'postject' {
  /** Puts `data` as a section of that name into an executable file, and turns the fuse in it. */
  export function inject(
    file: string,
    name: string,
    data: Uint8Array,
    options: { readonly sentinelFuse: string },
  ): Promise<void>;
}
